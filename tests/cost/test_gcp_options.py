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
        ("gcp:compute/routerNat:RouterNat", {"logConfig": {"enable": True}}, "nat_logs"),
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


GROUP = "gcp:compute/regionInstanceGroupManager:RegionInstanceGroupManager"


def test_what_is_said_twice_is_read_twice() -> None:
    template = resource(
        "gcp:compute/instanceTemplate:InstanceTemplate",
        "template",
        machineType="n2-standard-4",
        scheduling={"preemptible": True, "provisioningModel": "SPOT"},
        disks=[
            {"sourceImage": "debian-cloud/debian-12", "diskSizeGb": 50},
            {"diskType": "local-ssd", "type": "SCRATCH"},
        ],
    )
    group = Resource(
        urn=f"urn:pulumi:dev::p::{GROUP}::group",
        type=GROUP,
        name="group",
        inputs={"region": "us-central1", "targetSize": 1, "versions": [{}]},
        property_dependencies={"versions": (template.urn,)},
    )
    assert [li.usage.meter for li in priced(template, group).bill.lines if li.usage.left_out] == []


def test_the_algorithm_of_an_external_key_is_read() -> None:
    version = {"algorithm": "EXTERNAL_SYMMETRIC_ENCRYPTION", "protectionLevel": "EXTERNAL"}
    assert "algorithm" not in named(
        resource("gcp:kms/cryptoKey:CryptoKey", versionTemplate=version)
    )
