"""Sizes that a program sets, each just large enough and just too small for the busiest hour."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from faro.cost.limits import exceeded
from faro.cost.workload import Workload
from faro.model.snapshot import Resource

from .test_estimate import FLY, RAILWAY, SUPABASE, priced, resource

SQL = "gcp:sql/databaseInstance:DatabaseInstance"
NEON = "pulumi-python:dynamic/neon:Project"
RUN = "gcp:cloudrunv2/service:Service"
MONTH = Decimal(2_628_000)


def load(cpus: str) -> Workload:
    """So many CPUs of the API and of the database in the busiest hour, a third on average."""
    return Workload(
        mau=1,
        daily_share=Decimal(1),
        requests_per_user_day=MONTH / Decimal("30.4"),
        cpu_ms_per_request=Decimal(cpus) * 1000 / 3,
        database_ms_per_request=Decimal(cpus) * 1000 / 3,
    )


def said(cpus: str, *resources: Resource, **used: Any) -> list[str]:
    return list(exceeded(priced(*resources, resource_usage=used), load(cpus)))


def sql(name: str, tier: str, **inputs: Any) -> Resource:
    return resource(SQL, name, settings={"tier": tier}, **inputs)


@pytest.mark.parametrize(
    ("size", "cpus"),
    [("small", 2), ("large", 2), ("xlarge", 4), ("16xlarge", 64), ("24xlarge_high_memory", 96)],
)
def test_a_project_of_supabase(size: str, cpus: int) -> None:
    project = resource(SUPABASE, "db", plan="pro", compute_size=size)
    assert said(f"{cpus - 1}.9", project, db={"disk_gp3": 1}) == []
    [short] = said(f"{cpus}.1", project, db={"disk_gp3": 1})
    assert short == f"db has {cpus} of the {cpus}.1 CPUs that the busiest hour takes"


@pytest.mark.parametrize("used", [{}, {"disk_gp3": 0}])
def test_a_project_without_data_carries_no_load(used: dict[str, int]) -> None:
    project = resource(SUPABASE, "db", plan="pro", compute_size="small")
    assert said("50", project, db=used) == []


def test_servers_of_cloud_sql_carry_the_load_together() -> None:
    primary = sql("one", "db-custom-2-7680")
    pool = sql("reads", "db-perf-optimized-N-4", nodeCount=2)
    assert said("10", primary, pool) == []
    assert said("10.1", primary, pool) == [
        "one and reads have 10 of the 10.1 CPUs that the busiest hour takes"
    ]
    assert said("10.1", primary, sql("other", "db-f1-micro")) == [], "not known how many"


@pytest.mark.parametrize(
    "sized",
    [
        resource(RAILWAY, "api", replicas={"us-west2": 3, "eu": 1}, vcpus=1),
        resource(FLY, "api", guest={"cpus": 2, "memory_mb": 256}, machines={"sjc": 2}),
        resource(NEON, "api", max_units=4),
    ],
    ids=lambda one: one.type,
)
def test_four_cpus(sized: Resource) -> None:
    assert said("4", sized) == []
    [short] = said("4.1", sized)
    assert short.startswith("api has 4 of the 4.1 ")


@pytest.mark.parametrize(("cpus", "instances"), [("1", 6), ("1000m", 6), ("2", 3)])
def test_the_most_instances_of_cloud_run(cpus: str, instances: int) -> None:
    """Two instances' worth of CPU seconds all month are six in the busiest hour; a service of two
    CPUs takes half as many.
    """
    for most, is_short in ((instances, False), (instances - 1, True)):
        limits = {"limits": {"cpu": cpus}}
        template = {"scaling": {"maxInstanceCount": most}, "containers": [{"resources": limits}]}
        run = resource(RUN, "api", location="us-central1", template=template)
        found = said("1", run, api={"run_cpu": 2 * MONTH})
        assert bool(found) is is_short


@pytest.mark.parametrize("missing", [{}, {"vcpus": 1}, {"replicas": {"eu": 1}}])
def test_a_size_that_is_not_known_is_not_judged(missing: dict[str, Any]) -> None:
    assert said("1000", resource(RAILWAY, "api", **missing)) == []
