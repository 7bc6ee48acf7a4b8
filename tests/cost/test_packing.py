"""Workloads on nodes: as few as hold them, as many as the pool allows."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faro.cost.book import load
from faro.cost.estimate import Priceable
from faro.cost.packing import Pods, Pool, Size, pack, quantity, room
from faro.cost.usage_file import UsageFile
from faro.model.snapshot import Resource, Snapshot

from .test_estimate import DAY, resource

POOL = "gcp:container/nodePool:NodePool"
HOURS = Decimal(730)


def size(cpus: float, gib: float = 1, gpus: int = 0) -> Size:
    return Size(Decimal(gpus), Decimal(str(cpus)), Decimal(str(gib)))


def pool(urn: str = "a", least: int = 0, most: int = 100, **more: Any) -> Pool:
    return Pool(urn=urn, room=size(4, 16, 1), least=least, most=most, **more)


def test_pods_fill_a_node_before_the_next_is_begun() -> None:
    assert pack([pool()], [Pods(size=size(1), count=9)]).nodes == {"a": 3}


def test_a_pool_keeps_its_fewest() -> None:
    assert pack([pool(least=5)], [Pods(size=size(1), count=1)]).nodes == {"a": 5}


def test_what_does_not_fit_waits_and_is_counted() -> None:
    nine = Pods(size=size(4), count=9, urn="api")
    assert pack([pool(most=2)], [nine]).waiting == {"api": 7}
    assert pack([pool(most=9)], [nine]).waiting == {}
    assert pack([pool(most=2)], [Pods(size=size(4), count=9)]).nodes == {"a": 2}
    assert pack([pool()], [Pods(size=size(5), count=1)]).nodes == {"a": 0}


def test_a_daemon_takes_its_part_of_each_node() -> None:
    daemon = Pods(size=size(1), count=1, on_every_node=True)
    assert pack([pool()], [daemon, Pods(size=size(1), count=6)]).nodes == {"a": 2}
    assert pack([pool(least=3)], [daemon]).nodes == {"a": 3}


def test_a_selector_and_a_taint() -> None:
    gpus = pool("gpu", labels={"kind": "gpu"}, taints=frozenset({"nvidia.com/gpu"}))
    every = [pool("cpu"), gpus]
    plain = Pods(size=size(4), count=2)
    assert pack(every, [plain]).nodes == {"cpu": 2, "gpu": 0}
    chosen = Pods(
        size=size(1, gpus=1),
        count=2,
        selector={"kind": "gpu"},
        tolerations=frozenset({"nvidia.com/gpu"}),
    )
    assert pack(every, [plain, chosen]).nodes == {"cpu": 2, "gpu": 2}


SIZES = st.builds(size, st.sampled_from([0.25, 0.5, 1, 2, 4]), st.sampled_from([0.5, 1, 4, 16]))
GROUPS = st.lists(st.builds(Pods, size=SIZES, count=st.integers(0, 12)), max_size=5)


@given(GROUPS)
def test_never_fewer_nodes_than_the_pods_fill(groups: list[Pods]) -> None:
    """And never more than one for each pod."""
    [found] = pack([pool(most=10_000)], groups).nodes.values()
    cpus = sum((group.size.cpus * group.count for group in groups), Decimal(0))
    gib = sum((group.size.gib * group.count for group in groups), Decimal(0))
    assert found >= max(cpus / 4, gib / 16)
    assert found <= sum(group.count for group in groups)


@given(SIZES, st.integers(0, 40))
def test_more_pods_never_take_fewer_nodes(each: Size, count: int) -> None:
    few, more = (pack([pool()], [Pods(size=each, count=n)]).nodes["a"] for n in (count, count + 1))
    assert few <= more


@pytest.mark.parametrize(
    ("text", "number"),
    [("250m", "0.25"), ("2", "2"), (3, "3"), ("1Gi", str(2**30)), ("1k", "1000"), ("x", "0")],
)
def test_quantities_of_kubernetes(text: object, number: str) -> None:
    assert quantity(text) == Decimal(number)


def test_what_kubernetes_leaves_of_a_node() -> None:
    # 4 CPUs less 60m, 10m, 2 x 5m; 16 GiB less 1, 0.8, 0.8 and 100 MiB
    left = room(Decimal(4), Decimal(16))
    assert left.cpus == Decimal("3.92")
    assert left.gib.quantize(Decimal("0.001")) == Decimal("13.302")


def deployment(name: str, replicas: int, cpu: str) -> Resource:
    container = {"resources": {"requests": {"cpu": cpu, "memory": "1Gi"}}}
    return resource(
        "kubernetes:apps/v1:Deployment",
        name,
        metadata={"name": name},
        spec={"replicas": replicas, "template": {"spec": {"containers": [container]}}},
    )


def scaler(name: str, least: int) -> Resource:
    return resource(
        "kubernetes:autoscaling/v2:HorizontalPodAutoscaler",
        f"{name}-scaler",
        spec={"minReplicas": least, "scaleTargetRef": {"kind": "Deployment", "name": name}},
    )


@pytest.mark.parametrize(
    ("workloads", "nodes"),
    [
        ([], 1),
        ([deployment("api", 2, "500m")], 1),
        # 3.92 CPUs hold three of these
        ([deployment("api", 8, "1200m")], 3),
        ([deployment("api", 1, "1200m"), scaler("api", 8)], 3),
        ([deployment("api", 99, "3")], 10),
    ],
)
def test_a_pool_is_priced_by_the_nodes_that_carry_its_workloads(
    workloads: list[Resource], nodes: int
) -> None:
    machines = resource(
        POOL,
        "pool",
        location="us-central1",
        nodeConfig={"machineType": "n2-standard-4"},
        autoscaling={"totalMinNodeCount": 1, "totalMaxNodeCount": 10},
    )
    snapshot = Snapshot(project="p", stack="dev", resources=(machines, *workloads))
    found = Priceable(snapshot).estimate(UsageFile(), load(), DAY)
    hours = {line.usage.meter: line.usage.quantity for line in found.bill.lines}
    assert hours["vm_n2-standard-4"] == nodes * HOURS
