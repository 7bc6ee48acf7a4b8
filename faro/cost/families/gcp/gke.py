"""Kubernetes Engine: the cluster by the hour, its nodes as machines, wherever they are declared."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from faro.cost.families.family import (
    Charged,
    Count,
    Fixed,
    Inputs,
    Pricing,
    number,
)
from faro.cost.families.gcp.address import in_use
from faro.cost.families.gcp.attached import gpus, licenses, local_ssds
from faro.cost.families.gcp.disks import disk
from faro.cost.families.gcp.machine import hardware, machines
from faro.cost.families.gcp.place import is_zonal, region
from faro.cost.families.nested import block, blocks
from faro.cost.families.part import hours

CLUSTER = "gcp:container/cluster:Cluster"
DEFAULT_MACHINE = "e2-medium"
_DEFAULT_DISK = "pd-balanced"
_DEFAULT_DISK_GIB = 100
_ZONES = 3
"""Of a regional cluster that names none (https://cloud.google.com/kubernetes-engine/docs, 2026)."""
_SSDS = (
    "localNvmeSsdBlockConfig",
    "ephemeralStorageLocalSsdConfig",
    "ephemeralStorageConfig",
)
_WINDOWS = "windows-cloud/windows"


def _cluster(inputs: Inputs) -> Iterator[Fixed]:
    """The cluster, and the nodes that it declares itself. One zonal cluster, or one of Autopilot,
    is free for each account; a regional one is not.
    """
    autopilot = bool(inputs.get("enableAutopilot"))
    meter = "gke_cluster_zonal" if autopilot or is_zonal(inputs) else "gke_cluster"
    yield hours(meter)
    if not autopilot:
        for pool in declared(inputs):
            yield from _nodes(pool)


def declared(cluster: Inputs) -> Iterator[Inputs]:
    """The node pools of a cluster that no resource of their own has: those that it names, else the
    default one, unless that is removed.
    """
    named = cluster.get("nodePools")
    if isinstance(named, list) and named:
        pools = [dict(pool.items()) for pool in blocks(cluster, "nodePools")]
    elif cluster.get("removeDefaultNodePool"):
        pools = []
    else:
        pools = [
            {
                "initialNodeCount": cluster.get("initialNodeCount", 1),
                "nodeConfig": cluster.get("nodeConfig") or {},
            }
        ]
    for pool in pools:
        yield Inputs(pool, region=cluster.region, links=lambda _key: (cluster,))


def _autopilot(inputs: Inputs) -> Iterator[str]:
    """Pods are charged where Google runs the nodes."""
    if inputs.get("enableAutopilot"):
        yield from ("autopilot_cpu", "autopilot_memory", "autopilot_storage")


def nodes(pool: Inputs) -> Count:
    """How many a pool has over all of its zones: those that carry its pods, else the least."""
    scaling = block(pool, "autoscaling")
    least = _over_zones(pool, scaling, "Min", pool.get("nodeCount", pool.get("initialNodeCount")))
    wanted = least if pool.nodes is None else pool.nodes
    return (
        Count(wanted, least, _over_zones(pool, scaling, "Max", None)) if scaling else Count(wanted)
    )


def _over_zones(pool: Inputs, scaling: Mapping[str, Any], end: str, else_: Any) -> Decimal | None:
    if (total := scaling.get(f"total{end}NodeCount")) is not None:
        return number(total)
    count = number(scaling.get(f"{end.lower()}NodeCount", else_))
    return None if count is None else count * zones(pool)


def zones(pool: Inputs) -> int:
    """In how many zones a pool has its nodes: its own, else its cluster's."""
    if found := _named(pool):
        return len(found)
    cluster = pool.follow("cluster")
    if cluster is None:
        return 1 if is_zonal(pool) else _ZONES
    found = _named(cluster)
    if is_zonal(cluster):
        return len(found | {str(cluster.get("location"))})
    return len(found) or (1 if is_zonal(pool) else _ZONES)


def _named(inputs: Inputs) -> set[str]:
    named = inputs.get("nodeLocations")
    return {str(zone) for zone in named} if isinstance(named, list) else set()


def _nodes(pool: Inputs) -> Iterator[Fixed]:
    """Machines with what is in them, their disks, and an address each in a public cluster."""
    config = block(pool, "nodeConfig")
    count = nodes(pool)
    spot = bool(config.get("spot") or config.get("preemptible"))
    found = machines(config.get("machineType", DEFAULT_MACHINE), count, spot=spot)
    yield from hardware(found)
    yield from gpus(found, config.get("guestAccelerators"))
    yield from local_ssds(found, _ssds(config))
    if str(config.get("imageType", "")).upper().startswith("WINDOWS"):
        yield from licenses(found, _WINDOWS)
    boot = block(config, "bootDisk")
    size = number(boot.get("sizeGb", config.get("diskSizeGb", _DEFAULT_DISK_GIB)))
    kind = boot.get("diskType", config.get("diskType", _DEFAULT_DISK))
    yield from disk(kind, size, boot, count=count)
    if _is_public(pool):
        yield in_use(found)


def _ssds(config: Mapping[str, Any]) -> Decimal | None:
    """Local SSDs of a node, in whichever way it asks for them."""
    counts = [config.get("localSsdCount", 0)]
    counts += [block(config, key).get("localSsdCount", 0) for key in _SSDS]
    known = [number(count) for count in counts]
    return None if None in known else sum((n for n in known if n is not None), Decimal(0))


def _is_public(pool: Inputs) -> bool:
    """Return whether nodes have external addresses: unless they, or their cluster's, are
    private.
    """
    own = block(pool, "networkConfig").get("enablePrivateNodes")
    if own is not None:
        return not own
    cluster = pool.follow("cluster")
    if cluster is None:
        return False
    return not block(cluster, "privateClusterConfig").get("enablePrivateNodes")


def _pool_region(inputs: Inputs) -> str | None:
    """Its own, else its cluster's."""
    cluster = None if "location" in inputs else inputs.follow("cluster")
    return region(cluster if cluster is not None else inputs)


TYPES: dict[str, Pricing] = {
    CLUSTER: Charged(fixed=_cluster, metered=_autopilot, region=region),
    "gcp:container/nodePool:NodePool": Charged(fixed=_nodes, region=_pool_region),
}
