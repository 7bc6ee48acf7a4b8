"""Previews a folder of checkouts of other people's Pulumi Python programs, each from nothing."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import yaml

from .measure import FARO

_SECONDS = 120
_SKIPPED = frozenset({"node_modules", "venv", ".venv"})


def programs(folder: Path) -> Iterator[Path]:
    """Every folder below with a ``Pulumi.yaml`` for Python."""
    for path in sorted(folder.rglob("Pulumi.yaml")):
        if _SKIPPED.isdisjoint(path.parts) and _runtime(path) == "python":
            yield path.parent


def _runtime(path: Path) -> str:
    document = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
    runtime = document.get("runtime")
    return str(runtime.get("name") if isinstance(runtime, dict) else runtime)


def report(folder: Path) -> None:
    """A line for each program and one of counts."""
    total = planned = resources = 0
    for program in programs(folder):
        total += 1
        found, line = _preview(program)
        planned += found is not None
        resources += found or 0
        sys.stdout.write(f"{program.relative_to(folder)!s:55} {line}\n")
        sys.stdout.flush()
    sys.stdout.write(f"{planned} of {total} programs previewed, {resources} resources\n")


def _preview(program: Path) -> tuple[int | None, str]:
    """How many resources a program has, None where there is no plan; and what to print."""
    stacks = sorted(path.name for path in program.glob("Pulumi.*.yaml"))
    stack = stacks[0].removeprefix("Pulumi.").removesuffix(".yaml") if stacks else "dev"
    words = ["preview", f"--program={program}", f"--stack={stack}", "--from=none", "--format=json"]
    started = time.perf_counter()
    done = subprocess.run(
        [FARO, *words], capture_output=True, text=True, timeout=_SECONDS, check=False
    )
    seconds = time.perf_counter() - started
    try:
        document = json.loads(done.stdout)
    except json.JSONDecodeError:
        return None, f"no document, exit code {done.returncode}"
    errors = [found for found in document.get("diagnostics", ()) if found["severity"] == "error"]
    if errors:
        return None, " ".join(errors[0]["message"].split())[:150]
    count = len([step for step in document["steps"] if step["op"] != "same"])
    return count, f"{count:4} resources {seconds:5.1f} s"
