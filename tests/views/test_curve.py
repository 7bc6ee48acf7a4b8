"""What `faro curve` says of two targets, of prices at which they cost the same, and of sizes."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest

from faro.cost.curve import Band, Curve, Flip, Point, Threshold
from faro.model.cost import Cost
from faro.views import flips
from faro.views.crossing import about, sentence, upto
from faro.views.line import plain
from faro.views.money import rough

STEPS = range(0, 100_001, 1000)
Amount = Callable[[int], int]


def curve(name: str, amount: Amount, size: int | None = None) -> Curve:
    points = (
        Point(
            mau=mau,
            cost=Cost(amount=Decimal(amount(mau))),
            beyond=("db is small",) if size is not None and mau > size else (),
        )
        for mau in STEPS
    )
    return Curve(name=name, points=tuple(points))


def band(name: str, *fixed: int, each: int, size: int | None = None) -> Band:
    """Straight lines that begin at so much under the typical, the low and the high load."""

    def line(start: int) -> Curve:
        return curve(name, lambda mau: start + each * mau, size)

    typical, low, high = map(line, fixed)
    return Band(typical=typical, low=low, high=high)


ONE = band("one", 0, 0, 0, each=2)


@pytest.mark.parametrize(
    ("other", "said"),
    [
        (
            band("two", 25_000, 61_234, 4_321, each=1),
            "two becomes cheaper than one between 4,300 (high load) and 61,000 (low load) users a "
            "month, typically at 25,000",
        ),
        (
            band("two", 61_234, 25_000, 4_321, each=1),
            "two becomes cheaper than one between 4,300 (high load) and 61,000 (typical load) "
            "users a month",
        ),
        (
            band("two", 25_000, 200_000, 25_010, each=1),
            "two becomes cheaper than one at 25,000 users a month (typical load); not at low load",
        ),
        (
            band("two", 25_000, -1, 200_000, each=1),
            "two becomes cheaper than one at 25,000 users a month (typical load); at low load it "
            "is the cheaper one throughout; not at high load",
        ),
        (
            band("two", 25_000, 25_000, 25_000, each=1, size=10_000),
            "two becomes cheaper than one at 25,000 users a month (typical load), more than two is "
            "sized for",
        ),
        (
            band("two", 5, 5, 5, each=2),
            "one is cheaper than two from 0 to 100,000 users a month, also at low and high load",
        ),
        (
            band("two", 5, 5, -5, each=2),
            "one is cheaper than two from 0 to 100,000 users a month; two is cheaper at high load",
        ),
    ],
)
def test_where_one_of_two_becomes_the_cheaper_one(other: Band, said: str) -> None:
    assert sentence(ONE, other) == said


@pytest.mark.parametrize(
    ("count", "near", "most"),
    [(0, "0", "0"), (7, "7", "7"), (47_999, "48,000", "47,000"), (1_366, "1,400", "1,300")],
)
def test_a_number_of_users_has_two_digits(count: int, near: str, most: str) -> None:
    assert (about(count), upto(count)) == (near, most)


def test_what_uses_the_same_quantity_is_one_table() -> None:
    """The first two need as many units as one another; the third needs others."""

    def flip(name: str, today: str, *prices: str) -> Flip:
        found = (Threshold(10**n, *(Decimal(price) for price in prices)) for n in (3, 4))
        return Flip(
            name=name,
            against="rented",
            meter=f"vm_{name}",
            unit="hours",
            today=Decimal(today),
            thresholds=tuple(found),
        )

    both = flip("own", "15.83", "3", "2", "4"), flip("spot", "3.24", "3", "2", "4")
    lines = plain(flips.render((*both, flip("small", "1", "0.5", "0.5", "0.5")), [1])).splitlines()
    assert lines == [
        "own, spot cost as much as rented at this price of a unit (hours):",
        "USD            10k",
        "typical load  3.00",
        "low load      2.00",
        "high load     4.00",
        "today: own 15.83 (vm_own), spot 3.24 (vm_spot)",
        "small costs as much as rented at this price of a unit (hours):",
        "USD            10k",
        "typical load  0.50",
        "low load      0.50",
        "high load     0.50",
        "today: small 1.00 (vm_small)",
    ]


@pytest.mark.parametrize(
    ("cost", "shown"),
    [
        (Cost(amount=Decimal("150.56")), "151"),
        (Cost(amount=Decimal("9709.89")), "9,710"),
        (Cost(amount=Decimal("96722.6")), "96.7k"),
        (Cost(amount=Decimal("1077691")), "1.08m"),
        (Cost(amount=Decimal(100_000), about=Decimal(5), is_open=True), "≥ ≈ 100k"),
        (Cost(amount=Decimal(2000), below=Decimal(500), above=Decimal(40_000)), "1,500–42k"),
        (Cost(amount=Decimal(100_000), above=Decimal(1)), "100k"),
    ],
)
def test_an_amount_of_three_digits(cost: Cost, shown: str) -> None:
    assert rough(cost) == shown
