"""What is watched of the parts that can fill up: thresholds for a database, a cache, NAT, pods.

Pure functions from names to thresholds. The metrics are Google's own:
https://cloud.google.com/monitoring/api/metrics_gcp and, for pods, the kube-state-metrics that GKE
collects: https://cloud.google.com/kubernetes-engine/docs/how-to/kube-state-metrics.
"""

from __future__ import annotations

from decimal import Decimal

import pulumi

from components.threshold_alerts import Query, Threshold

_FULL = Decimal("0.8")
# Cloud SQL grows a disk below 500 GB before it is this full, so a fuller one does not grow.
_DISK_FULL = 0.95
_LAG_SECONDS = 30


def database(
    project: str, instance: pulumi.Input[str], max_connections: int
) -> tuple[Threshold, ...]:
    """Connections and disk of a Cloud SQL instance."""
    series = _cloud_sql(project, instance)
    return (
        Threshold(
            role="database-connections",
            title="Database connections above 80 %",
            advice="Lower the pools of the services or raise databaseMaxConnections.",
            series=_joined(series, "database/postgresql/num_backends"),
            limit=int(max_connections * _FULL),
            reducer="REDUCE_SUM",
        ),
        Threshold(
            role="database-disk",
            title="Database disk above 95 %",
            advice="The disk did not grow by itself; look for its limit and for the quota.",
            series=_joined(series, "database/disk/utilization"),
            limit=_DISK_FULL,
            minutes=15,
        ),
    )


def read_nodes(project: str, instance: pulumi.Input[str]) -> tuple[Threshold, ...]:
    """How far the read nodes are behind the primary, in seconds."""
    return (
        Threshold(
            role="database-replica-lag",
            title=f"Replica lag above {_LAG_SECONDS} s",
            advice="Reads are stale: look for long transactions, or add read nodes.",
            series=_joined(_cloud_sql(project, instance), "database/replication/replica_lag"),
            limit=_LAG_SECONDS,
            aligner="ALIGN_MAX",
        ),
    )


def cache(instance: pulumi.Input[str]) -> tuple[Threshold, ...]:
    """Memory of a Memorystore instance, by its full name."""
    series = pulumi.Output.concat(
        'resource.type="redis_instance" AND resource.labels.instance_id="',
        instance,
        '" AND metric.type="redis.googleapis.com/stats/memory/usage_ratio"',
    )
    return (
        Threshold(
            role="cache-memory",
            title="Redis memory above 80 %",
            advice="Keys are about to be evicted: raise cacheMemoryGib.",
            series=series,
            limit=float(_FULL),
            aligner="ALIGN_MAX",
        ),
    )


def nat(gateway: pulumi.Input[str]) -> tuple[Threshold, ...]:
    """Connections to the outside that found no free port."""
    series = pulumi.Output.concat(
        'resource.type="nat_gateway" AND resource.labels.gateway_name="',
        gateway,
        '" AND metric.type="router.googleapis.com/nat/',
    )
    return (
        Threshold(
            role="nat-allocation",
            title="NAT has no ports to allocate",
            advice="Raise the ports of each machine, or give NAT more addresses.",
            series=pulumi.Output.concat(series, 'nat_allocation_failed"'),
            limit=0,
            aligner="ALIGN_COUNT_TRUE",
        ),
        Threshold(
            role="nat-drops",
            title="NAT drops packets for want of ports",
            advice="Raise the ports of each machine, or give NAT more addresses.",
            series=pulumi.Output.concat(
                series,
                'dropped_sent_packets_count" AND metric.labels.reason="OUT_OF_RESOURCES"',
            ),
            limit=0,
            aligner="ALIGN_RATE",
            reducer="REDUCE_SUM",
        ),
    )


def pods(cluster: str) -> tuple[Query, ...]:
    """Deployments with fewer pods than asked for, and pods that no node takes."""
    here = f'{{cluster="{cluster}"}}'
    return (
        Query(
            role="pods-missing",
            title="Pods are missing",
            advice="`kubectl get pods` shows which ones, `kubectl describe pod` why.",
            promql=(
                f"sum by (deployment) (kube_deployment_spec_replicas{here}) - "
                f"sum by (deployment) (kube_deployment_status_replicas_available{here}) > 0"
            ),
            minutes=15,
        ),
        Query(
            role="pods-pending",
            title="Pods find no node",
            advice="Raise maxNodes, or look for the quota of CPUs.",
            promql=f'sum(kube_pod_status_phase{{cluster="{cluster}", phase="Pending"}}) > 0',
            minutes=15,
        ),
    )


def _cloud_sql(project: str, instance: pulumi.Input[str]) -> pulumi.Output[str]:
    return pulumi.Output.concat(
        f'resource.type="cloudsql_database" AND resource.labels.database_id="{project}:',
        instance,
        '"',
    )


def _joined(series: pulumi.Output[str], metric: str) -> pulumi.Output[str]:
    return pulumi.Output.concat(series, f' AND metric.type="cloudsql.googleapis.com/{metric}"')
