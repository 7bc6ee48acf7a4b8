"""Limits at their edges: what is kept to the cent, and what a budget file must not say."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from faro.cost.budget import FILE, Budget, exceeded, unmatched
from faro.cost.estimate import Estimate
from faro.model.diagnostic import Failure

from .states import written
from .test_estimate import RAILWAY, priced, resource


def month(cents: int) -> Estimate:
    """A component ``app`` that costs so many cents, beside a fee of 20 dollars that pays for it."""
    service = resource(RAILWAY, "api")
    found = priced(
        service,
        plans={"railway": "Pro"},
        resource_usage={"api": {"egress": cents / 5, "vcpu_months": 0, "memory_gb_months": 0}},
    )
    components = {service.urn: "app"}
    return Estimate(
        bill=found.bill, charged=(), free=(), unpriced=found.unpriced, components=components
    )


OLD, NEW = month(10_000), month(15_000)


def reasons(name: str = "dev", *, old: Estimate | None = OLD, **budget: Any) -> list[str]:
    given = Budget.model_validate({"currency": "USD", **budget})
    return list(exceeded(given, name, NEW, old))


@pytest.mark.parametrize(
    ("limit", "kept", "broken"),
    [
        ("ceiling", "150.00", "149.99"),
        ("increase", "50.00", "49.99"),
        ("increase_percent", "50", "49.99"),
    ],
)
@pytest.mark.parametrize("place", ["any", "phases", "components"])
def test_a_limit_is_kept_to_the_cent(limit: str, kept: str, broken: str, place: str) -> None:
    name = {"any": "", "phases": "dev", "components": "app"}[place]

    def with_(amount: str) -> list[str]:
        limits = {limit: amount}
        given: dict[str, Any] = {place: {name: limits} if name else limits}
        return reasons(**given)

    assert with_(kept) == []
    assert len(with_(broken)) == 1


def test_a_reason_is_one_line_that_names_the_limit() -> None:
    limits = {"ceiling": 140, "increase": 40, "increase_percent": 40}
    assert reasons(phases={"dev": limits}) == [
        "dev costs 150.00 USD a month, 10.00 USD over its ceiling of 140.00 USD "
        "(phases.dev.ceiling)",
        "dev costs 150.00 USD a month, 50.00 USD more than before; "
        "40.00 USD allowed (phases.dev.increase)",
        "dev costs 150.00 USD a month, 50.0 % more than before; "
        "40 % allowed (phases.dev.increase_percent)",
    ]
    assert reasons(components={"app": {"ceiling": 1}}) == [
        "app in dev costs 150.00 USD a month, 149.00 USD over its ceiling of 1.00 USD "
        "(components.app.ceiling)"
    ]


def test_a_phase_that_is_named_has_its_own_limits() -> None:
    assert reasons(any={"ceiling": 1}, phases={"dev": {"ceiling": 150}}) == []
    assert len(reasons("prod", any={"ceiling": 1}, phases={"dev": {"ceiling": 150}})) == 1


def test_without_a_past_only_ceilings_hold() -> None:
    limits = {"ceiling": 150, "increase": 0, "increase_percent": 0}
    assert reasons(old=None, any=limits, components={"app": limits}) == []


def test_what_was_not_there_before_has_no_share() -> None:
    [reason] = reasons(old=priced(), any={"increase_percent": 1000})
    assert "150.00 USD more than before" in reason


def test_what_is_open_counts_as_far_as_it_is_known() -> None:
    half = priced(
        resource(RAILWAY, "api"), plans={"railway": "Pro"}, resource_usage={"api": {"egress": 500}}
    )
    budget = Budget.model_validate({"currency": "USD", "any": {"ceiling": 24}})
    assert list(exceeded(budget, "dev", half, None)) == [
        "dev costs at least 25.00 USD a month, 1.00 USD over its ceiling of 24.00 USD (any.ceiling)"
    ]


HALF = priced(
    resource(RAILWAY, "api"), plans={"railway": "Pro"}, resource_usage={"api": {"egress": 500}}
)


@pytest.mark.parametrize(
    ("budget", "fails"),
    [
        ({}, False),
        ({"any": {"ceiling": 30}}, False),
        ({"allow_open": False}, True),
        ({"allow_open": False, "any": {"allow_open": True}}, False),
        ({"phases": {"dev": {"allow_open": False}}}, True),
        ({"phases": {"other": {"allow_open": False}}}, False),
        ({"components": {"(no component)": {"allow_open": False}}}, True),
        ({"components": {"(account)": {"allow_open": False}}}, False),
    ],
)
def test_what_is_open_may_be_refused(budget: dict[str, Any], fails: bool) -> None:
    found = list(exceeded(Budget.model_validate({"currency": "USD", **budget}), "dev", HALF, None))
    assert bool(found) is fails
    assert all("a part of it is not known" in reason for reason in found)


@pytest.mark.parametrize(("allowed", "fails"), [({}, True), ({"allow_open": True}, False)])
@pytest.mark.parametrize("limit", ["increase", "increase_percent"])
def test_an_increase_that_is_not_known_is_not_within_a_limit(
    limit: str, allowed: dict[str, bool], fails: bool
) -> None:
    """From a known price to an unknown one."""
    sides = [
        priced(resource("aws:ec2/eip:Eip", region=region)) for region in ("us-east-1", "mars-1")
    ]
    given = {"currency": "USD", "any": {limit: 1000, **allowed}}
    found = list(exceeded(Budget.model_validate(given), "dev", sides[1], sides[0]))
    assert [reason.partition("; ")[2] for reason in found] == (
        [f"the increase is not known (any.{limit})"] if fails else []
    )


def test_limits_of_nothing_that_is_priced() -> None:
    named: dict[str, Any] = {
        "phases": {"dve": {}, "dev": {}},
        "components": {"ap": {}, "app": {}, "zzz": {}},
    }
    budget = Budget.model_validate({"currency": "USD", **named})
    assert list(unmatched(budget, {"dev": NEW})) == [
        "phases.dve (did you mean dev?)",
        "components.ap (did you mean app?)",
        "components.zzz",
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("currency: EUR", "budget.yml: currency: Input should be 'USD'"),
        ("any: {ceiling: 1}", "currency: Field required"),
        ("", "currency: Field required"),
        (
            "currency: USD\nphase: {}",
            "phase: Extra inputs are not permitted (did you mean phases?)",
        ),
        ("currency: USD\nany: {celing: 1}", "any.celing: Extra inputs are not permitted (did you"),
        ("currency: USD\nany: {ceiling: -1}", "any.ceiling: Input should be greater"),
        ("currency: USD\nany: {ceiling: .inf}", "any.ceiling: Input should be a finite number"),
        ("[1]", "file: Input should be a valid dictionary"),
        ("a: [", "budget.yml: while parsing"),
        ("\0", "budget.yml: "),
    ],
)
def test_a_wrong_budget_is_one_diagnostic(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(Failure) as caught:
        FILE.read(written(tmp_path / "budget.yml", text))
    [found] = caught.value.diagnostics
    assert found.summary == "Invalid budget"
    assert said in found.detail


def test_a_budget_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(Failure, match="Cannot read the"):
        FILE.read(tmp_path / "none.yml")


def test_the_months_of_this_file_cost_what_they_say() -> None:
    assert (OLD.bill.total, NEW.bill.total) == (Decimal(100), Decimal(150))
