"""Finds where one curve becomes cheaper than another, at typical, low and high load."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from faro.cost.curve import Band, Curve


@dataclass(frozen=True, slots=True, kw_only=True)
class Crossing:
    """At so many users, on a straight line between two points, ``then`` becomes the cheaper one."""

    mau: int
    amount: Decimal
    then: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranged:
    """The same change of the cheaper one under each load; None where it does not happen under that
    load.
    """

    then: str
    typical: Crossing | None
    low: Crossing | None
    high: Crossing | None

    @property
    def found(self) -> tuple[Crossing, ...]:
        """Those that there are, by rising users."""
        there = (one for one in (self.typical, self.low, self.high) if one)
        return tuple(sorted(there, key=lambda one: one.mau))


_Both = tuple[int, Decimal, Decimal]
_THERE_AND_BACK = 2


def common(one: Curve, other: Curve) -> list[_Both]:
    """Users and both amounts at each point that both plans carry, where something is known."""
    return [
        (a.mau, a.cost.amount, b.cost.amount)
        for a, b in zip(one.points, other.points, strict=True)
        if a.cost and b.cost and not a.ends and not b.ends
    ]


def ranged(one: Band, other: Band) -> list[Ranged]:
    """Each change of the cheaper one, in the order of the typical load; those that only the low or
    the high load has, last.
    """
    typical = _settled(crossings(one.typical, other.typical))
    low = _settled(crossings(one.low, other.low))
    high = _settled(crossings(one.high, other.high))
    found = []
    for name in (one.name, other.name):
        changes = [[each for each in load if each.then == name] for load in (typical, low, high)]
        for number in range(max(map(len, changes))):
            at = [load[number] if number < len(load) else None for load in changes]
            found.append(Ranged(then=name, typical=at[0], low=at[1], high=at[2]))
    return sorted(found, key=lambda each: (each.typical is None, each.found[0].mau))


def _settled(found: Iterable[Crossing]) -> list[Crossing]:
    """The change that lasts, where steps of a curve cross the other one back and forth."""
    every = list(found)
    if len(every) <= _THERE_AND_BACK:
        return every
    return every[-1:] if len(every) % 2 else [every[0], every[-1]]


def crossings(one: Curve, other: Curve) -> Iterator[Crossing]:
    """Find where the curves cross, within known costs and the limits of the plans."""
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
