"""Memorystore: Redis by size or by node, Valkey by node, Memcached by CPU and memory."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from faro.cost.families.family import (
    Charged,
    Fixed,
    Free,
    Inputs,
    Pricing,
    number,
    typed,
)
from faro.cost.families.gcp.place import region
from faro.cost.families.nested import block
from faro.cost.families.part import hours

_REDIS_SIZES = ((4, "m1"), (10, "m2"), (35, "m3"), (100, "m4"))
_MIB_PER_GIB = 1024


def _redis(inputs: Inputs) -> Iterator[Fixed]:
    """By its size; of a standard one each read replica as well."""
    gib = number(inputs.get("memorySizeGb"))
    tier = "standard" if inputs.get("tier") == "STANDARD_HA" else "basic"
    size = next((name for most, name in _REDIS_SIZES if gib is not None and gib <= most), "m5")
    yield hours(f"redis_{tier}_{size}", gib)
    if inputs.get("readReplicasMode") == "READ_REPLICAS_ENABLED":
        yield Fixed(meter=f"redis_read_replica_{size}", quantity=None)


def _nodes(inputs: Inputs) -> Decimal | None:
    """Each shard has a node and its replicas."""
    shards, replicas = number(inputs.get("shardCount")), number(inputs.get("replicaCount", 0))
    return None if shards is None or replicas is None else shards * (1 + replicas)


def _node_type(inputs: Inputs) -> str:
    name = str(inputs.get("nodeType", "HIGHMEM_MEDIUM")).removeprefix("REDIS_")
    return name.lower().replace("_", "-")


def _cluster(inputs: Inputs) -> Iterator[Fixed]:
    yield hours(f"redis_cluster_{_node_type(inputs)}", _nodes(inputs))
    yield from _persistence(inputs, "redis_cluster")


def _valkey(inputs: Inputs) -> Iterator[Fixed]:
    yield hours(f"valkey_{_node_type(inputs)}", _nodes(inputs))
    yield from _persistence(inputs, "valkey")


def _persistence(inputs: Inputs, before: str) -> Iterator[Fixed]:
    """How much of a node an append-only file may fill is not published as a figure to take over."""
    if block(inputs, "persistenceConfig").get("mode") == "AOF":
        yield Fixed(meter=f"{before}_aof", quantity=None)


def _backups(before: str) -> Any:
    def metered(inputs: Inputs) -> Iterator[str]:
        if inputs.get("automatedBackupConfig"):
            yield f"{before}_backups"

    return metered


def _memcached(inputs: Inputs) -> Iterator[Fixed]:
    """Each node by its CPUs and memory."""
    nodes, config = number(inputs.get("nodeCount")), block(inputs, "nodeConfig")
    cpus, mib = number(config.get("cpuCount")), number(config.get("memorySizeMb"))
    gib = None if mib is None else mib / _MIB_PER_GIB
    for part, size in (("cpu", cpus), ("memory", gib)):
        each = None if nodes is None or size is None else nodes * size
        yield hours(f"memcached_{part}", each)


_OF_THE_CACHE = Free("its cache is charged")

TYPES: dict[str, Pricing] = {
    "gcp:redis/instance:Instance": Charged(fixed=_redis, region=region),
    "gcp:redis/cluster:Cluster": Charged(
        fixed=_cluster, metered=_backups("redis_cluster"), region=region
    ),
    "gcp:memorystore/instance:Instance": Charged(
        fixed=_valkey, metered=_backups("valkey"), region=region
    ),
    "gcp:memcache/instance:Instance": Charged(fixed=_memcached, region=region),
    **typed(
        "gcp:",
        """
        redis/clusterAclPolicy redis/clusterUserCreatedConnections memorystore/aclPolicy
        memorystore/instanceDesiredUserCreatedEndpoints
        """,
        _OF_THE_CACHE,
    ),
}
