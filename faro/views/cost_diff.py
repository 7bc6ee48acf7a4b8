"""The way from one estimate to another, a row for each resource that does not cost the same."""

from __future__ import annotations

from collections.abc import Iterator

from faro.cost.compare import Difference, compare, total_delta
from faro.cost.sums import OF_ACCOUNT, total
from faro.model.cost import NO_COST, Cost
from faro.pricing import Forecast
from faro.views.line import Line, Span, line
from faro.views.money import difference, least

_STYLES = {"+": "green", "-": "red", "~": "yellow"}


def render(old: Forecast, new: Forecast) -> Iterator[Line]:
    """US dollars a month; `≥` where a side is open."""
    yield line(Span(f"{old.name} => {new.name}, USD a month", "bold"))
    found = compare(old.typical, new.typical)
    rows = [_cells(each) for each in found]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for sign, change, name, vendor, both in rows:
        yield line(
            Span(f"{sign}  {change:>{widths[1]}}", _STYLES[sign]),
            f"  {name:<{widths[2]}}  ",
            Span(f"{vendor:<{widths[3]}}", "dim"),
            f"  {both}",
        )
    yield line(Span(totals(old, new), "bold"))


def _cells(each: Difference) -> tuple[str, str, str, str, str]:
    sign = "+" if each.old is None else "-" if each.new is None else "~"
    both = " => ".join(least(side) for side in (each.old, each.new) if side is not None)
    more = difference(each.old or NO_COST, each.new or NO_COST, each.delta)
    return sign, more, each.name or OF_ACCOUNT, each.vendor, both


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
