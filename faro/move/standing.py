"""The status of each phase of a project: without a stack, empty, or live."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

from faro.model.diagnostic import error
from faro.move.cli import Cli
from faro.move.journal import Journal
from faro.move.states import State
from faro.program.phases import Phases
from faro.program.project import Project


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """One phase. ``resources`` is None where its stack is not in the backend; ``updated`` is when
    the backend saw its last update, empty for never. ``moving_to``: of an interrupted move.
    ``beside``: a phase before that is live as well, so that this one is not deployed now.
    """

    phase: str
    follows: tuple[str, ...]
    resources: int | None
    updated: str
    moving_to: str = ""
    beside: str = ""


def standings(project: Project, phases: Phases, cli: Cli) -> tuple[Standing, ...]:
    """Ask the backend for every phase, in order."""
    there = {stack["name"].rpartition("/")[2]: stack for stack in cli.stacks()}
    found = []
    for phase in phases.order:
        listed = there.get(phase)
        resources = None
        if listed is not None:
            state = State.of(phase, project.name, cli.export(phase))
            resources = sum(1 for _ in state.movable())
        found.append(
            Standing(
                phase=phase,
                follows=phases.follows[phase],
                resources=resources,
                updated=str((listed or {}).get("lastUpdate") or ""),
                moving_to=_moving(project, phases, phase),
            )
        )
    live = {standing.phase for standing in found if standing.resources}
    return tuple(replace(standing, beside=_live_before(standing, live)) for standing in found)


def check_promoted(found: tuple[Standing, ...], phase: str) -> None:
    """A Failure where ``phase`` would be deployed beside the phase before, which is live."""
    live = {standing.phase for standing in found if standing.resources}
    if not any(standing.phase == phase for standing in found):
        names = ", ".join(standing.phase for standing in found)
        raise error(
            "Unknown stack",
            f"{phase!r} is not a phase; the phases are {names}.",
            command="faro phases",
        )
    before = _live_before(next(s for s in found if s.phase == phase), live)
    if before:
        raise error(
            "Previous phase still live",
            f"{before} has resources: those that it shares with {phase} would be created a second "
            "time.",
            address=phase,
            command=f"faro promote {before} {phase}",
        )


def _live_before(standing: Standing, live: Collection[str]) -> str:
    return next((earlier for earlier in standing.follows if earlier in live), "")


def _moving(project: Project, phases: Phases, phase: str) -> str:
    others = (stack for stack in phases.order if stack != phase)
    open_ = (o for o in others if Journal.of(project.directory, phase, o).is_open)
    return next(open_, "")
