"""Runs Git commands with a time limit, without hooks and network."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from typing import Final, NamedTuple

from faro.model.diagnostic import error

LOOK_UP_SECONDS: Final = 20.0
CHECK_OUT_SECONDS: Final = 120.0
_GRACE_SECONDS: Final = 5.0
_SETTINGS: Final = (
    *("-c", "core.hooksPath=/dev/null"),
    *("-c", "core.fsmonitor=false"),
    *("-c", "submodule.recurse=false"),
)
_OFFLINE: Final = {
    "GIT_ALLOW_PROTOCOL": "none",
    "GIT_LFS_SKIP_SMUDGE": "1",
    "GIT_TERMINAL_PROMPT": "0",
    "LC_ALL": "C",
}


class Answer(NamedTuple):
    """The output of git, without the last line break; ``said`` is its error message."""

    succeeded: bool
    text: str
    said: str


def ask(directory: Path, *words: str, time_limit: float = LOOK_UP_SECONDS) -> Answer:
    """Run git in a folder. Failure where there is no git, or where it does not end."""
    try:
        process = subprocess.Popen(  # noqa: S603 git, and nothing that a shell would read
            ["git", *_SETTINGS, *words],  # noqa: S607 the one on the path
            cwd=directory,
            env=_environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            errors="surrogateescape",
        )
    except OSError:
        raise error("Git not found", "--base takes the program of a revision from git.") from None
    with process:
        try:
            text, said = process.communicate(timeout=time_limit)
        except subprocess.TimeoutExpired:
            _end(process)
            raise error(
                "Git timed out", f"git {words[0]} took longer than {time_limit:g} s."
            ) from None
        except BaseException:
            _end(process)
            raise
    return Answer(process.returncode == 0, text.rstrip("\n"), said.strip())


def _environment() -> dict[str, str]:
    """Without what names another repository, as a hook that calls us has it."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("GIT_") or name.startswith("GIT_CONFIG")
    }
    return kept | _OFFLINE


def _end(process: subprocess.Popen[str]) -> None:
    """Let git take back what it has begun, before it is killed."""
    process.terminate()
    try:
        process.communicate(timeout=_GRACE_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
