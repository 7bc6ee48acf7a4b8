"""The table of phases with their status, as text and as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from faro.move.standing import Standing
from faro.move.states import counted
from faro.views.line import Line, line
from faro.views.wrapped import WIDTH, wrapped

_HEADINGS = ("phase", "follows", "state", "last update")
_GAP = "  "
_NARROWEST = 10


def render(standings: Sequence[Standing], width: int = WIDTH) -> Iterator[Line]:
    """Yield the table, a row for each phase; what it may follow takes as many lines as it needs."""
    rows = [_HEADINGS, *(_row(standing) for standing in standings)]
    widths = [max(len(row[at]) for row in rows) for at in range(len(_HEADINGS))]
    others = sum(widths) - widths[1] + (len(_HEADINGS) - 1) * len(_GAP)
    widths[1] = min(widths[1], max(width - others, _NARROWEST))
    for name, follows, *more in rows:
        first, *rest = wrapped(follows, widths[1])
        cells = zip((name, first, *more), widths, strict=True)
        yield line(_GAP.join(cell.ljust(size) for cell, size in cells).rstrip())
        yield from (line(" " * (widths[0] + len(_GAP)), text) for text in rest)


def document(standings: Sequence[Standing]) -> str:
    """Give every field of each phase; the resources are null where there is no stack."""
    found = [
        {
            "phase": one.phase,
            "follows": list(one.follows),
            "resources": one.resources,
            "lastUpdate": one.updated or None,
            "movingTo": one.moving_to or None,
        }
        for one in standings
    ]
    return json.dumps({"phases": found}, indent=2) + "\n"


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
