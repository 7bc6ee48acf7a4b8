"""What the program itself limits, at the edges of each limit."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from faro.cli import main
from faro.cost.limits import exceeded
from faro.cost.workload import Workload

from .test_estimate import RAILWAY, priced, resource

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


@pytest.mark.parametrize(
    ("service", "peak", "retried", "allowed"),
    [
        ("generativelanguage", 3, 0, {2: False, 3: True, 4: True}),
        ("generativelanguage", 4, 0, {2: False, 3: False, 4: True}),
        ("generativelanguage", 3, 1, {5: False, 6: True}),
        ("other", 3, 0, {2: True}),
    ],
)
def test_a_quota_of_the_model(
    service: str, peak: int, retried: int, allowed: dict[int, bool]
) -> None:
    """One request a minute on average is ``peak`` of them in the busiest hour."""
    load = Workload(
        mau=1440,
        daily_share=Decimal(1),
        requests_per_user_day=Decimal(1),
        ai_share=Decimal(1),
        peak_factor=Decimal(peak),
        retry_share=Decimal(retried),
    )
    for most, fits in allowed.items():
        config = {"preferredValue": str(most)}
        quota = resource(QUOTA, "q", service=f"{service}.googleapis.com", quotaConfig=config)
        assert (not list(exceeded(priced(quota), load))) is fits


@pytest.mark.parametrize(("peak", "said"), [(2, []), (3, ["api has 2 of the 3.0 CPUs that"])])
def test_a_size_is_for_the_busiest_hour(peak: int, said: list[str]) -> None:
    """A CPU on average: 2,628,000 seconds of it."""
    api = resource(RAILWAY, "api", replicas={"us-west2": 2}, vcpus=1)
    load = Workload(
        mau=1,
        daily_share=Decimal(1),
        requests_per_user_day=Decimal(2_628_000) / Decimal("30.4"),
        cpu_ms_per_request=Decimal(1000),
        peak_factor=Decimal(peak),
    )
    assert [each[:30] for each in exceeded(priced(api), load)] == said


@pytest.mark.parametrize(
    ("phase", "users", "said"),
    [
        ("phase1.5", "10k", ""),
        ("phase1.5", "100k", ""),
        ("phase1.5", "200k", "redis-database costs 145.92 of its budget of 100.00 (throttled)"),
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
