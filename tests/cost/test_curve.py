"""Cost over users: the loads that are asked for, where curves cross, and how far a plan carries."""

from __future__ import annotations

import math
from collections.abc import Callable
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from faro.cost.crossing import crossings, ranged
from faro.cost.curve import Band, Curve, Point, point, users
from faro.cost.workload import Workload
from faro.model.cost import Cost

from .test_estimate import RAILWAY, SUPABASE, priced, resource

MOST = 10**9
COUNT = 60
STEPS = range(0, 101, 10)
tens = st.integers(0, 1000)


def curve(name: str, cost: Callable[[int], int | None], end: int = MOST) -> Curve:
    points = []
    for mau in STEPS:
        amount = cost(mau)
        known = None if amount is None else Cost(amount=Decimal(amount))
        points.append(Point(mau=mau, cost=known, ends="db disk is refused" if mau > end else ""))
    return Curve(name=name, points=tuple(points))


def straight(name: str, fixed: int, each: int) -> Curve:
    return curve(name, lambda mau: fixed + each * mau)


@given(st.integers(1, MOST), st.integers(1, MOST))
def test_loads_rise_between_both_ends_over_the_powers_of_ten(one: int, other: int) -> None:
    first, last = sorted((one, other))
    found = users(first, last, COUNT)
    assert (found[0], found[-1]) == (first, last)
    assert all(a < b for a, b in pairwise(found))
    assert len(found) <= COUNT
    assert {10**p for p in range(10) if first <= 10**p <= last} <= set(found)


def test_each_load_is_about_so_many_times_the_one_before() -> None:
    found = users(1_000, 10_000_000, COUNT)
    assert len(found) == COUNT
    step = math.log(10_000_000 / 1_000) / (COUNT - 1)
    assert all(0.4 * step < math.log(b / a) < 1.6 * step for a, b in pairwise(found))


@given(a=tens, b=tens, c=tens, d=tens)
@example(a=100, b=0, c=0, d=2)  # at a point that both have
def test_two_straight_lines_cross_where_they_do(a: int, b: int, c: int, d: int) -> None:
    """Once, where a + b x is c + d x."""
    assume(b != d)
    where = Decimal(c - a) / (b - d)
    assume(0 < where < 100)
    [found] = crossings(straight("one", a, b), straight("other", c, d))
    assert found.mau == round(where)
    assert abs(found.amount - (a + b * where)) < Decimal("1e-9")
    assert found.then == ("one" if b < d else "other")


@given(a=tens, c=tens, each=tens)
def test_parallel_lines_do_not_cross(a: int, c: int, each: int) -> None:
    assert not list(crossings(straight("one", a, each), straight("other", c, each)))


@pytest.mark.parametrize("at", [0, 50, 100])
def test_a_touch_is_no_crossing(at: int) -> None:
    touching = curve("one", lambda mau: 7 + abs(mau - at))
    assert not list(crossings(touching, straight("other", 7, 0)))


@pytest.mark.parametrize(
    "other",
    [
        curve("unknown", lambda mau: 2 * mau if mau < 50 else None),
        curve("ended", lambda mau: 2 * mau, end=40),
    ],
)
def test_no_crossing_where_nothing_is_known_or_a_plan_has_ended(other: Curve) -> None:
    assert not list(crossings(straight("one", 100, 0), other))


def test_how_far_a_plan_carries() -> None:
    upto = {end: curve("free", lambda mau: mau, end=end).carries_to for end in (-1, 0, 45, 100)}
    assert upto == {-1: 0, 0: 0, 45: 40, 100: None}


def test_a_point_says_which_meter_ends_first() -> None:
    free = resource(SUPABASE, plan="free", compute_size="nano")
    found = point(
        Workload(mau=5), priced(free, resource_usage={"one": {"mau": 60_000, "egress": 1}})
    )
    assert (found.mau, found.ends) == (5, "supabase mau is refused")
    assert found.cost
    assert found.cost.is_open


def test_a_point_of_which_nothing_is_known_has_no_cost() -> None:
    assert point(Workload(mau=5), priced(resource(RAILWAY))).cost is None


def band(name: str, typical: int, low: int, high: int, each: int) -> Band:
    """Straight lines that begin at so much under each load."""
    typical_, low_, high_ = (straight(name, fixed, each) for fixed in (typical, low, high))
    return Band(typical=typical_, low=low_, high=high_)


def test_a_crossing_has_a_range() -> None:
    """2 x is 20 + x at 20, 10 + x at 10, 50 + x at 50."""
    found = ranged(band("one", 0, 0, 0, 2), band("other", 20, 10, 50, 1))
    assert [(each.then, [at.mau for at in each.found]) for each in found] == [
        ("other", [10, 20, 50])
    ]


def test_a_load_without_the_crossing_has_none() -> None:
    [found] = ranged(band("one", 0, 0, 0, 2), band("other", 20, 1000, 50, 1))
    assert (found.low, found.typical and found.typical.mau) == (None, 20)


def test_steps_back_and_forth_are_one_change() -> None:
    """One is dearer, cheaper, dearer and cheaper again."""
    stair = curve("one", dict(zip(STEPS, (3, 1, 3, 1), strict=False)).get)
    flat = straight("other", 2, 0)
    assert len(list(crossings(stair, flat))) == 3
    stepped, even = (Band(typical=each, low=each, high=each) for each in (stair, flat))
    [found] = ranged(stepped, even)
    assert (found.then, found.typical and found.typical.mau) == ("one", 25)


@pytest.mark.parametrize(("limit", "sized"), [(0, 0), (45, 40), (100, None)])
def test_up_to_what_load_the_sizes_carry(limit: int, sized: int | None) -> None:
    points = [
        Point(mau=mau, cost=None, beyond=("db is small",) if mau > limit or not limit else ())
        for mau in STEPS
    ]
    assert Curve(name="one", points=tuple(points)).sized_for == sized
