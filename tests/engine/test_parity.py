"""The offline plan against the real engine, program by program and phase by phase."""

import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

from .agreement import Agreement
from .engine import ROOT
from .parity import PROGRAMS, Case, Parity

pytestmark = pytest.mark.engine

CASES = (
    Case(deployed=None, now=1),
    Case(deployed=None, now=2),
    Case(deployed=1, now=1),
    Case(deployed=1, now=2),
    Case(deployed=2, now=1),
    Case(deployed=1, now=1, seed=1),
    Case(deployed=2, now=2, seed=2),
    Case(deployed=1, now=2, seed=3),
    Case(deployed=2, now=1, seed=4),
)
REFUSED = (
    Case(deployed=1, now=3),
    Case(deployed=1, now=4),
    Case(deployed=None, now=5),
)


def programs() -> list[tuple[str, Case]]:
    """List every program with every case."""
    extra = [("guarded", case) for case in REFUSED]
    return [(name, case) for name in PROGRAMS for case in CASES] + extra


def phases() -> list[tuple[str | None, str, int]]:
    """List every phase from nothing, from itself and from each before it, untouched or not."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text())
    graph: dict[str, list[str]] = settings["tool"]["faro"]["phases"]
    fresh: list[tuple[str | None, str, int]] = [(None, phase, 0) for phase in graph]
    return fresh + [
        (origin, phase, seed)
        for phase in graph
        for origin in (phase, *graph[phase])
        for seed in (0, 1)
    ]


def judge(result: Agreement, record: Callable[[str, object], None]) -> None:
    """Record how much was compared, and fail with every difference."""
    record("resources", result.resources)
    record("properties", result.properties)
    if result.differences:
        pytest.fail("\n".join(["", *result.differences]), pytrace=False)


@pytest.mark.parametrize(("name", "case"), programs(), ids=str)
def test_program_agrees(
    name: str,
    case: Case,
    parity: Parity,
    tmp_path: Path,
    record_property: Callable[[str, object], None],
) -> None:
    """Both previews name the same resources, operations, unknowns, secrets and reasons."""
    program = parity.program(name, case.now)
    judge(parity.compare(program, parity.start(name, case), tmp_path), record_property)


def test_plaintext_export_agrees(
    parity: Parity, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    """An export with its secrets shown gives the plan of the engine's own encrypted state."""
    case = Case(deployed=1, now=2)
    state = parity.start("secrets", case)
    assert state is not None
    shown = parity.engine.export(parity.program("secrets", 1), state, "--show-secrets")
    result = parity.compare(parity.program("secrets", 2), state, tmp_path, shown=shown)
    judge(result, record_property)


@pytest.mark.parametrize("move", phases(), ids=lambda move: "-".join(map(str, move)))
def test_phase_agrees(
    move: tuple[str | None, str, int],
    parity: Parity,
    tmp_path: Path,
    record_property: Callable[[str, object], None],
) -> None:
    """A phase is previewed as the engine does, from nothing and from each state it may follow."""
    before, phase, seed = move
    state = parity.moved(before, phase, seed)
    judge(parity.compare(parity.phase(phase, before), state, tmp_path), record_property)
