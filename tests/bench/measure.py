"""One command as a whole process: wall time and the memory of its largest process."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from faro.program import rooms

ROOT = Path(__file__).resolve().parents[2]
FARO = str(Path(sys.executable).with_name("faro"))


@dataclass(frozen=True, kw_only=True)
class Figure:
    """Seconds of wall time, the median of several runs, and megabytes, the most of any run."""

    seconds: float
    megabytes: float

    def __str__(self) -> str:
        return f"{self.seconds:6.2f} s {self.megabytes:5.0f} MB"


def measure(
    command: Sequence[str],
    *,
    runs: int = 1,
    cwd: Path = ROOT,
    env: Mapping[str, str] | None = None,
    accept: Sequence[int] = (0, 2, 4),
) -> Figure:
    """Run a command several times; one that ends otherwise than accepted is an error."""
    figures = [_once(command, cwd, env, accept) for _ in range(runs)]
    return Figure(
        seconds=statistics.median(figure.seconds for figure in figures),
        megabytes=max(figure.megabytes for figure in figures),
    )


def _once(
    command: Sequence[str], cwd: Path, env: Mapping[str, str] | None, accept: Sequence[int]
) -> Figure:
    started = time.perf_counter()
    with subprocess.Popen(
        command, cwd=cwd, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stderr
        said = process.stderr.read()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    seconds = time.perf_counter() - started
    if process.returncode not in accept:
        raise SystemExit(f"{' '.join(command)} ended with {process.returncode}: {said[-1000:]}")
    return Figure(seconds=seconds, megabytes=usage.ru_maxrss / 1024)


def language_host(directory: Path) -> list[str]:
    """The command that serves one program to the CLI."""
    return rooms.command(Path(sys.executable), "faro.engine.run.language_host", str(directory))
