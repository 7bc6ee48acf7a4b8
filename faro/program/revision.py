"""A Git revision of a project: resolved by name and checked out temporarily."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from faro.model.diagnostic import Failure, error
from faro.program import git

MERGE_BASE: Final = ""
"""Stands for the commit at which HEAD left the default branch."""
_DEFAULT_BRANCHES: Final = (
    "refs/remotes/origin/HEAD",
    "refs/remotes/origin/main",
    "refs/remotes/origin/master",
    "refs/heads/main",
    "refs/heads/master",
)


@dataclass(frozen=True, slots=True)
class Revision:
    """A commit; ``branch`` is the one that HEAD left there, empty for a commit that was named."""

    commit: str
    branch: str = ""

    @property
    def short(self) -> str:
        """The commit, shortened as by git."""
        return self.commit[:7]


@dataclass(frozen=True, slots=True)
class Checkout:
    """The files of a revision in ``copy``; ``original`` is the top of the working tree, and
    ``inside`` what is wanted of both.
    """

    revision: Revision
    original: Path
    copy: Path
    inside: Path

    @property
    def folder(self) -> Path:
        """The folder in the revision; it may not exist."""
        return self.copy / self.inside


def find(directory: Path, name: str) -> Revision:
    """The commit of a name. Failure where git has no such commit."""
    _check_repository(directory)
    return _merge_base(directory) if name == MERGE_BASE else _named(directory, name)


def _check_repository(directory: Path) -> None:
    answer = git.ask(directory, "rev-parse", "--is-inside-work-tree")
    if answer.text == "true":
        return
    if answer.succeeded or "not a git repository" in answer.said:
        raise error(
            "Not a git repository",
            f"{directory} is not in a Git working tree, so there is no revision to compare with.",
            address="--base",
            command="faro preview --from none",
        )
    raise _refused(answer)


def _named(directory: Path, name: str) -> Revision:
    commit = "" if name.startswith("-") else _commit(directory, name)
    if commit:
        return Revision(commit)
    raise error(
        "Unknown revision",
        f"--base {name!r} is not a commit of this repository. A phase is given before "
        "the option: faro preview PHASE --base REV." + _shallow(directory),
        address="--base",
        command=_fetch(directory),
    )


def _merge_base(directory: Path) -> Revision:
    branch = next((ref for ref in _DEFAULT_BRANCHES if _commit(directory, ref)), None)
    if branch is None:
        raise error(
            "No default branch",
            "--base without a revision compares with the merge base of HEAD and the default "
            "branch, but there is no origin/HEAD, main or master. Name a revision."
            + _shallow(directory),
            address="--base",
            command=_fetch(directory),
        )
    shown = branch.removeprefix("refs/remotes/").removeprefix("refs/heads/")
    commit = git.ask(directory, "merge-base", "HEAD", branch).text
    if not commit:
        raise error(
            "No merge base",
            f"HEAD and {shown} have no common ancestor. Name a revision." + _shallow(directory),
            address="--base",
            command=_fetch(directory),
        )
    return Revision(commit, shown)


def _commit(directory: Path, name: str) -> str:
    """Empty where git knows no such commit."""
    return git.ask(directory, "rev-parse", "--verify", "--quiet", f"{name}^{{commit}}").text


def _is_shallow(directory: Path) -> bool:
    return git.ask(directory, "rev-parse", "--is-shallow-repository").text == "true"


def _shallow(directory: Path) -> str:
    if not _is_shallow(directory):
        return ""
    return (
        " The clone is shallow: older commits are missing (set fetch-depth: 0 in actions/checkout)."
    )


def _fetch(directory: Path) -> str:
    return "git fetch --unshallow origin" if _is_shallow(directory) else "git fetch origin"


def _refused(answer: git.Answer) -> Failure:
    return error("Git failed", answer.said.removeprefix("fatal: "), address="--base")


@contextmanager
def checked_out(directory: Path, revision: Revision) -> Iterator[Checkout]:
    """The revision in a working tree of its own, that is removed at the end, whatever the end."""
    original = Path(git.ask(directory, "rev-parse", "--show-toplevel").text)
    with TemporaryDirectory(prefix="faro-", ignore_cleanup_errors=True) as folder:
        copy = Path(folder).resolve() / original.name
        try:
            added = git.ask(
                directory,
                *("worktree", "add", "--quiet", "--detach", str(copy), revision.commit),
                time_limit=git.CHECK_OUT_SECONDS,
            )
            if not added.succeeded:
                raise _refused(added)
            yield Checkout(revision, original, copy, directory.relative_to(original))
        finally:
            git.ask(directory, "worktree", "remove", "--force", "--force", str(copy))
