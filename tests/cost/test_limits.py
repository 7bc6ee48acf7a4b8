"""What the program itself limits, at the edges of each limit."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from faro.cli import main
from faro.cost.limits import exceeded
from faro.cost.workload import Workload

from .test_estimate import priced, resource

ROOT = Path(__file__).parents[2]
REDIS = "upstash:index/redisDatabase:RedisDatabase"
POOL = "gcp:container/nodePool:NodePool"
QUOTA = "gcp:cloudquota/sQuotaPreference:SQuotaPreference"


@pytest.mark.parametrize(("commands", "said"), [(10_000_000, []), (10_100_000, ["redis costs "])])
def test_a_budget_at_a_vendor(commands: int, said: list[str]) -> None:
    """100,000 commands are 0.20."""
    used = {"redis": {"commands": commands, "storage": 0, "bandwidth": 0}}
    found = priced(resource(REDIS, "redis", budget=20), resource_usage=used)
    assert [each[:12] for each in exceeded(found, None)] == said


@pytest.mark.parametrize(
    ("more", "scaling", "said"),
    [
        (0, {"totalMaxNodeCount": 3}, []),
        (730, {"totalMaxNodeCount": 4}, []),
        (731, {"totalMaxNodeCount": 4}, ["pool has 5 nodes of at most 4"]),
        (7300, None, []),
    ],
)
def test_the_most_nodes_of_a_pool(more: int, scaling: Any, said: list[str]) -> None:
    pool = resource(
        POOL,
        "pool",
        location="us-central1-a",
        initialNodeCount=3,
        nodeConfig={"machineType": "n2-standard-4"},
        **({"autoscaling": {"totalMinNodeCount": 3, **scaling}} if scaling else {}),
    )
    used = {"pool": {"vm_n2-standard-4": more}}
    assert list(exceeded(priced(pool, resource_usage=used), None)) == said


@pytest.mark.parametrize(("service", "limited"), [("generativelanguage", True), ("other", False)])
def test_a_quota_of_the_model(service: str, limited: bool) -> None:
    """One request a minute on average is three in the busiest hour."""
    load = Workload(
        mau=1440, daily_share=Decimal(1), requests_per_user_day=Decimal(1), ai_share=Decimal(1)
    )
    counts = {}
    for most in (2, 3, 4):
        config = {"preferredValue": str(most)}
        quota = resource(QUOTA, "q", service=f"{service}.googleapis.com", quotaConfig=config)
        counts[most] = len(list(exceeded(priced(quota), load)))
    assert counts == ({2: 1, 3: 0, 4: 0} if limited else {2: 0, 3: 0, 4: 0})


@pytest.mark.parametrize(
    ("phase", "users", "said"),
    [
        ("phase1.5", "10k", ""),
        ("phase1.5", "100k", "redis-database costs 72.96 of its budget of 20.00 (throttled)"),
        ("phase3", "10m", "cluster-pool-general has 17 nodes of at most 12"),
        ("phase3", "10m", "gemini-quota allows 20,000 of "),
    ],
)
def test_a_bill_beyond_a_limit_is_marked(
    capsys: pytest.CaptureFixture[str],
    phases: dict[str, Path],
    phase: str,
    users: str,
    said: str,
) -> None:
    assert main(["cost", str(phases[phase]), f"--mau={users}", f"--program={ROOT}"]) == 0
    shown = capsys.readouterr().out
    [total] = [line for line in shown.splitlines() if line.startswith("total ")]
    assert ("! " in total) is bool(said)
    assert said in " ".join(shown.split())
