"""A value of config that costs money moves the bill, though the usage script names none of them."""

from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest

from faro.pricing import CostRequest, forecast

ROOT = Path(__file__).parents[2]


@cache
def total(phase: str, *config: tuple[str, str]) -> Decimal:
    asked = CostRequest(targets=(phase,), program=ROOT, config=config, mau=100_000)
    [found] = forecast(asked, lambda *_: None).forecasts
    return found.typical.bill.total


@pytest.mark.parametrize(
    ("phase", "key", "value"),
    [
        ("phase1", "vercelPlan", "pro"),
        ("phase1", "geminiModel", "gemini-2.5-pro"),
        ("phase1", "supabasePlan", "pro"),
        ("phase1.5", "supabaseComputeSize", "2xlarge"),
        ("phase2", "serviceReplicas", "9"),
        ("phase2-cloudrun", "databaseTier", "db-perf-optimized-N-8"),
        ("phase2-cloudrun", "runMinInstances", "9"),
        ("phase3", "nodeMachineType", "n2-standard-8"),
        ("phase3", "minNodes", "9"),
        ("phase3", "databaseReadNodes", "4"),
        ("phase3", "cacheMemoryGib", "9"),
    ],
)
def test_what_costs_money_moves_the_bill(phase: str, key: str, value: str) -> None:
    assert total(phase, (f"faro:{key}", value)) != total(phase)


def test_a_dearer_model_costs_what_its_tokens_cost() -> None:
    """By hand: 100,000 users × 0.3 × 20 × 30.4 × 0.2 × 1.02 questions. The four of a conversation
    have 400, 900, 1,400 and 1,900 tokens in, 1,150 on the average, and 500 + 400 out.
    """
    asked = Decimal(100_000) * Decimal("0.3") * 20 * Decimal("30.4") * Decimal("0.2")
    million = asked * Decimal("1.02") / 1_000_000
    flash = million * (1150 * Decimal("0.30") + 900 * Decimal("2.50"))
    pro = million * (1150 * Decimal("1.25") + 900 * Decimal("10.00"))
    dearer = total("phase1", ("faro:geminiModel", "gemini-2.5-pro"))
    assert dearer - total("phase1") == pro - flash
