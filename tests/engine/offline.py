"""Our own command, as a user runs it."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .engine import PASSPHRASE, TIMEOUT_SECONDS, Program, State


@dataclass(frozen=True, kw_only=True)
class Offline:
    """What `faro preview --format json` printed."""

    steps: list[dict[str, Any]]
    code: int
    log: str


def environment() -> dict[str, str]:
    """Give our own environment with the interpreter of this test run as the program's."""
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath)])
    return {**os.environ, "PATH": path, "PULUMI_CONFIG_PASSPHRASE": PASSPHRASE}


def preview(program: Program, state: State | None, folder: Path) -> Offline:
    """Preview a program from a state with our command."""
    origin = "none"
    if state is not None:
        origin = str(folder / "state.json")
        Path(origin).write_text(json.dumps(state))
    command = [
        str(Path(sys.executable).with_name("faro")),
        "preview",
        "--format",
        "json",
        "--show-same",
    ]
    where = ["--program", str(program.directory), "--stack", program.stack, "--from", origin]
    config = [f"--config={key}={value}" for key, value in program.config.items()]
    done = subprocess.run(
        [*command, *where, *config],
        env=environment(),
        capture_output=True,
        text=True,
        timeout=TIMEOUT_SECONDS,
        check=False,
    )
    try:
        steps = json.loads(done.stdout).get("steps") or []
    except json.JSONDecodeError:
        steps = []
    return Offline(steps=steps, code=done.returncode, log=done.stderr)
