"""Runs the Pulumi CLI: version, export, import, and ``pulumi state move``."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from faro.model.diagnostic import Failure, error

OLDEST: Final = (3, 226, 0)
"""Before it, `pulumi state move` could write a state without the providers it refers to."""
_STACKS: Final = ("--stack=", "--source=", "--dest=")
_NO_BACKEND: Final = ("unable to open bucket", "PULUMI_ACCESS_TOKEN must be set", "pulumi login")
_QUIET: Final = {"PULUMI_SKIP_UPDATE_CHECK": "true", "NO_COLOR": "1"}


@dataclass(frozen=True, slots=True)
class Cli:
    """The CLI on PATH, in a project's folder, on the backend that it is logged in to."""

    path: str
    project: Path

    @classmethod
    def find(cls, project: Path) -> Cli:
        """The CLI; a Failure where there is none, or an old one."""
        path = shutil.which("pulumi")
        if path is None:
            raise error(
                "Pulumi CLI not found",
                "faro promote, rollback, phases and up run the Pulumi CLI.",
                command="curl -fsSL https://get.pulumi.com | sh",
            )
        cli = cls(path, project)
        printed = cli._run("version").stdout.strip()
        found = re.match(r"v?(\d+)\.(\d+)\.(\d+)", printed)
        if found is None or tuple(map(int, found.groups())) < OLDEST:
            oldest = ".".join(map(str, OLDEST))
            raise error(
                "Unsupported Pulumi CLI version",
                f"The CLI is {printed or 'of an unknown version'}; a move needs {oldest} or newer, "
                "because older ones can write an invalid state.",
                command="curl -fsSL https://get.pulumi.com | sh",
            )
        return cli

    def stacks(self) -> list[dict[str, Any]]:
        """The project's stacks in the backend, as ``pulumi stack ls --json`` has them."""
        found = self._json("stack", "ls", "--json")
        return list(found) if isinstance(found, list) else []

    def export(self, stack: str, *, show_secrets: bool = False) -> dict[str, Any]:
        """A stack's state."""
        shown = ["--show-secrets"] if show_secrets else []
        found = self._json("stack", "export", f"--stack={stack}", *shown)
        return found if isinstance(found, dict) else {}

    def restore(self, stack: str, export: Path) -> None:
        """Put an earlier export back."""
        self._run("stack", "import", f"--stack={stack}", f"--file={export}")

    def move(self, urns: Sequence[str], source: str, target: str) -> None:
        """Move resources with their children."""
        self._run("state", "move", f"--source={source}", f"--dest={target}", "--yes", *urns)

    def up(self, stack: str, *, yes: bool) -> int:
        """Deploy a stack on this terminal; the CLI's exit code."""
        words = ["up", f"--stack={stack}", *(("--yes", "--non-interactive") if yes else ())]
        done = subprocess.run(  # noqa: S603 the CLI that the user has on PATH
            [self.path, *words], cwd=self.project, env={**os.environ, **_QUIET}, check=False
        )
        return done.returncode

    def _json(self, *words: str) -> Any:
        printed = self._run(*words).stdout
        try:
            return json.loads(printed)
        except json.JSONDecodeError:
            raise error("Pulumi CLI printed no JSON", f"pulumi {' '.join(words[:2])}.") from None

    def _run(self, *words: str) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(  # noqa: S603 the CLI that the user has on PATH
            [self.path, *words, "--non-interactive"],
            cwd=self.project,
            env={**os.environ, **_QUIET},
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise _failed(words, (done.stderr or done.stdout).strip())
        return done


def _failed(words: Sequence[str], said: str) -> Failure:
    """What the CLI said, with the command that helps where the cause is known."""
    named = [w.partition("=")[2] for w in words if w.startswith(_STACKS)]
    stack = named[0] if len(named) == 1 else next((n for n in named if f"/{n}/" in said), "")
    said = said.removeprefix("error: ")
    if "no stack named" in said:
        return error(
            "Unknown stack",
            f"{said} on the backend that the CLI is logged in to (`pulumi whoami --verbose`). Both "
            "stacks must be there; create it once and set its secrets.",
            address=stack,
            command=f"pulumi stack init {stack}",
        )
    if any(sign in said for sign in _NO_BACKEND):
        return error("Cannot reach the state backend", said, command="pulumi login BACKEND")
    if "locked by" in said:
        return error(
            "Stack locked",
            f"{said}",
            address=stack,
            command=f"pulumi cancel --stack {stack}" if stack else "pulumi cancel",
        )
    if "passphrase" in said:
        return error(
            "Cannot decrypt the secrets of a stack",
            f"{said}. Both stacks must have the same passphrase, and it must be set.",
            address=stack,
            command="export PULUMI_CONFIG_PASSPHRASE_FILE=FILE",
        )
    return error("Pulumi CLI failed", f"pulumi {' '.join(words[:2])}: {said[-2000:]}")
