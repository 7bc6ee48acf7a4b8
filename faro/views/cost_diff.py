"""The difference of two estimates, a row for each resource whose cost changes: the
one list that text, Markdown and HTML draw.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from faro.cost.compare import Difference, compare, total_delta
from faro.cost.sums import OF_ACCOUNT, total
from faro.model.cost import NO_COST, Cost
from faro.pricing import CostReport, Forecast
from faro.views import cost
from faro.views.line import Line, Span, line
from faro.views.money import difference, least
from faro.views.wrapped import WIDTH

_GAPS = 8
"""Columns between the five of a row."""
_STYLES = {"+": "green", "-": "red", "~": "yellow"}


class Row(NamedTuple):
    """One resource: its sign, how much more it costs, its name and vendor, and both sides."""

    sign: str
    more: str
    name: str
    vendor: str
    both: str


def rows(old: Forecast, new: Forecast) -> list[Row]:
    """Everything that does not cost the same, the greatest difference first."""
    return [_row(each) for each in compare(old.typical, new.typical)]


def _row(each: Difference) -> Row:
    sign = "+" if each.old is None else "-" if each.new is None else "~"
    both = " => ".join(least(side) for side in (each.old, each.new) if side is not None)
    more = difference(each.old or NO_COST, each.new or NO_COST, each.delta)
    return Row(sign, more, each.name or OF_ACCOUNT, each.vendor, both)


def render(report: CostReport, width: int = WIDTH) -> Iterator[Line]:
    """US dollars a month; `≥` where a side is open."""
    yield from cost.heading(report.heading, width)
    yield line()
    yield from table(*report.forecasts, width=width)
    yield from cost.hint(report)


def table(old: Forecast, new: Forecast, *, width: int = WIDTH) -> Iterator[Line]:
    """A line for each resource, two where one is too wide, and the totals."""
    yield line(Span(title(old, new), "bold"))
    found = rows(old, new)
    widths = [max(map(len, column)) for column in zip(*found, strict=True)]
    below = sum(widths) + _GAPS > width
    for row in found:
        yield line(
            Span(f"{row.sign}  {row.more:>{widths[1]}}", _STYLES[row.sign]),
            f"  {row.name}" if below else f"  {row.name:<{widths[2]}}",
            Span(f"  {row.vendor:<{widths[3]}}", "dim"),
            "" if below else f"  {row.both}",
        )
        if below:
            yield line(f"{'':{widths[1] + _GAPS // 2}}{row.both}")
    yield line(Span(totals(old, new), "bold"))


def title(old: Forecast, new: Forecast) -> str:
    """Return the heading of a comparison."""
    return f"{old.name} => {new.name}, USD a month"


def totals(old: Forecast, new: Forecast) -> str:
    """Both totals, the difference, and its share where it is known."""
    before, after = total(old.typical), total(new.typical)
    more = difference(before, after, total_delta(old.typical, new.typical)) or "+0.00"
    return f"total {least(before)} => {least(after)}: {more}{_share(before, after)}"


def _share(before: Cost, after: Cost) -> str:
    """The difference in per cent, where both sides are known and there is something to compare."""
    if before.is_open or after.is_open or not before.amount:
        return ""
    return f" ({(after.amount / before.amount - 1) * 100:+.0f} %)"
