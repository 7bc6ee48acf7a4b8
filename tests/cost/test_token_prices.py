"""The tokens of models: one source for each price, and prices that depend on one prompt."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
import yaml

from faro.cost.bill import Bill, Usage, bill
from faro.cost.book import FOLDER, load

from .token_prices import document

DAY = date(2026, 11, 27)
LONG = Decimal(200_000)


def test_the_file_is_what_the_package_has(golden: Callable[[str, str, Path], None]) -> None:
    golden("gemini.tokens.yml", document(), FOLDER)


def test_no_price_has_two_sources() -> None:
    files = [yaml.safe_load((FOLDER / f"gemini{x}.yml").read_text()) for x in ("", ".tokens")]
    hand, package = ({price["meter"] for price in file["prices"]} for file in files)
    assert not hand & package
    entries = [price for _, price in load().entries("gemini") if price.holds_on(DAY)]
    keys = Counter((price.meter, price.plans, price.threshold) for price in entries)
    assert {key for key, count in keys.items() if count > 1} == set()


def asked(meter: str, *prompts: tuple[int, int | None]) -> Bill:
    usages = [
        Usage(
            vendor="gemini",
            plan="Paid",
            meter=f"gemini-2.5-pro_{meter}",
            quantity=Decimal(quantity),
            prompt=None if prompt is None else Decimal(prompt),
        )
        for quantity, prompt in prompts
    ]
    return bill(load(), usages, DAY)


@pytest.mark.parametrize(
    ("prompt", "price"), [(None, "1.25"), (1, "1.25"), (200_000, "1.25"), (200_001, "2.50")]
)
def test_the_price_is_that_of_one_prompt(prompt: int | None, price: str) -> None:
    """However many tokens a month has."""
    assert asked("input", (10**9, prompt)).total == 1000 * Decimal(price)


def test_output_is_at_the_price_of_its_prompt() -> None:
    assert asked("output", (10**6, 300_000)).total == Decimal(15)


def test_prompts_of_one_price_are_one_line() -> None:
    found = asked("input", (10**6, 500), (10**6, 900), (10**6, 300_000))
    assert [(line.usage.quantity, line.amount) for line in found.lines] == [
        (Decimal(2_000_000), Decimal("2.50")),
        (Decimal(1_000_000), Decimal("2.50")),
    ]
