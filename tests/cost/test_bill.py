"""Bills that vendors work out themselves, to the cent at our prices; and what is not known."""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from faro.cost.bill import Usage, bill
from faro.cost.book import Book, Price, load

DAY = date(2026, 11, 26)
EXAMPLES = yaml.safe_load((Path(__file__).with_name("examples.yml")).read_text())["examples"]


def usages(example: dict[str, Any]) -> list[Usage]:
    return [
        Usage(
            vendor=example["vendor"],
            plan=example["plan"],
            meter=used["meter"],
            quantity=Decimal(used["quantity"]),
            region=example.get("region"),
        )
        for used in example["usage"]
    ]


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda e: f"{e['vendor']}: {e['title']}")
def test_a_vendors_own_example(example: dict[str, Any]) -> None:
    found = bill(load(), usages(example), DAY)
    assert not found.is_at_least
    printed = Decimal(example["total"])
    assert found.total.quantize(printed, ROUND_HALF_UP) == printed, [
        (line.usage.meter, line.included, line.amount) for line in found.lines
    ]


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda e: f"{e['vendor']}: {e['title']}")
def test_a_dearer_price_is_another_bill(example: dict[str, Any]) -> None:
    """One per cent more on everything shows in the total, where there is one."""
    dear = [
        file.model_copy(update={"prices": tuple(raised(price) for price in file.prices)})
        for file in load().files
    ]
    usual = bill(load(), usages(example), DAY).total
    assert usual == 0 or bill(Book(dear), usages(example), DAY).total > usual


def raised(price: Price) -> Price:
    more = Decimal("1.01")
    tiers = tuple(t.model_copy(update={"price": t.price * more}) for t in price.tiers)
    one = None if price.price is None else price.price * more
    regions = {region: amount * more for region, amount in price.regions.items()}
    return price.model_copy(update={"price": one, "tiers": tiers, "regions": regions})


def egress(quantity: int | None, scope: str = "") -> Usage:
    return Usage(
        vendor="supabase",
        plan="Pro",
        meter="egress",
        quantity=None if quantity is None else Decimal(quantity),
        resource=scope,
    )


def test_an_allowance_of_the_account_is_given_once() -> None:
    found = bill(load(), [egress(200, "a"), egress(200, "b")], DAY)
    assert [line.included for line in found.lines] == [200, 50]
    assert [line.amount for line in found.lines] == [Decimal(0), Decimal("13.50")]


def test_an_allowance_of_a_project_is_each_projects() -> None:
    disks = [
        Usage(vendor="supabase", plan="Pro", meter="disk_gp3", quantity=Decimal(10), resource=scope)
        for scope in ("a", "b")
    ]
    found = bill(load(), disks, DAY)
    assert [line.amount for line in found.lines] == [Decimal("0.25"), Decimal("0.25")]


def test_a_credit_pays_no_more_than_there_is() -> None:
    fee = Usage(vendor="railway", plan="Hobby", meter="plan_fee", quantity=Decimal(1))
    used = Usage(vendor="railway", plan="Hobby", meter="egress", quantity=Decimal(40))
    assert bill(load(), [fee, used], DAY).total == Decimal("5.00")
    more = Usage(vendor="railway", plan="Hobby", meter="egress", quantity=Decimal(200))
    assert bill(load(), [fee, more], DAY).total == Decimal("10.00")


@pytest.mark.parametrize(
    "open_", [egress(None), Usage(vendor="supabase", plan="Pro", meter="none", quantity=Decimal(1))]
)
def test_what_is_not_known_is_not_zero(open_: Usage) -> None:
    found = bill(load(), [egress(350), open_], DAY)
    assert found.is_at_least
    assert found.lines[1].amount is None
    assert found.total == Decimal("9.00")


@given(st.permutations([100, 200, 300, 0]))
def test_the_order_of_lines_does_not_change_the_total(quantities: list[int]) -> None:
    assert bill(load(), map(egress, quantities), DAY).total == Decimal("31.50")
