"""The age of the prices of a bill, and old prices that are a large part of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from faro.cost.bill import Line
from faro.cost.estimate import Estimate
from faro.cost.sums import total

IMPORTANT = Decimal("0.2")
"""The share of a bill from which on an old price is warned of."""


class Read(NamedTuple):
    """The days between which the prices of a bill were read at their sources."""

    first: date
    last: date


def read(estimates: Sequence[Estimate]) -> Read | None:
    """When the prices of bills were read; None where no line has a price."""
    days = [line.price.as_of for e in estimates for line in e.bill.lines if line.price]
    return Read(min(days), max(days)) if days else None


def old(estimate: Estimate, day: date) -> Iterator[tuple[Line, Decimal]]:
    """Each line with an old price that is a large part of the bill, and its share, the greatest
    first.
    """
    whole = total(estimate).amount
    lines = [line for line in estimate.bill.lines if line.price and line.price.is_stale(day)]
    for line in sorted(lines, key=lambda one: -(one.amount or 0)):
        share = (line.amount or Decimal(0)) / whole if whole > 0 else Decimal(0)
        if share >= IMPORTANT:
            yield line, share
