"""Updates that interrupt a database without losing data: restarts and failovers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from faro.model.plan import Action, Change
from faro.model.value import path_text

_BY_TYPE: Final = {
    # https://cloud.google.com/sql/docs/postgres/instance-settings and …/flags
    "gcp:sql/databaseInstance:DatabaseInstance": (
        *("databaseVersion", "settings.tier", "settings.edition", "settings.databaseFlags"),
    ),
    # https://supabase.com/docs/guides/platform/compute-and-disk
    "pulumi-python:dynamic/supabase:Project": ("compute_size",),
    # https://cloud.google.com/memorystore/docs/redis/about-scaling-instances
    "gcp:redis/instance:Instance": ("memorySizeGb", "redisVersion"),
    # https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_ModifyInstance.Settings.html
    "aws:rds/instance:Instance": (
        *("instanceClass", "engineVersion", "parameterGroupName", "caCertIdentifier"),
    ),
    # https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/Aurora.Modifying.html
    "aws:rds/clusterInstance:ClusterInstance": ("instanceClass", "caCertIdentifier"),
    "aws:rds/cluster:Cluster": ("engineVersion",),
    # https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/Scaling.html
    "aws:elasticache/replicationGroup:ReplicationGroup": ("nodeType", "engineVersion"),
}


def restarted_by(change: Change) -> Iterator[str]:
    """The changed properties that restart what the change updates; nothing for any other type.

    All of these types hold open connections, which a restart cuts.
    """
    if change.action is not Action.UPDATE:
        return
    keys = _BY_TYPE.get(change.resource.type, ())
    for diff in change.diffs:
        path = path_text(diff.path)
        if any(path == key or path.startswith((f"{key}.", f"{key}[")) for key in keys):
            yield path
