"""The price of a unit at which an alternative costs as much as the first one, in a table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from faro.cost.curve import Flip, Threshold
from faro.views.columns import columns
from faro.views.line import Line, line
from faro.views.plot import short
from faro.views.wrapped import WIDTH, folded

_LOADS = ("typical", "low", "high")


def render(flips: Sequence[Flip], shown: Sequence[int], width: int = WIDTH) -> Iterator[Line]:
    """A table for all alternatives that use the same quantity, at the ``shown`` numbers of users,
    with today's price of each.
    """
    alike: dict[tuple[str, tuple[Threshold, ...]], list[Flip]] = {}
    for flip in flips:
        alike.setdefault((flip.unit, flip.thresholds), []).append(flip)
    for (unit, thresholds), same in alike.items():
        names = ", ".join(flip.name for flip in same)
        verb = "cost" if len(same) > 1 else "costs"
        said = f"{names} {verb} as much as {same[0].against} at this price of a unit ({unit}):"
        yield from folded(line(said), width)
        picked = [thresholds[at] for at in shown]
        rows = [["USD", *(short(one.mau) for one in picked)]]
        for load in _LOADS:
            rows.append([f"{load} load", *(_price(getattr(one, load)) for one in picked)])
        yield from columns(rows, width=width)
        today = ", ".join(f"{flip.name} {_price(flip.today)} ({flip.meter})" for flip in same)
        yield from folded(line(f"today: {today}"), width)


def _price(amount: Decimal | None) -> str:
    return "?" if amount is None else f"{amount:,.2f}"
