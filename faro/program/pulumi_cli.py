"""Runs ``pulumi preview`` and reads its plan for the same views.

Without a starting state it is the user's own ``pulumi preview`` against the user's own backend.
With one, or with an empty stack, the CLI gets a backend of its own in a temporary folder.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import yaml

from faro.model.diagnostic import Failure, error
from faro.model.plan import Plan
from faro.program import config, rooms
from faro.program.project import Project, full_key
from faro.state.preview_plan import read_plan
from faro.state.reader import read_export

_LANGUAGE_HOST: Final = "pulumi-language-python"
_WORDS: Final = ("--json", "--show-sames", "--show-reads", "--non-interactive")


@dataclass(frozen=True, slots=True, kw_only=True)
class CliPreview:
    """One stack to preview; ``state`` is a stack export, or None.

    ``own_backend`` starts from what the CLI's own backend holds, and leaves ``state`` aside.
    """

    project: Project
    stack: str
    interpreter: Path
    overrides: Sequence[tuple[str, str]]
    own_backend: bool
    state: Path | None
    time_limit: float


def preview(asked: CliPreview) -> Plan:
    """The engine's plan: its operations and reasons, not ours."""
    cli = shutil.which("pulumi")
    if cli is None:
        raise error(
            "Pulumi CLI not found",
            "--engine runs the Pulumi CLI. Install it, or leave --engine out: the preview "
            "needs none.",
            command="faro preview",
        )
    with TemporaryDirectory(prefix="faro-") as folder, _client(asked) as client:
        words = [cli, "preview", f"--stack={asked.stack}", *_WORDS, *client]
        if asked.overrides:
            words.append(f"--config-file={_config_file(asked, Path(folder))}")
        environment = {**os.environ, "PULUMI_SKIP_UPDATE_CHECK": "true"}
        if not asked.own_backend:
            environment |= _backend(asked, Path(folder))
        printed = _run(words, asked, environment)
    origin = "the stack's own state" if asked.own_backend else str(asked.state or "")
    return read_plan(_document(printed), asked.stack, origin)


def _run(
    words: Sequence[str], asked: CliPreview, environment: dict[str, str]
) -> subprocess.CompletedProcess[str]:
    try:
        return subprocess.run(  # noqa: S603 the CLI that the user asked for
            words,
            cwd=asked.project.directory,
            env=environment,
            capture_output=True,
            text=True,
            timeout=asked.time_limit,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise error(
            "Pulumi CLI timed out",
            f"pulumi preview took longer than {asked.time_limit:g} s.",
            command="faro preview --engine --time-limit SECONDS",
        ) from None


def _document(printed: subprocess.CompletedProcess[str]) -> dict[str, Any]:
    """What was printed, unless it is no preview at all."""
    try:
        document = json.loads(printed.stdout)
    except json.JSONDecodeError:
        document = None
    if isinstance(document, dict):
        return document
    said = (printed.stderr or printed.stdout).strip()
    raise error("Pulumi CLI failed", said[-2000:] or f"It exited with code {printed.returncode}.")


@contextmanager
def _client(asked: CliPreview) -> Iterator[list[str]]:
    """The words that lead the CLI to the program where it has no language host of its own."""
    if shutil.which(_LANGUAGE_HOST):
        yield []
        return
    served = subprocess.Popen(  # noqa: S603 the program's own interpreter
        rooms.command(asked.interpreter, "faro.engine.run.language_host", str(asked.project.main)),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=asked.project.main if asked.project.main.is_dir() else asked.project.main.parent,
    )
    with served:
        port = served.stdout.readline().strip() if served.stdout else ""
        try:
            if not port:
                raise _no_host(asked.interpreter, served.communicate()[1])
            yield [f"--client=127.0.0.1:{port}", "--exec-kind=auto.inline"]
        finally:
            served.kill()


def _no_host(interpreter: Path, said: str) -> Failure:
    return error(
        "Python interpreter failed",
        f"{interpreter}: {said.strip().rpartition(chr(10))[2] or 'it ends at once'}.",
    )


def _config_file(asked: CliPreview, folder: Path) -> Path:
    """The stack's file with the values of the command line on top."""
    document = config.stack_document(asked.project, asked.stack)
    given = {full_key(key, asked.project.name): value for key, value in asked.overrides}
    path = folder / f"Pulumi.{asked.stack}.yaml"
    path.write_text(
        yaml.safe_dump({**document, "config": {**(document.get("config") or {}), **given}}),
        encoding="utf-8",
    )
    return path


def _backend(asked: CliPreview, folder: Path) -> dict[str, str]:
    """A backend of files that holds the state under the stack's name, and how to reach it."""
    place = folder / ".pulumi" / "stacks" / asked.project.name / f"{asked.stack}.json"
    place.parent.mkdir(parents=True)
    (folder / ".pulumi" / "meta.yaml").write_text("version: 1\n", encoding="utf-8")
    latest = None
    if asked.state is not None:
        latest = read_export(asked.state, project=asked.project.name, stack=asked.stack)
    name = f"organization/{asked.project.name}/{asked.stack}"
    checkpoint = {"version": 3, "checkpoint": {"stack": name, "latest": latest}}
    place.write_text(json.dumps(checkpoint), encoding="utf-8")
    return {
        "PULUMI_BACKEND_URL": folder.as_uri(),
        "PULUMI_CONFIG_PASSPHRASE": config.passphrase() or "",
    }
