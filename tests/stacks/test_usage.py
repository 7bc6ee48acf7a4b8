"""What the usage script makes of a workload and of the resources that a program declares."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from faro.cost.workload import Workload
from stacks.meters.load import Load
from stacks.meters.program import CLOUD_RUN, POOL, Program
from stacks.usage import usage

SUBNET = "gcp:compute/subnetwork:Subnetwork"
CLUSTER = "gcp:container/cluster:Cluster"


def load(**figures: int) -> Load:
    return Load(Workload.model_validate({"mau": 100_000, **figures}).figures())


def used(*resources: tuple[str, dict[str, Any]], **figures: int) -> dict[str, Any]:
    """The meters of the first resource."""
    listed = [
        {"name": str(at), "type": type_, "inputs": inputs}
        for at, (type_, inputs) in enumerate(resources)
    ]
    found = usage("any", Program({}, listed), load(**figures))["resource_usage"]
    return dict(found.get("0", {}))


def pool(machine: str, fewest: int) -> tuple[str, dict[str, Any]]:
    scaling = {"totalMinNodeCount": fewest}
    return POOL, {"nodeConfig": {"machineType": machine}, "autoscaling": scaling}


@pytest.mark.parametrize(
    ("logged", "gib"),
    [
        ({"flowSampling": 0.1, "metadata": "INCLUDE_ALL_METADATA"}, "2.408803"),
        ({"flowSampling": 0.2, "metadata": "INCLUDE_ALL_METADATA"}, "4.817605"),
        ({"flowSampling": 0.1}, "0.920713"),
        ({"aggregationInterval": "INTERVAL_5_SEC"}, "4.603565"),
    ],
)
def test_flow_logs_are_sampled_records(logged: dict[str, Any], gib: str) -> None:
    """18.24 m requests of 1,418 bytes with metadata, 542 without; half of them by default."""
    found = used((SUBNET, {"logConfig": logged}), (CLOUD_RUN, {}))
    assert round(found["vpc_flow_logs"], 6) == Decimal(gib)


@pytest.mark.parametrize("others", [(), ((CLOUD_RUN, {}),)])
def test_no_flow_logs_where_nothing_logs_or_runs(others: tuple[Any, ...]) -> None:
    inputs = {} if others else {"logConfig": {"flowSampling": 1}}
    assert "vpc_flow_logs" not in used((SUBNET, inputs), *others)


@pytest.mark.parametrize(("peak", "nodes"), [(3, 3), (10, 3), (40, 5)])
def test_nodes_and_their_samples_follow_the_busiest_hour(peak: int, nodes: int) -> None:
    """0.208 CPUs on average; a node has 1.95 of its 2, and three are kept."""
    found = used((CLUSTER, {}), pool("n2-standard-2", 3), peak_factor=peak)
    assert found == {"monitoring_samples": Decimal(nodes) * 15 * 20 * 43_800}
    more = used(pool("n2-standard-2", 3), peak_factor=peak)
    assert more["vm_n2-standard-2"] == (nodes - 3) * 730


@pytest.mark.parametrize(("peak", "servers"), [(3, 5), (6, 9), (1, 2)])
def test_servers_of_a_model_follow_the_busiest_hour(peak: int, servers: int) -> None:
    """A million users ask for 5,664 output tokens a second; a server has 4,205, two are kept."""
    [line] = usage("own-llama", Program(), load(mau=1_000_000, peak_factor=peak))["account_usage"]
    assert line["quantity"] == servers * 2 * 730
