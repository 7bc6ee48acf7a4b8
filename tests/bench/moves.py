"""What a promote costs beside what it is made of: the engine's own move, and one preview."""

from __future__ import annotations

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


def figures(engine: Engine, say: Callable[[str], None]) -> None:
    """The same 100 resources moved by the engine, moved back, and promoted."""
    with TemporaryDirectory() as name:
        project = a_project(engine, Path(name) / "moved")
        for stack in ("one", "two"):
            project.pulumi("config", "set", "size", str(RESOURCES - _FIXED), f"--stack={stack}")
        project.up("one")
        count = len(project.ids("one"))
        by_engine = _timed(lambda: _move(project))
        preview = _timed(lambda: _preview(project))
        project.faro("rollback", "one", "two", "--yes")
        promote = _timed(lambda: project.faro("promote", "one", "two", "--yes"))
        assert len(project.ids("two")) == count
    say(f"pulumi state move of {count} resources     {by_engine:6.2f} s, a preview {preview:.2f} s")
    say(f"faro promote of the same               {promote:6.2f} s")
    say(f"  {promote / (by_engine + preview):.2f} times as long   (at most {_MOST})")


def _move(project: Project) -> None:
    children = [urn for urn in project.urns("one") if "pulumi:" not in urn.split("::")[2]]
    top = [urn for urn in children if "$" not in urn.split("::")[2]]
    project.pulumi("state", "move", "--source=one", "--dest=two", "--yes", *top)


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
