"""What a preview says of money: where the column is, what its amounts are, and where it is not."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from faro.model.cost import Cost, PlanCost
from faro.model.plan import Plan
from faro.views import markdown, text
from faro.views.json import document
from faro.views.line import plain

from . import plans

OPEN = Cost(amount=Decimal(0), is_open=True)


def usd(amount: str, *, is_open: bool = False) -> Cost:
    return Cost(amount=Decimal(amount), is_open=is_open)


def priced(plan: Plan, old: dict[str, Cost], new: dict[str, Cost]) -> Plan:
    return replace(plan, cost=PlanCost(old=old, new=new))


def shown(plan: Plan) -> list[str]:
    return plain(text.render(plans.report(plan))).splitlines()


def row(plan: Plan, name: str) -> str:
    """The first line that has a name in it."""
    return next(line for line in shown(plan) if name in line.split())


CHANGED = priced(
    plans.updates(),
    {plans.PRIMARY.urn: usd("10.004"), plans.RUN.urn: usd("5")},
    {plans.PRIMARY.urn: usd("1210.006"), plans.RUN.urn: usd("5")},
)


def test_a_change_stands_where_something_costs_more_or_less() -> None:
    """In one column, and only in the rows that cost something else."""
    assert row(CHANGED, "primary").startswith("~    primary  +1,200.01  gcp:sql:DatabaseInstance")
    assert row(CHANGED, "api") == "~    api                 gcp:cloudrunv2:Service"
    assert shown(CHANGED)[-1].endswith("; 15.00 => 1,215.01 USD a month before usage")


@pytest.mark.parametrize(
    "cost",
    [
        None,
        PlanCost(old={}, new={}),
        PlanCost(old={plans.RUN.urn: usd("0")}, new={plans.RUN.urn: usd("0")}),
    ],
)
def test_no_column_where_nothing_costs_anything(cost: PlanCost | None) -> None:
    plan = replace(plans.updates(), cost=cost)
    assert shown(plan) == shown(plans.updates())
    assert markdown.render(plans.report(plan)) == markdown.render(plans.report(plans.updates()))


def test_what_costs_the_same_is_said_once() -> None:
    same = {plans.RUN.urn: usd("7")}
    plan = priced(plans.updates(), same, same)
    assert shown(plan)[-1].endswith("; 7.00 USD a month before usage")
    assert row(plan, "primary") == row(plans.updates(), "primary"), "nothing to put into a column"


def test_a_folded_component_has_the_sum_of_its_members() -> None:
    inside = [plans.resource(plans.BUCKET, f"b{n}", under=plans.WEB) for n in range(5)]
    made = plans.plan(*map(plans.create, (plans.WEB, *inside)), old=None)
    plan = priced(made, {}, {one.urn: usd("1.25") for one in inside})
    assert row(plan, "web").startswith("+  web  +6.25  ")


def test_alike_siblings_have_the_sum_of_all() -> None:
    alike = [plans.resource(plans.BUCKET, f"b{n}") for n in range(4)]
    made = plans.plan(*map(plans.create, alike), old=None)
    plan = priced(made, {}, {one.urn: usd("2") for one in alike})
    assert row(plan, "×").startswith("+  4 ×  +8.00  ")


def test_what_is_deleted_is_negative() -> None:
    gone = priced(plans.plan(plans.delete(plans.RUN)), {plans.RUN.urn: usd("3.5")}, {})
    assert row(gone, "api").startswith("-  api  -3.50  ")
    assert shown(gone)[-1].endswith("; 3.50 => 0.00 USD a month before usage")


def test_a_replacement_is_what_the_new_one_costs_more() -> None:
    plan = priced(
        plans.replacements(), {plans.PRIMARY.urn: usd("10")}, {plans.PRIMARY.urn: usd("30")}
    )
    assert "  +20.00  " in row(plan, "primary")


@pytest.mark.parametrize(
    ("cost", "amount"), [(OPEN, "?"), (usd("4", is_open=True), "≥ +4.00"), (usd("4"), "+4.00")]
)
def test_what_is_not_known_is_marked(cost: Cost, amount: str) -> None:
    plan = priced(plans.plan(plans.create(plans.RUN), old=None), {}, {plans.RUN.urn: cost})
    assert row(plan, "api").startswith(f"+  api  {amount}  ")


def test_json_has_both_sides_of_the_plan_and_of_each_step() -> None:
    """In digits, for a reader adds them up; a step that costs nothing has no key."""
    old, new = {plans.PRIMARY.urn: usd("10.004")}, {plans.PRIMARY.urn: usd("12", is_open=True)}
    found = document(plans.report(priced(plans.updates(), old, new)), show_same=False)
    sides = {"old": {"amount": "10.004"}, "new": {"amount": "12", "atLeast": True}}
    change = {"change": {"amount": "1.996", "mayBeMore": True}}
    assert found["faro"]["monthlyCostBeforeUsage"] == {"currency": "USD", **sides, **change}
    of_steps = {
        step["urn"].rpartition("::")[2]: step["faro"].get("monthlyCostBeforeUsage")
        for step in found["steps"]
    }
    assert of_steps == {plans.ROOT: None, "primary": {**sides, **change}, "api": None, "ns": None}


def test_markdown_has_a_row_of_costs_and_the_amounts_of_the_tree() -> None:
    made = markdown.render(plans.report(CHANGED))
    assert "| USD a month before usage | 15.00 => 1,215.01 (+1,200.01) |" in made.splitlines()
    assert "primary  +1,200.01  gcp:sql:DatabaseInstance" in made


def test_a_plan_without_a_price_has_an_empty_cell_beside_one_that_has() -> None:
    report = replace(plans.phases(), plans=(CHANGED, plans.unchanged()))
    assert "| USD a month before usage | 15.00 => 1,215.01 (+1,200.01) |  |" in markdown.render(
        report
    )
