"""What differs between two estimates: new, gone, changed and replaced resources, and open sides."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faro.cost.compare import compare
from faro.cost.estimate import Estimate
from faro.model.delta import Delta
from faro.pricing import Forecast
from faro.views.cost_diff import table
from faro.views.line import plain

from .test_estimate import FLY, SUPABASE, priced, resource
from .test_gcp import database

NAT = "aws:ec2/natGateway:NatGateway"
SMALL = {"cpu_kind": "shared", "cpus": 1, "memory_mb": 1024}
USED = {"egress": 0, "mau": 0, "cached_egress": 0, "disk_gp3": 0, "storage": 0}


def machines(name: str, count: int) -> Any:
    return resource(FLY, name, guest=SMALL, machines={"sjc": count})


def named(estimate: Estimate) -> Forecast:
    return Forecast(name="dev", typical=estimate)


def gateway(region: str) -> Any:
    return resource(NAT, "nat", region=region)


def open_project(size: str) -> Estimate:
    return priced(resource(SUPABASE, "db", plan="pro", compute_size=size))


def project(size: str) -> Estimate:
    one = resource(SUPABASE, "db", plan="pro", compute_size=size)
    return priced(one, resource_usage={"db": USED})


def test_new_gone_and_changed() -> None:
    old = priced(machines("gone", 1), machines("kept", 1), machines("same", 2))
    new = priced(machines("kept", 3), machines("same", 2), machines("new", 2))
    found = {(d.name, d.old is None, d.new is None): d.delta.amount for d in compare(old, new)}
    assert found == {
        ("gone", False, True): Decimal("-6.79"),
        ("kept", False, False): Decimal("13.58"),
        ("new", True, False): Decimal("13.58"),
    }


def test_a_replacement_costs_what_the_new_one_costs_more() -> None:
    old, new = priced(database("db-custom-2-7680")), priced(database("db-custom-4-15360"))
    [found] = compare(old, new)
    assert found.delta == Delta(amount=new.bill.total - old.bill.total)
    # 139.01 and 267.24, each in cents
    assert plain(table(named(old), named(new))).splitlines()[1].startswith("~  +128.23  one")


def test_an_open_side_is_shown_as_the_least() -> None:
    text = plain(table(named(priced()), named(priced(database("db-none")))))
    assert text.splitlines()[1:] == [
        "+  ?  one  gcp  ≥ 0.00",
        "total 0.00 => ≥ 0.00: ?",
    ]


@pytest.mark.parametrize(
    ("old", "new", "shown"),
    [
        ("us-east-1", "mars-1", "?"),
        ("mars-1", "us-east-1", "?"),
        ("mars-1", "mars-1", None),
        (None, "us-east-1", "≥ +32.85"),
        ("us-east-1", None, "≤ -32.85"),
        (None, "mars-1", "?"),
        ("mars-1", None, "?"),
    ],
)
def test_an_unknown_price_is_no_saving(old: str | None, new: str | None, shown: str | None) -> None:
    """A NAT gateway: 730 h at 0.045 in one region, unknown in the other; its traffic everywhere."""
    sides = [priced(*([gateway(region)] if region else [])) for region in (old, new)]
    lines = plain(table(*map(named, sides))).splitlines()
    rows = [line.split("  ")[1] for line in lines[1:-1]]
    assert rows == ([] if shown is None else [shown])
    assert lines[-1].endswith(f": {shown or '+0.00'}")


def test_a_part_that_is_unknown_on_both_sides_cancels_out() -> None:
    """The same usage is not known of either size; the sizes are."""
    [found] = compare(open_project("micro"), open_project("small"))[:1]
    assert found.delta == Delta(amount=Decimal("5.23"))


def test_a_resource_without_a_price_is_in_the_difference() -> None:
    thing = resource("acme:index:Thing", "thing")
    [found] = compare(priced(), priced(thing))
    assert (found.name, found.delta) == ("thing", Delta(may_be_more=True))
    assert compare(priced(thing), priced(thing)) == ()
    [changed] = compare(priced(thing), priced(resource("acme:index:Thing", "thing", size=2)))
    assert changed.delta.is_unknown


def test_what_is_known_has_a_share() -> None:
    # 25 + 9.81, all of it paid by the credit of 10; 25 + 15.04 - 10
    text = plain(table(named(project("micro")), named(project("small"))))
    assert text.splitlines()[-1] == "total 25.00 => 30.04: +5.04 (+20 %)"


def test_nothing_differs() -> None:
    assert compare(project("small"), project("small")) == ()


@given(st.lists(st.integers(0, 9), min_size=2, max_size=6), st.integers(0, 6))
def test_the_differences_make_up_the_total(counts: list[int], cut: int) -> None:
    everything = [machines(f"m{at}", count) for at, count in enumerate(counts)]
    old, new = priced(*everything[:cut]), priced(*everything[cut:])
    more = sum((d.delta.amount for d in compare(old, new)), Decimal(0))
    assert more == new.bill.total - old.bill.total
