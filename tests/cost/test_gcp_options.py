"""Options that cost and that no pricer reads make the total open, by their name."""

from typing import Any

import pytest

from faro.cost.families import CHARGED
from faro.cost.families.gcp.options import BY_USE
from faro.model.snapshot import Resource

from .test_estimate import priced, resource

CLUSTER = "gcp:container/cluster:Cluster"
POOL = "gcp:container/nodePool:NodePool"
BUCKET = "gcp:storage/bucket:Bucket"


def named(one: Resource) -> set[str]:
    return {line.usage.meter for line in priced(one).bill.lines if line.amount is None}


@pytest.mark.parametrize(
    ("type_", "inputs", "name"),
    [
        (POOL, {"nodeConfig": {"confidentialNodes": {"enabled": True}}}, "confidential nodes"),
        (
            CLUSTER,
            {"nodePools": [{"nodeConfig": {"soleTenantConfig": {"nodeAffinities": [{}]}}}]},
            "sole tenancy of a pool",
        ),
        (
            CLUSTER,
            {"clusterAutoscaling": {"enabled": True}},
            "pools that auto-provisioning makes",
        ),
        (
            BUCKET,
            {
                "lifecycleRules": [
                    {"action": {"type": "Delete"}},
                    {"action": {"storageClass": "COLDLINE"}},
                ]
            },
            "storage of further classes",
        ),
        (BUCKET, {"rpo": "ASYNC_TURBO"}, "turbo replication"),
        ("gcp:compute/subnetwork:Subnetwork", {"logConfig": {"flowSampling": 1}}, "vpc_flow_logs"),
        (
            "gcp:compute/resourcePolicy:ResourcePolicy",
            {"snapshotSchedulePolicy": {"schedule": {"dailySchedule": {"daysInCycle": 1}}}},
            "disk_snapshot",
        ),
        ("gcp:compute/backendService:BackendService", {"enableCdn": True}, "cdn_egress"),
    ],
)
def test_an_option_that_costs_is_named(type_: str, inputs: dict[str, Any], name: str) -> None:
    assert name in named(resource(type_, **inputs))
    assert name not in named(resource(type_))


@pytest.mark.parametrize(
    ("type_", "inputs"),
    [
        (CLUSTER, {"clusterAutoscaling": {"enabled": False}}),
        (BUCKET, {"rpo": "DEFAULT"}),
        (BUCKET, {"lifecycleRules": [{"action": {"type": "Delete"}}]}),
        ("gcp:compute/subnetwork:Subnetwork", {"logConfig": None}),
        ("gcp:compute/firewall:Firewall", {}),
    ],
)
def test_one_that_is_off_or_costs_nothing_is_not(type_: str, inputs: dict[str, Any]) -> None:
    assert named(resource(type_, **inputs)) == named(resource(type_))


def test_every_type_with_options_is_known() -> None:
    assert set(BY_USE) <= set(CHARGED)
