"""Machines, disks, addresses, buckets and topics: bills worked by hand from the prices' figures."""

from decimal import Decimal
from typing import Any

import pytest

from faro.cost.book import load
from faro.cost.estimate import Priceable
from faro.cost.usage_file import UsageFile
from faro.model.cost import cents
from faro.model.snapshot import Resource, Snapshot
from faro.model.value import UNKNOWN

from .test_estimate import DAY, priced, resource

VM = "gcp:compute/instance:Instance"
POOL = "gcp:container/nodePool:NodePool"
TEMPLATE = "gcp:compute/instanceTemplate:InstanceTemplate"
GROUP = "gcp:compute/instanceGroupManager:InstanceGroupManager"
BUCKET = "gcp:storage/bucket:Bucket"
OUTSIDE: list[dict[str, Any]] = [{"accessConfigs": [{}]}]


def machine(kind: Any = "e2-standard-4", **more: Any) -> Resource:
    return resource(VM, zone="us-central1-a", machineType=kind, **more)


@pytest.mark.parametrize(
    ("one", "total"),
    [
        # 730 x 0.13402284 + 10 GiB x 0.04
        (machine(), "98.24"),
        # 730 x 0.080424 + 10 GiB x 0.04
        (machine(scheduling={"provisioningModel": "SPOT"}), "59.11"),
        # 730 x 0.13402284 + 50 GiB x 0.17
        (machine(bootDisk={"initializeParams": {"size": 50, "type": "pd-ssd"}}), "106.34"),
        # 730 x (0.13402284 + 0.005) + 10 GiB x 0.04
        (machine(networkInterfaces=OUTSIDE), "101.89"),
        # 730 x 0.01
        (resource("gcp:compute/address:Address", region="us-central1"), "7.30"),
        (resource("gcp:compute/address:Address", addressType="INTERNAL"), "0.00"),
        # 200 GiB x 0.1
        (
            resource("gcp:compute/disk:Disk", zone="us-east1-b", type="pd-balanced", size=200),
            "20.00",
        ),
        # 100 GiB x 0.08
        (
            resource(
                "gcp:compute/regionDisk:RegionDisk",
                region="us-central1",
                replicaZones=["a", "b"],
                type="pd-standard",
                size=100,
            ),
            "8.00",
        ),
        # 730 x 0.0105
        (
            resource(
                "gcp:sql/databaseInstance:DatabaseInstance",
                region="us-central1",
                settings={"tier": "db-f1-micro", "diskSize": 0},
            ),
            "7.67",
        ),
        # 730 x 0.0105 + 20 GiB x 0.09
        (
            resource(
                "gcp:sql/databaseInstance:DatabaseInstance",
                region="us-central1",
                settings={"tier": "db-f1-micro", "diskSize": 20, "diskType": "PD_HDD"},
            ),
            "9.47",
        ),
        # a zone
        (resource("gcp:dns/managedZone:ManagedZone"), "0.20"),
        # a version
        (resource("gcp:kms/cryptoKey:CryptoKey"), "0.06"),
        # the first three are free
        (resource("gcp:cloudscheduler/job:Job"), "0.00"),
        # 730 x 0.05
        (resource("gcp:compute/vPNTunnel:VPNTunnel", region="us-central1"), "36.50"),
    ],
)
def test_what_follows_from_the_inputs(one: Resource, total: str) -> None:
    assert cents(priced(one).bill.total) == Decimal(total)


@pytest.mark.parametrize(
    ("one", "near"),
    [
        (machine("e2-standard-5"), "the nearest is vm_e2-standard-"),
        (machine("n9-huge"), "the nearest is vm_"),
        (resource(VM, zone="mars-north1-a", machineType="e2-small"), "known in "),
    ],
)
def test_what_is_not_known_has_no_price_and_names_the_nearest(one: Resource, near: str) -> None:
    found = priced(one)
    [first, *_] = found.bill.lines
    assert first.amount is None
    assert near in first.near
    assert found.is_at_least


def test_a_machine_type_that_is_not_known_yet_stays_open() -> None:
    assert priced(machine(UNKNOWN)).is_at_least


