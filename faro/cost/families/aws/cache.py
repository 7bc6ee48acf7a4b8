"""ElastiCache: nodes by the hour, or without servers by usage."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from faro.cost.families.aws.place import region
from faro.cost.families.family import (
    HOURS_PER_MONTH,
    Charged,
    Fixed,
    Free,
    Inputs,
    Pricing,
    number,
)


def _nodes(inputs: Inputs, count: Decimal | None) -> Fixed:
    engine = inputs.get("engine", "redis")
    hours = None if count is None else count * HOURS_PER_MONTH
    return Fixed(meter=f"cache_{engine}_{inputs.get('nodeType')}", quantity=hours)


def _cluster(inputs: Inputs) -> Iterator[Fixed]:
    """A member of a replication group is charged there."""
    if "replicationGroupId" not in inputs:
        yield _nodes(inputs, number(inputs.get("numCacheNodes", 1)))


def _group(inputs: Inputs) -> Iterator[Fixed]:
    """By its clusters, or by its shards with their replicas."""
    if "numNodeGroups" in inputs:
        shards, replicas = (
            number(inputs.get("numNodeGroups")),
            number(inputs.get("replicasPerNodeGroup", 0)),
        )
        count = None if shards is None or replicas is None else shards * (1 + replicas)
    else:
        count = number(inputs.get("numCacheClusters", 1))
    yield _nodes(inputs, count)


def _serverless(inputs: Inputs) -> Iterator[str]:
    engine = inputs.get("engine", "redis")
    yield from (f"cache_serverless_{engine}_storage", f"cache_serverless_{engine}_ecpus")


_SETTINGS = Free("its nodes are charged")

TYPES: dict[str, Pricing] = {
    "aws:elasticache/cluster:Cluster": Charged(fixed=_cluster, region=region),
    "aws:elasticache/replicationGroup:ReplicationGroup": Charged(fixed=_group, region=region),
    "aws:elasticache/serverlessCache:ServerlessCache": Charged(metered=_serverless, region=region),
    "aws:elasticache/subnetGroup:SubnetGroup": _SETTINGS,
    "aws:elasticache/parameterGroup:ParameterGroup": _SETTINGS,
    "aws:elasticache/user:User": _SETTINGS,
    "aws:elasticache/userGroup:UserGroup": _SETTINGS,
}
