"""Caches: ElastiCache by engine and node, or by the data of a serverless one."""

from collections.abc import Iterator
from decimal import Decimal

from faro.cost.families.family import Charged, Fixed, Inputs, Pricing, number, text
from faro.cost.families.part import ONE, hours, of_type


def _nodes(engine: object, kind: object, count: Decimal | None) -> Fixed:
    return hours(of_type(of_type("elasticache", text(engine)), text(kind)), count)


def _cluster(inputs: Inputs) -> Iterator[Fixed]:
    """The nodes of a cluster; one that joins a replication group is a node of that group's type."""
    if group := inputs.follow("replicationGroupId"):
        yield _nodes(group.get("engine", "redis"), group.get("nodeType"), ONE)
    else:
        count = number(inputs.get("numCacheNodes", 1))
        yield _nodes(inputs.get("engine"), inputs.get("nodeType"), count)


def _group(inputs: Inputs) -> Iterator[Fixed]:
    yield _nodes(inputs.get("engine", "redis"), inputs.get("nodeType"), _members(inputs))


def _members(inputs: Inputs) -> Decimal | None:
    """So many clusters, or each shard's primary and replicas."""
    if "numCacheClusters" in inputs:
        return number(inputs.get("numCacheClusters"))
    shards = number(inputs.get("numNodeGroups", 1))
    replicas = number(inputs.get("replicasPerNodeGroup", 0))
    return None if shards is None or replicas is None else shards * (replicas + 1)


def _serverless(inputs: Inputs) -> Iterator[str]:
    for part in ("data", "ecpu"):
        yield f"elasticache_serverless_{inputs.get('engine')}_{part}"


def _memory(inputs: Inputs) -> Iterator[Fixed]:
    shards = number(inputs.get("numShards", 1))
    replicas = number(inputs.get("numReplicasPerShard", 1))
    count = None if shards is None or replicas is None else shards * (replicas + 1)
    yield hours(of_type("memorydb", text(inputs.get("nodeType"))), count)


def _accelerator(inputs: Inputs) -> Iterator[Fixed]:
    kind, count = text(inputs.get("nodeType")), number(inputs.get("replicationFactor"))
    yield hours(of_type("dax", kind), count)


TYPES: dict[str, Pricing] = {
    "aws:elasticache/cluster:Cluster": Charged(fixed=_cluster),
    "aws:elasticache/replicationGroup:ReplicationGroup": Charged(fixed=_group),
    "aws:elasticache/serverlessCache:ServerlessCache": Charged(metered=_serverless),
    "aws:memorydb/cluster:Cluster": Charged(fixed=_memory),
    "aws:dax/cluster:Cluster": Charged(fixed=_accelerator),
}