def test_a_group_has_as_many_machines_as_it_begins_with() -> None:
    # 3 x (730 x 0.01675286 + 20 GiB x 0.1), of the template
    template = resource(
        TEMPLATE,
        "template",
        machineType="e2-small",
        disks=[{"diskSizeGb": 20, "diskType": "pd-balanced"}],
    )
    group = Resource(
        urn=f"urn:pulumi:dev::p::{GROUP}::group",
        type=GROUP,
        name="group",
        inputs={
            "zone": "us-central1-a",
            "targetSize": 3,
            "versions": [{"instanceTemplate": UNKNOWN}],
        },
        property_dependencies={"versions": (template.urn,)},
    )
    snapshot = Snapshot(project="p", stack="dev", resources=(template, group))
    found = Priceable(snapshot).estimate(UsageFile(), load(), DAY)
    assert cents(found.bill.total) == cents(
        3 * (730 * Decimal("0.016752855") + 20 * Decimal("0.1"))
    )
    assert not found.is_at_least


def test_the_region_is_the_providers_where_the_resource_has_none() -> None:
    one = resource("gcp:compute/disk:Disk", type="pd-ssd", size=100)
    snapshot = Snapshot(
        project="p",
        stack="dev",
        resources=(one,),
        defaults={"gcp": {"region": "asia-northeast1"}},
    )
    found = Priceable(snapshot).estimate(UsageFile(), load(), DAY)
    assert cents(found.bill.total) == Decimal("22.10")


@pytest.mark.parametrize(
    ("pool", "total"),
    [
        # 2 nodes in each of 3 zones: 6 x (730 x 0.03350571 + 100 GiB x 0.1)
        ({"location": "us-central1", "nodeCount": 2}, "206.76"),
        # 2 nodes in a zone
        ({"location": "us-central1-a", "nodeCount": 2}, "68.92"),
        # 1 node in each of 2 zones
        (
            {"location": "us-central1", "nodeCount": 1, "nodeLocations": ["a", "b"]},
            "68.92",
        ),
    ],
)
def test_nodes_by_zone(pool: dict[str, Any], total: str) -> None:
    assert cents(priced(resource(POOL, **pool)).bill.total) == Decimal(total)


@pytest.mark.parametrize(
    ("kind", "inputs", "usage", "total"),
    [
        # 1,000 GiB x 0.02 + 20 thousands x 0.005 + 100 thousands x 0.0004
        (
            BUCKET,
            {"location": "US-EAST1"},
            {
                "bucket_standard": 1000,
                "bucket_class_a": 20_000,
                "bucket_class_b": 100_000,
                "egress_internet": 0,
            },
            "20.14",
        ),
        # 1,000 GiB x 0.026
        (
            BUCKET,
            {"location": "US"},
            {
                "bucket_standard_multi": 1000,
                "bucket_class_a": 0,
                "bucket_class_b": 0,
                "egress_internet": 0,
            },
            "26.00",
        ),
        # 2 TiB less 10 GiB at 40
        ("gcp:pubsub/topic:Topic", {}, {"pubsub_throughput": 2}, "79.61"),
        # 10.5 GB less half a GB at 0.10
        (
            "gcp:artifactregistry/repository:Repository",
            {"location": "us-central1"},
            {"registry_storage": 10.5},
            "1.00",
        ),
        # 3 TB at 6.25 and 100 GB at 0.023
        (
            "gcp:bigquery/dataset:Dataset",
            {"location": "us-central1"},
            {"bigquery_queries": 3, "bigquery_storage": 100},
            "21.05",
        ),
        # 6 M less 1 M at 0.40
        ("gcp:cloudtasks/queue:Queue", {}, {"tasks_operations": 6_000_000}, "2.00"),
        # 1.2 M GHz-s, 750,000 GB-s, 10 M calls
        (
            "gcp:cloudfunctions/function:Function",
            {"region": "us-central1"},
            {
                "functions_cpu": 1_200_000,
                "functions_memory": 750_000,
                "functions_invocations": 10_000_000,
                "egress_internet": 0,
            },
            "17.88",
        ),
    ],
)
def test_what_is_used(
    kind: str, inputs: dict[str, Any], usage: dict[str, float], total: str
) -> None:
    found = priced(resource(kind, **inputs), resource_usage={"one": usage})
    assert cents(found.bill.total) == Decimal(total)
    assert not found.is_at_least
