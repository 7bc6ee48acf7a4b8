"""The assumptions that change a bill most, with the bill at the low and high end of each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from faro.cost.workload import meaning
from faro.sensitivity import Sensitivity, Swing
from faro.views.arithmetic import figure
from faro.views.columns import columns
from faro.views.line import Line, Span, line
from faro.views.money import least
from faro.views.wrapped import WIDTH, folded

SHOWN = 5
_HEAD = ("figure", "low", "typical", "high", "at low", "at high", "difference")


def render(found: Sequence[Sensitivity], width: int = WIDTH) -> Iterator[Line]:
    """A table for each target, an empty line between two."""
    for number, one in enumerate(found):
        if number:
            yield line()
        users = f"{one.workload.mau:,} users a month"
        yield line(Span(one.target, "bold"), f"  {least(one.typical)} USD a month at {users}")
        if not one.swings:
            yield line("No assumed figure changes it.")
            continue
        rows = [_HEAD, *(_row(swing) for swing in one.swings[:SHOWN])]
        yield from columns(rows, width=width)
        if rest := one.swings[SHOWN:]:
            others = f"{len(rest)} other{'s' * (len(rest) > 1)}"
            yield line(Span(f"{others}: at most {rest[0].size:,.2f} each", "dim"))
        for swing in one.swings[:SHOWN]:
            meant = line(Span(f"{swing.figure}: {meaning(swing.figure)}", "dim"))
            yield from folded(meant, width)


def _row(swing: Swing) -> tuple[str, ...]:
    values = (figure(Decimal(value)) for value in (swing.low, swing.typical, swing.high))
    return (
        swing.figure,
        *values,
        least(swing.at_low),
        least(swing.at_high),
        f"{swing.size:,.2f}",
    )
