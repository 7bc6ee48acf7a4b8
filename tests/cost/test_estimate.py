"""Snapshots and usage files: what is in the bill, what is free, and what stays open."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from faro.cost.book import load
from faro.cost.estimate import Estimate, Priceable
from faro.cost.families import CHARGED, WITHOUT_CHARGE
from faro.cost.usage_file import FILE, UsageFile
from faro.model.diagnostic import Failure
from faro.model.snapshot import Resource, Snapshot
from faro.model.value import UNKNOWN

DAY = date(2026, 11, 26)
SUPABASE = "pulumi-python:dynamic/supabase:Project"
RAILWAY = "pulumi-python:dynamic/railway:Service"
FLY = "pulumi-python:dynamic/fly:Machines"


def resource(type_: str, name: str = "one", **inputs: Any) -> Resource:
    return Resource(urn=f"urn:pulumi:dev::p::{type_}::{name}", type=type_, name=name, inputs=inputs)


def priced(*resources: Resource, **usage: Any) -> Estimate:
    snapshot = Snapshot(project="p", stack="dev", resources=resources)
    return Priceable(snapshot).estimate(UsageFile.model_validate(usage), load(), DAY)


def amounts(found: Estimate) -> Mapping[str, Decimal | None]:
    return {line.usage.meter: line.amount for line in found.bill.lines}


def test_fixed_and_metered_parts() -> None:
    found = priced(
        resource(SUPABASE, plan="pro", compute_size="small"),
        resource_usage={"one": {"egress": 350, "mau": 0}},
    )
    assert amounts(found) == {
        "plan_fee": Decimal("25.00"),
        "compute_small": Decimal("15.04"),
        "mau": Decimal("0.00"),
        "egress": Decimal("9.00"),
        "cached_egress": None,
        "disk_gp3": None,
        "storage": None,
    }
    assert found.is_at_least
    assert found.bill.total == Decimal("39.04")


def test_a_fee_is_charged_once_for_a_plan() -> None:
    two = [resource(SUPABASE, name, plan="pro", compute_size="small") for name in ("a", "b")]
    fees = [line for line in priced(*two).bill.lines if line.usage.meter == "plan_fee"]
    assert len(fees) == 1


@pytest.mark.parametrize(
    ("size", "meter"), [("xlarge", "compute_xl"), ("16xlarge", "compute_16xl")]
)
def test_every_size_has_its_price(size: str, meter: str) -> None:
    found = amounts(priced(resource(SUPABASE, plan="team", compute_size=size)))
    assert found[meter] is not None


def test_an_input_that_is_not_known_yet_stays_open() -> None:
    found = priced(resource(SUPABASE, plan="pro", compute_size=UNKNOWN))
    assert found.is_at_least


def test_machines_by_size_and_region() -> None:
    guest = {"cpu_kind": "shared", "cpus": 1, "memory_mb": 1024}
    found = priced(resource(FLY, guest=guest, machines={"sjc": 3, "nrt": 1}))
    lines = [line for line in found.bill.lines if line.usage.meter.startswith("machine_")]
    assert [line.amount for line in lines] == [Decimal("20.37"), None], "no ratio, no price"
    assert lines[1].near == "known in sjc"


def test_usage_by_type_then_by_name_the_longest_last() -> None:
    usage = UsageFile.model_validate(
        {
            "resource_type_default_usage": {RAILWAY: {"egress": 1, "vcpu_months": 1}},
            "resource_usage": {"api-*": {"egress": 2}, "api-service": {"egress": 3}},
        }
    )
    assert usage.of(resource(RAILWAY, "api-service")) == {"egress": 3, "vcpu_months": 1}
    assert usage.of(resource(RAILWAY, "api-other")) == {"egress": 2, "vcpu_months": 1}
    assert usage.of(resource(RAILWAY, "web")) == {"egress": 1, "vcpu_months": 1}


def test_a_plan_that_nobody_named_has_no_price() -> None:
    found = priced(resource(RAILWAY), resource_usage={"one": {"egress": 1}})
    assert set(amounts(found).values()) == {None}


def test_usage_that_no_resource_has() -> None:
    tokens = {"vendor": "gemini", "meter": "gemini-2.5-flash_input", "quantity": 2_000_000}
    assert priced(account_usage=[tokens]).bill.total == Decimal("0.60")


def test_what_the_book_knows_nothing_of() -> None:
    found = priced(resource("a:b:C"))
    assert len(found.unpriced) == 1
    assert found.is_at_least


def test_no_type_is_both_charged_and_free() -> None:
    assert CHARGED.keys().isdisjoint(WITHOUT_CHARGE)
    assert all(free.reason for free in WITHOUT_CHARGE.values())


def test_every_expected_meter_is_in_the_book_on_some_plan() -> None:
    known = {(vendor, price.meter) for vendor, price in load().entries()}
    expected = {(f.vendor, meter) for f, charged in CHARGED.values() for meter in charged.meters}
    fees = {(family.vendor, fee) for family, _ in CHARGED.values() for fee in family.fees}
    assert expected | fees <= known


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("resource_usge: {}", "did you mean resource_usage?"),
        ("resource_usage: {a: {egress: -1}}", "resource_usage.a.egress: Input should be greater"),
        ("resource_usage: {a: {egress: 1e16}}", "less than or equal to 1000000000000000"),
        ("resource_usage: {a: {egress: many}}", "resource_usage.a.egress: "),
        ("account_usage: [{vendor: a}]", "account_usage.0.meter: Field required"),
        ("a: [", "usage.yml: "),
    ],
)
def test_a_wrong_usage_file_is_one_diagnostic(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "usage.yml"
    path.write_text(text)
    with pytest.raises(Failure) as caught:
        FILE.read(path)
    [found] = caught.value.diagnostics
    assert said in found.detail


def test_an_empty_usage_file_says_nothing(tmp_path: Path) -> None:
    (tmp_path / "usage.yml").touch()
    assert FILE.read(tmp_path / "usage.yml") == UsageFile()
