"""What a promote costs beside what it is made of: the engine's own move, and one preview."""

from __future__ import annotations

import statistics
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.engine.engine import Engine
from tests.move.conftest import Project, a_project

from .measure import language_host

RESOURCES = 100
_FIXED = 5
"""Resources of the program that do not grow with its size."""
_MOST = 1.5
_RUNS = 3


def figures(engine: Engine, say: Callable[[str], None]) -> None:
    """The same 100 resources moved by the engine, moved back, and promoted, in turns.

    The preview and the promotion each start a process that imports the SDKs.
    """
    with TemporaryDirectory() as name:
        project = a_project(engine, Path(name) / "moved")
        for stack in ("one", "two"):
            project.pulumi("config", "set", "size", str(RESOURCES - _FIXED), f"--stack={stack}")
        project.up("one")
        before = project.ids("one")
        named = [urn for urn in project.urns("one") if not _stays(urn)]
        found = [_turn(project, named) for _ in range(_RUNS)]
        assert project.ids("one") == before
    move, preview, promote = map(statistics.median, zip(*found, strict=True))
    ratio = statistics.median(each[2] / (each[0] + each[1]) for each in found)
    say(
        f"pulumi state move of {len(before)} resources     {move:6.2f} s, a preview {preview:.2f} s"
    )
    say(f"faro promote of the same               {promote:6.2f} s")
    say(f"  {ratio:.2f} times as long   (at most {_MOST})")


def _turn(project: Project, named: list[str]) -> tuple[float, float, float]:
    """Seconds of the engine's move, of a preview, and of a promotion; all is moved back."""
    words = ("state", "move", "--source=one", "--dest=two", "--yes", *named)
    by_engine = _timed(lambda: project.pulumi(*words))
    preview = _timed(lambda: _preview(project))
    project.faro("rollback", "one", "two", "--yes")
    promote = _timed(lambda: project.faro("promote", "one", "two", "--yes"))
    project.faro("rollback", "one", "two", "--yes")
    return by_engine, preview, promote


def _stays(urn: str) -> bool:
    """Whether the engine's move takes no such name: of the stack, a provider, a child."""
    kind = urn.split("::")[2]
    return "pulumi:" in kind or "$" in kind


def _preview(project: Project) -> None:
    """With a language host of its own, as the CLI starts one."""
    with (
        project.engine.separate_processes(language_host),
        project.engine.serving(project.folder, "two") as client,
    ):
        subprocess.run(
            ["pulumi", "preview", "--stack=two", "--non-interactive", *client],
            cwd=project.folder,
            env=dict(project.environment()),
            capture_output=True,
            check=True,
        )


def _timed(action: Callable[[], object]) -> float:
    started = time.perf_counter()
    action()
    return time.perf_counter() - started
