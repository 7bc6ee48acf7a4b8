"""A project as another revision of its git repository has it, checked out for a while beside it.

Asks git alone: no hook runs, no network is used, no branch or reference is left.
"""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from faro.model.diagnostic import Failure, error

MERGE_BASE = ""
"""Asks for the revision from which the working tree left the default branch."""
_TIME_LIMIT_SECONDS = 60.0
_SHORT = 7
_DEFAULTS = ("origin/HEAD", "origin/main", "origin/master", "main", "master")
_DEPENDENCIES = (
    *("requirements*.txt", "locks/*.txt", "pyproject.toml", "uv.lock", "poetry.lock"),
    *("Pipfile", "Pipfile.lock", "setup.py", "setup.cfg"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """One commit, and the folder that has its files; None where the project is not in it."""

    commit: str
    folder: Path | None

    @property
    def short(self) -> str:
        """Its name as people read it."""
        return self.commit[:_SHORT]


@contextmanager
def checked_out(directory: Path, asked: str) -> Iterator[Revision]:
    """The folder as the revision has it, until the context ends. Failure where git has no such
    revision.
    """
    top = Path(_git(directory, "rev-parse", "--show-toplevel", problem=_no_repository))
    commit = _commit(directory, asked or _merge_base(directory))
    with tempfile.TemporaryDirectory(prefix="faro-base-") as name:
        tree = Path(name) / "tree"
        _git(top, "worktree", "add", "--quiet", "--detach", str(tree), commit)
        try:
            folder = tree / directory.resolve().relative_to(top.resolve())
            yield Revision(commit=commit, folder=folder if folder.is_dir() else None)
        finally:
            _git(top, "worktree", "remove", "--force", str(tree))


def changed_dependencies(ours: Path, theirs: Path) -> tuple[str, ...]:
    """The files that fix the dependencies and are not the same on both sides."""
    names = {
        path.relative_to(side).as_posix()
        for side in (ours, theirs)
        for pattern in _DEPENDENCIES
        for path in side.glob(pattern)
    }
    return tuple(sorted(name for name in names if _text(ours / name) != _text(theirs / name)))


def _text(path: Path) -> bytes | None:
    return path.read_bytes() if path.is_file() else None


def _commit(directory: Path, asked: str) -> str:
    if asked.startswith("-"):
        raise _unknown(asked)
    return _git(
        *(directory, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{asked}^{{commit}}"),
        problem=lambda _said: _unknown(asked),
    )


def _merge_base(directory: Path) -> str:
    """Where the working tree left the default branch."""
    for branch in _DEFAULTS:
        if _answers(directory, "rev-parse", "--verify", "--quiet", branch):
            found = _answers(directory, "merge-base", "HEAD", branch)
            if not found:
                raise _no_merge_base(directory, branch)
            return found
    raise error(
        "There is no default branch",
        f"None of {', '.join(_DEFAULTS)} is in the repository. Name the base.",
        address="--base",
        command="faro preview --base REV",
    )


def _no_merge_base(directory: Path, branch: str) -> Failure:
    shallow = _answers(directory, "rev-parse", "--is-shallow-repository") == "true"
    if shallow:
        return error(
            "The clone is too shallow",
            f"It does not reach back to where HEAD left {branch}. In a workflow give "
            "actions/checkout fetch-depth: 0.",
            address="--base",
            command="git fetch --unshallow",
        )
    return error(
        "There is no merge base",
        f"HEAD and {branch} have no commit in common. Name the base.",
        address="--base",
        command="faro preview --base REV",
    )


def _unknown(asked: str) -> Failure:
    return error(
        "There is no such revision",
        f"--base names {asked!r}, which is no commit of this clone.",
        address="--base",
        command="git fetch",
    )


def _no_repository(said: str) -> Failure:
    return error(
        "The project is not in a git repository",
        f"--base needs one: {said}",
        address="--base",
        command="faro preview --from FILE",
    )


def _refused(said: str) -> Failure:
    return error("git does not do it", said, address="--base", command="git worktree list")


def _git(directory: Path, *words: str, problem: Callable[[str], Failure] = _refused) -> str:
    """What git answers; the failure that ``problem`` makes of what it says instead."""
    done = _run(directory, *words)
    if done.returncode:
        said = (done.stderr.strip().splitlines() or ["it says nothing"])[-1]
        raise problem(said)
    return done.stdout.strip()


def _answers(directory: Path, *words: str) -> str:
    """What git answers; empty where it does not."""
    done = _run(directory, *words)
    return "" if done.returncode else done.stdout.strip()


def _run(directory: Path, *words: str) -> subprocess.CompletedProcess[str]:
    kept = {key: value for key, value in os.environ.items() if not key.startswith("GIT_")}
    try:
        return subprocess.run(  # noqa: S603 the words are ours, and a revision
            ["git", "-c", "core.hooksPath=/dev/null", *words],  # noqa: S607 the user's git
            cwd=directory,
            env={**kept, "GIT_LFS_SKIP_SMUDGE": "1", "GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C"},
            capture_output=True,
            text=True,
            timeout=_TIME_LIMIT_SECONDS,
            check=False,
        )
    except FileNotFoundError:
        raise error("git is not installed", "--base needs it.", address="--base") from None
    except subprocess.TimeoutExpired:
        took = f"`git {words[0]}` took longer than {_TIME_LIMIT_SECONDS:.0f} s."
        raise error("git does not answer", took, address="--base") from None
