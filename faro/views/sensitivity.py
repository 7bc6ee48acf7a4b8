"""The assumptions that move a bill most, with the bill at either end of each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from faro.sensitivity import Sensitivity, Swing
from faro.views.arithmetic import figure
from faro.views.line import Line, Span, line
from faro.views.money import least

SHOWN = 5
_HEAD = ("assumed", "low", "typical", "high", "at low", "at high", "apart")


def render(found: Sequence[Sensitivity]) -> Iterator[Line]:
    """A table for each target, an empty line between two."""
    for number, one in enumerate(found):
        if number:
            yield line()
        users = f"{one.workload.mau:,} users a month"
        yield line(Span(one.target, "bold"), f"  {users}: {least(one.typical)} USD typically")
        if not one.swings:
            yield line("No figure that is assumed moves it.")
            continue
        yield from _table([_row(swing) for swing in one.swings[:SHOWN]])
        if rest := one.swings[SHOWN:]:
            most = f"{rest[0].size:,.2f}"
            yield line(Span(f"{len(rest)} others move it by {most} at most", "dim"))


def _row(swing: Swing) -> tuple[str, ...]:
    values = (figure(Decimal(value)) for value in (swing.low, swing.typical, swing.high))
    return (
        swing.figure,
        *values,
        least(swing.at_low),
        least(swing.at_high),
        f"{swing.size:,.2f}",
    )


def _table(rows: Sequence[tuple[str, ...]]) -> Iterator[Line]:
    every = [_HEAD, *rows]
    widths = [max(map(len, column)) for column in zip(*every, strict=True)]
    for number, (name, *cells) in enumerate(every):
        right = (cell.rjust(width) for cell, width in zip(cells, widths[1:], strict=True))
        text = "  ".join((name.ljust(widths[0]), *right))
        yield line(Span(text, "" if number else "bold"))
