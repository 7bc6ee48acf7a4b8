"""The table of phases: where each stands."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from faro.move.standing import Standing
from faro.move.states import counted
from faro.views.line import Line, line

_HEADINGS = ("phase", "follows", "state", "last update")


def render(standings: Sequence[Standing]) -> Iterator[Line]:
    """Yield the table, a row for each phase."""
    rows = [_HEADINGS, *(_row(standing) for standing in standings)]
    widths = [max(len(row[at]) for row in rows) for at in range(len(_HEADINGS))]
    for row in rows:
        cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        yield line("  ".join(cells).rstrip())


def _row(standing: Standing) -> tuple[str, ...]:
    follows = ", ".join(standing.follows) or "-"
    return standing.phase, follows, _state(standing), standing.updated or "-"


def _state(standing: Standing) -> str:
    if standing.moving_to:
        return f"move to {standing.moving_to} interrupted"
    if standing.resources is None:
        return "no stack"
    if standing.resources and standing.beside:
        return f"{counted(standing.resources)} beside {standing.beside}"
    return f"live, {counted(standing.resources)}" if standing.resources else "empty"
