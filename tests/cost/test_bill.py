"""Bills that vendors work out themselves, to the cent at our prices; and what is not known."""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

from faro.cost.bill import Usage, bill
from faro.cost.book import load

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
