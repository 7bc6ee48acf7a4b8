"""Cost over the number of users: where two curves cross, and how far a plan carries."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from faro.cost.estimate import Estimate
from faro.cost.sums import total
from faro.model.cost import Cost


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """A month of so many users; ``cost`` None: nothing of it is known. ``ends`` says which meter of
    which plan no longer carries them.
    """

    mau: int
    cost: Cost | None
    ends: str = ""


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
        """The last point that the plans carry, 0 for none; None where there is no end."""
        end = self.end
        if end is None:
            return None
        return max((point.mau for point in self.points if point.mau < end.mau), default=0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Crossing:
    """At so many users, on a straight line between two points, ``then`` becomes the cheaper one."""

    mau: int
    amount: Decimal
    then: str


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


def point(mau: int, estimate: Estimate) -> Point:
    """The point of an estimate."""
    beyond = next((line for line in estimate.bill.lines if line.beyond), None)
    ends = f"{beyond.usage.vendor} {beyond.usage.meter} {beyond.beyond}" if beyond else ""
    known = any(line.amount is not None for line in estimate.bill.lines)
    cost = total(estimate) if known else None
    return Point(mau=mau, cost=cost, ends=ends)


_Both = tuple[int, Decimal, Decimal]


def common(one: Curve, other: Curve) -> list[_Both]:
    """Users and both amounts at each point that both plans carry, where something is known."""
    return [
        (a.mau, a.cost.amount, b.cost.amount)
        for a, b in zip(one.points, other.points, strict=True)
        if a.cost and b.cost and not a.ends and not b.ends
    ]


def crossings(one: Curve, other: Curve) -> Iterator[Crossing]:
    """Where the curves cross, as far as the costs are known and the plans carry."""
    last: _Both | None = None
    met: _Both | None = None
    for at in common(one, other):
        _mau, a, b = at
        if a == b:
            met = met or at
            continue
        if last and (last[1] - last[2]) * (a - b) < 0:
            where, amount, _ = met or _between(last, at)
            yield Crossing(mau=where, amount=amount, then=other.name if a > b else one.name)
        last, met = at, None


def _between(start: _Both, end: _Both) -> _Both:
    """Where two straight lines cross between their ends."""
    (m, a, b), (n, c, d) = start, end
    share = (a - b) / ((a - b) - (c - d))
    amount = a + share * (c - a)
    return round(m + share * (n - m)), amount, amount
