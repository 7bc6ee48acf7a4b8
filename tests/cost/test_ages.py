"""How old the prices of a bill are, and when that is said."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from faro.cli import main
from faro.cost.ages import old, read

from .states import export, written
from .test_estimate import SUPABASE, priced, resource

PROJECT = resource(SUPABASE, "db", plan="pro", compute_size="large")
USED = "resource_usage: {db: {mau: 0, egress: 0, cached_egress: 0, disk_gp3: 0, storage: 0}}"


def test_prices_are_read_between_two_days() -> None:
    found = read([priced(PROJECT)])
    assert found
    assert found.first == date(2026, 1, 1)
    assert found.last >= found.first
    assert read([priced()]) is None


@pytest.mark.parametrize(("day", "warned"), [(date(2026, 6, 30), False), (date(2026, 7, 1), True)])
def test_an_old_price_counts_where_it_is_a_large_part(day: date, warned: bool) -> None:
    """Compute is 110.74 of 125.74, and was read on 2026-01-01; 180 days are June 30th."""
    found = list(old(priced(PROJECT), day))
    assert [line.usage.meter for line, _ in found] == (["compute_large"] if warned else [])
    assert all(share == Decimal("110.74") / Decimal("125.74") for _, share in found)


def test_the_report_says_both(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    target = str(export(tmp_path / "db.json", PROJECT))
    usage = written(tmp_path / "usage.yml", USED)
    assert main(["cost", target, f"--usage={usage}"]) == 0
    shown = capsys.readouterr()
    assert "Prices: list prices, read 2026-01-01 to " in shown.out
    assert "88 % of db.json is supabase compute_large, read on 2026-01-01" in shown.err
