"""Cost by number of users, and the number up to which plans and sizes are enough."""

from __future__ import annotations

import math
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from faro.cost.estimate import Estimate
from faro.cost.limits import exceeded
from faro.cost.sums import total
from faro.cost.workload import Workload
from faro.model.cost import Cost


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """A month of so many users; ``cost`` None: nothing of it is known. ``ends`` says which meter of
    which plan no longer carries them; ``beyond``, which limits of the program itself do not.
    """

    mau: int
    cost: Cost | None
    ends: str = ""
    beyond: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Curve:
    """Points by rising users."""

    name: str
    points: tuple[Point, ...]

    @property
    def end(self) -> Point | None:
        """The first point that the plans do not carry; None where they carry all."""
        return next((point for point in self.points if point.ends), None)

    @property
    def carries_to(self) -> int | None:
        """The last point within the limits of the plans, 0 for none; None if there is no limit."""
        end = self.end
        if end is None:
            return None
        return max((point.mau for point in self.points if point.mau < end.mau), default=0)

    @property
    def sized_for(self) -> int | None:
        """The last point before the first that goes beyond a limit of the program, 0 for none; None
        where no point does.
        """
        first = next((point.mau for point in self.points if point.beyond), None)
        if first is None:
            return None
        return max((point.mau for point in self.points if point.mau < first), default=0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """One target under the typical load, and under the low and the high one. ``fixed``: what the
    program charges at every load, the most expensive meters first.
    """

    typical: Curve
    low: Curve
    high: Curve
    fixed: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The target's name."""
        return self.typical.name


class Threshold(NamedTuple):
    """The price of one unit at which two targets cost the same, at so many users under each load.
    None: a cost or a quantity is not known.
    """

    mau: int
    typical: Decimal | None
    low: Decimal | None
    high: Decimal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Flip:
    """An alternative that is one meter alone, with today's price of its ``unit``, and the prices at
    which it costs as much as the target ``against``.
    """

    name: str
    against: str
    meter: str
    unit: str
    today: Decimal
    thresholds: tuple[Threshold, ...]


def users(first: int, last: int, count: int) -> tuple[int, ...]:
    """Numbers of users from the first to the last, each about so many times the one before, with
    every power of ten that lies between.
    """
    if first >= last:
        return (first,)
    step = math.log(last / first) / (count - 1)
    found = [round(first * math.exp(step * at)) for at in range(count)]
    for power in range(math.ceil(math.log10(first)), math.floor(math.log10(last)) + 1):
        if first < 10**power < last:
            near = min(range(1, count - 1), key=lambda at: abs(math.log(found[at] / 10**power)))
            found[near] = 10**power
    return tuple(dict.fromkeys(found))


def point(load: Workload, estimate: Estimate) -> Point:
    """The point of an estimate under a load."""
    beyond = next((line for line in estimate.bill.lines if line.beyond), None)
    ends = f"{beyond.usage.vendor} {beyond.usage.meter} is {beyond.beyond}" if beyond else ""
    known = any(line.amount is not None for line in estimate.bill.lines)
    cost = total(estimate) if known else None
    limits = tuple(exceeded(estimate, load))
    return Point(mau=load.mau, cost=cost, ends=ends, beyond=limits)
