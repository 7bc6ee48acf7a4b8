"""The way from one estimate to another, a row for each resource that does not cost the same."""

from __future__ import annotations

from collections.abc import Iterator

from faro.cost.book import cents
from faro.cost.compare import Difference, Side, compare
from faro.cost.estimate import Estimate
from faro.views.cost import least
from faro.views.line import Line, Span, line

_STYLES = {"+": "green", "-": "red", "~": "yellow"}
_OF_THE_ACCOUNT = "(account)"


def render(old: Estimate, new: Estimate) -> Iterator[Line]:
    """US dollars a month; `≥` where a side is open."""
    yield line(Span(f"{old.stack} => {new.stack}, USD a month", "bold"))
    found = compare(old, new)
    rows = [_cells(each) for each in found]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for sign, change, name, vendor, both in rows:
        yield line(
            Span(f"{sign}  {change:>{widths[1]}}", _STYLES[sign]),
            f"  {name:<{widths[2]}}  ",
            Span(f"{vendor:<{widths[3]}}", "dim"),
            f"  {both}",
        )
    yield line(Span(_total(old, new), "bold"))


def _cells(each: Difference) -> tuple[str, str, str, str, str]:
    sign = "+" if each.old is None else "-" if each.new is None else "~"
    both = " => ".join(_side(side) for side in (each.old, each.new) if side is not None)
    return sign, f"{each.amount:+,.2f}", each.name or _OF_THE_ACCOUNT, each.vendor, both


def _side(side: Side) -> str:
    return least(side.amount, open_=side.is_open)


def _total(old: Estimate, new: Estimate) -> str:
    before, after = (Side(amount=each.bill.total, is_open=each.is_at_least) for each in (old, new))
    more = cents(after.amount) - cents(before.amount)
    share = _share(before, after)
    return f"total {_side(before)} => {_side(after)}: {more:+,.2f}{share}"


def _share(before: Side, after: Side) -> str:
    """The difference in per cent, where both sides are known and there is something to compare."""
    if before.is_open or after.is_open or not before.amount:
        return ""
    return f" ({(after.amount / before.amount - 1) * 100:+.0f} %)"
