"""Kubernetes Engine: the cluster by the hour, its nodes as machines."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from faro.cost.families.family import HOURS_PER_MONTH, Charged, Fixed, Inputs, Pricing, number
from faro.cost.families.gcp.compute import machine
from faro.cost.families.gcp.place import is_zonal, region

DEFAULT_MACHINE = "e2-medium"
_DEFAULT_DISK = "pd-balanced"
_DEFAULT_DISK_GIB = 100
_ZONES = 3
"""Of a regional pool that names none (https://cloud.google.com/kubernetes-engine/docs, 2026)."""


def _cluster(inputs: Inputs) -> Iterator[Fixed]:
    """One zonal cluster, or one of Autopilot, is free for each account; a regional one is not."""
    free_one = inputs.get("enableAutopilot") or is_zonal(inputs)
    meter = "gke_cluster_zonal" if free_one else "gke_cluster"
    yield Fixed(meter=meter, quantity=HOURS_PER_MONTH)


def _autopilot(inputs: Inputs) -> Iterator[str]:
    """Pods are charged where Google runs the nodes."""
    if inputs.get("enableAutopilot"):
        yield from ("autopilot_cpu", "autopilot_memory")


def nodes(inputs: Inputs) -> Decimal | None:
    """How many a pool has at the least, over all of its zones; None where it is not known."""
    if inputs.nodes is not None:
        return inputs.nodes
    scaling = inputs.get("autoscaling") or {}
    if "totalMinNodeCount" in scaling:
        return number(scaling["totalMinNodeCount"])
    per_zone = scaling.get("minNodeCount", inputs.get("nodeCount", inputs.get("initialNodeCount")))
    count = number(per_zone)
    return None if count is None else count * zones(inputs)


def zones(inputs: Inputs) -> int:
    """In how many zones a pool has its nodes."""
    named = inputs.get("nodeLocations")
    if isinstance(named, list) and named:
        return len(named)
    cluster = inputs.follow("cluster")
    place = inputs if "location" in inputs else cluster or inputs
    return 1 if is_zonal(place) else _ZONES


def _pool(inputs: Inputs) -> Iterator[Fixed]:
    """Its machines and their boot disks."""
    config = inputs.get("nodeConfig") or {}
    count = nodes(inputs)
    spot = bool(config.get("spot") or config.get("preemptible"))
    hours = None if count is None else count * HOURS_PER_MONTH
    yield Fixed(
        meter=machine(config.get("machineType", DEFAULT_MACHINE), spot=spot), quantity=hours
    )
    size = number(config.get("diskSizeGb", _DEFAULT_DISK_GIB))
    gib = None if count is None or size is None else count * size
    yield Fixed(meter=f"disk_{config.get('diskType', _DEFAULT_DISK)}", quantity=gib)


def _pool_region(inputs: Inputs) -> str | None:
    """Its own, else its cluster's."""
    cluster = None if "location" in inputs else inputs.follow("cluster")
    return region(cluster if cluster is not None else inputs)


TYPES: dict[str, Pricing] = {
    "gcp:container/cluster:Cluster": Charged(fixed=_cluster, metered=_autopilot, region=region),
    "gcp:container/nodePool:NodePool": Charged(fixed=_pool, region=_pool_region),
}
