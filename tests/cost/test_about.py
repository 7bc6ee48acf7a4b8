"""Prices estimated from other regions, ranges of autoscaled groups, and regions nobody named."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from faro.cost.book import NO_REGION, Book, load
from faro.cost.estimate import Estimate, Priceable
from faro.cost.ratios import FEWEST_PAIRS, Ratios
from faro.cost.sums import total
from faro.cost.usage_file import UsageFile
from faro.model.cost import NO_COST, OPEN, Cost
from faro.model.snapshot import Resource, Snapshot
from faro.views.money import least

from .test_estimate import DAY, resource

VOLUME = "aws:ebs/volume:Volume"
GROUP = "aws:autoscaling/group:Group"
TEMPLATE = "aws:ec2/launchTemplate:LaunchTemplate"
GP3: dict[str, Any] = {"type": "gp3", "size": 100}


def prices(count: int) -> dict[str, dict[str, Decimal]]:
    known = {f"ec2_{at}": {"a": Decimal(at), "b": Decimal(at) * 2} for at in range(1, count + 1)}
    return {**known, "ec2_only": {"a": Decimal(7)}}


def test_a_ratio_is_the_median_of_enough_pairs() -> None:
    found = Ratios(prices(FEWEST_PAIRS)).of("ec2_only", "b")
    assert found == ("a", Decimal(2), FEWEST_PAIRS)
    assert Ratios(prices(FEWEST_PAIRS - 1)).of("ec2_only", "b") is None
    assert Ratios(prices(FEWEST_PAIRS)).of("ec2_only", "nowhere") is None
    assert Ratios(prices(FEWEST_PAIRS)).of("ec2_none", "b") is None


def priced(*resources: Resource, region: str | None = None, strict: bool = False) -> Estimate:
    defaults: Any = {"aws": {"region": region}} if region else {}
    snapshot = Snapshot(project="p", stack="dev", resources=resources, defaults=defaults)
    return Priceable(snapshot).estimate(UsageFile(), load(), DAY, strict=strict)


def test_a_price_of_other_regions_is_an_estimate_and_counted_apart() -> None:
    wanted = resource(VOLUME, type="gp3", size=100, iops=4000)
    found = total(priced(wanted, region="eu-west-1"))
    # 100 x 0.088 is a list price; 1,000 IOPS are about 0.005 x the ratio
    assert found.amount - found.about == Decimal("8.8")
    assert Decimal(5) < found.about < Decimal(7)
    assert not found.is_exact
    assert not found.is_open
    assert least(found).startswith("≈ ")


def test_strict_leaves_it_open() -> None:
    wanted = resource(VOLUME, type="gp3", size=100, iops=4000)
    found = total(priced(wanted, region="eu-west-1", strict=True))
    assert (found.amount, found.about) == (Decimal("8.8"), Decimal(0))
    assert found.is_open


def grouped(**sizes: Any) -> Estimate:
    template = resource(
        TEMPLATE,
        "t",
        instanceType="m5.large",
        blockDeviceMappings=[{"ebs": {"volumeType": "gp3", "volumeSize": 10}}],
    )
    group = replace(
        resource(GROUP, **sizes), property_dependencies={"launchTemplate": (template.urn,)}
    )
    return priced(template, group, region="us-east-1")


def test_a_group_is_a_range_from_its_least_to_its_most() -> None:
    # a machine: 730 x 0.096 + 10 x 0.08 = 70.88
    found = total(grouped(minSize=1, maxSize=10))
    assert (found.least, found.amount, found.most) == (
        Decimal("70.880"),
        Decimal("70.880"),
        Decimal("708.800"),
    )
    assert least(found) == "70.88–708.80"


def test_what_a_group_runs_now_is_its_amount() -> None:
    found = total(grouped(minSize=1, desiredCapacity=3, maxSize=10))
    assert (found.least, found.amount) == (Decimal("70.880"), Decimal("212.640"))


def test_a_group_of_one_size_is_no_range() -> None:
    found = total(grouped(minSize=2, maxSize=2))
    assert found.is_exact
    assert found.amount == Decimal("141.760")


@pytest.mark.parametrize("variable", ["AWS_REGION", "AWS_DEFAULT_REGION"])
def test_the_region_of_the_environment_is_honoured(
    monkeypatch: pytest.MonkeyPatch, variable: str
) -> None:
    monkeypatch.delenv("AWS_REGION", raising=False)
    monkeypatch.delenv("AWS_DEFAULT_REGION", raising=False)
    assert priced(resource(VOLUME, **GP3)).bill.lines[0].near == (
        f"{NO_REGION}: set aws:region or AWS_REGION"
    )
    monkeypatch.setenv(variable, "eu-west-1")
    assert total(priced(resource(VOLUME, **GP3))).amount == Decimal("8.8")
    assert total(priced(resource(VOLUME, **GP3), region="us-east-1")).amount == 8


def of_the_usage(meters: dict[str, int], name: str = "one") -> tuple[Estimate, list[str]]:
    rule = resource("aws:cloudwatch/eventRule:EventRule")
    snapshot = Snapshot(
        project="p",
        stack="dev",
        resources=(rule,),
        defaults={"aws": {"region": "us-east-1"}},
    )
    usage = UsageFile.model_validate({"resource_usage": {name: meters}})
    priceable = Priceable(snapshot)
    return priceable.estimate(usage, load(), DAY), list(priceable.without_meter(usage, load()))


def test_usage_of_what_is_free_is_priced_or_said() -> None:
    found, said = of_the_usage({"eventbridge_events": 2_000_000})
    assert (found.bill.total, said) == (Decimal(2), [])
    found, said = of_the_usage({"eventbridge_event": 1})
    assert not found.bill.lines
    assert said == ["resource_usage.one.eventbridge_event (did you mean eventbridge_events?)"]


def test_a_pattern_puts_no_meter_on_what_is_free() -> None:
    found, said = of_the_usage({"eventbridge_events": 2_000_000}, name="*")
    assert not found.bill.lines
    assert said == []


def test_costs_add_up() -> None:
    one = Cost(amount=Decimal(3), about=Decimal(1), below=Decimal(1), above=Decimal(2))
    both = one.joined(OPEN).plus(Decimal(2)).joined(NO_COST)
    assert (both.least, both.amount, both.most, both.about) == tuple(map(Decimal, (4, 5, 7, 1)))
    assert both.is_open
    assert least(both) == "≥ ≈ 4.00–7.00"


def test_a_book_without_pairs_estimates_nothing() -> None:
    empty = Book([])
    assert empty.about("aws", "any", "ebs_gp3", region="x", day=date(2026, 1, 1)) is None
