"""Arguments that cannot work are refused, every reason at once."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any, cast

import pulumi
import pytest

from components.apis import GoogleApisArgs
from components.cloud_run import CloudRunArgs, StableRevision
from components.cloud_sql import CloudSqlArgs
from components.container_service import ContainerServiceArgs
from components.contracts import SecretReference, ServiceEndpoint
from components.database_user import LOGIN_ROLES, DatabaseUserArgs
from components.environment import Environment, Values
from components.frontend import FrontendArgs, LogSink
from components.gemini import GeminiArgs
from components.gke import GkeArgs, NodePool
from components.kubernetes_namespace import KubernetesNamespaceArgs
from components.load_balancer import Backend, LoadBalancerArgs
from components.logs import LogsArgs
from components.memorystore import MemorystoreArgs
from components.migration_job import MigrationJobArgs
from components.monitoring import MonitoringArgs
from components.neon_postgres import NeonPostgresArgs
from components.network import NetworkArgs
from components.queue_access import QueueAccessArgs
from components.secret_store import SecretStoreArgs
from components.service_identity import ServiceIdentity, ServiceIdentityArgs
from components.sqs_queue import SqsQueueArgs
from components.supabase import SupabaseArgs
from components.upstash_redis import UpstashRedisArgs
from components.validation import InvalidArgs
from components.workload import WorkloadArgs

IMAGE = "registry.example/api@sha256:" + 64 * "0"
NOWHERE = cast(pulumi.Resource, None)
NOBODY = cast(ServiceIdentity, None)
REFERENCE = cast(SecretReference, None)
UNTOLD: Environment[SecretReference] = Environment()
MIGRATES: Environment[SecretReference] = Environment(secrets={"DATABASE_DIRECT_URL": REFERENCE})
CLIENT = cast(ServiceIdentity, SimpleNamespace(project_roles=LOGIN_ROLES))
POOL = NodePool(machine_type="n2-standard-4", min_nodes=1, max_nodes=2)

GOOD: dict[Callable[..., Any], dict[str, Any]] = {
    GoogleApisArgs: {"names": ("run",)},
    CloudRunArgs: {
        "region": "r",
        "network": "n",
        "subnetwork": "s",
        "image": IMAGE,
        "health_path": "/",
        "min_instances": 1,
        "max_instances": 2,
        "identity": NOBODY,
        "environment": UNTOLD,
        "request_timeout_seconds": 300,
    },
    CloudSqlArgs: {
        "region": "r",
        "network": "n",
        "network_ready": NOWHERE,
        "version": "POSTGRES_17",
        "tier": "db-custom-2-7680",
        "max_connections": 100,
        "generation": 1,
    },
    ContainerServiceArgs: {
        "owner": "o",
        "image": IMAGE,
        "port": 8000,
        "health_path": "/healthz",
        "region": "nrt",
        "environment": Values(),
        "request_timeout_seconds": 300,
    },
    DatabaseUserArgs: {"instance": "i", "identity": CLIENT},
    Environment: {},
    FrontendArgs: {
        "domain": "app.faro.example",
        "repository": "a/b",
        "region": "hnd1",
        "plan": "pro",
        "environment": Values(),
    },
    GeminiArgs: {"project": "p", "model": "gemini-2.5-flash", "requests_per_minute": 100},
    GkeArgs: {
        "project": "p",
        "region": "asia-northeast1",
        "zones": ("asia-northeast1-a",),
        "network": "n",
        "subnetwork": "s",
        "pod_range": "pods",
        "service_range": "services",
        "pools": {"general": POOL},
        "health_check_ports": (8080,),
    },
    KubernetesNamespaceArgs: {"namespace": "faro"},
    LoadBalancerArgs: {
        "backends": {"a": Backend(host="a", groups=("g",), health_path="/")},
        "request_timeout_seconds": 300,
    },
    MemorystoreArgs: {"region": "r", "network": "n", "network_ready": NOWHERE, "memory_gib": 5},
    LogsArgs: {"owner": "o", "services": ("api",), "emails": ("a@b.example",)},
    MigrationJobArgs: {
        "region": "r",
        "network": "n",
        "subnetwork": "s",
        "image": IMAGE,
        "command": ("/app/migrate",),
        "identity": NOBODY,
        "environment": MIGRATES,
    },
    MonitoringArgs: {
        "owner": "o",
        "organization": "o",
        "services": {"api": "go"},
        "events_per_minute": 1,
    },
    NeonPostgresArgs: {"owner": "o", "region": "aws-ap-southeast-1"},
    NetworkArgs: {"region": "r", "subnet_range": "10.10.0.0/20"},
    NodePool: {"machine_type": "n2-standard-4", "min_nodes": 1, "max_nodes": 2},
    QueueAccessArgs: {
        "issuer": "https://i",
        "namespace": "n",
        "queue_arn": "a",
        "users": {"api": "send"},
    },
    SecretStoreArgs: {"service": "api", "values": {"A": "b"}},
    ServiceIdentityArgs: {"project": "p", "role": "api"},
    SqsQueueArgs: {"region": "r", "role": "work", "worst_seconds": 60},
    SupabaseArgs: {
        "owner": "o",
        "organization": "o",
        "plan": "pro",
        "region": "ap-northeast-1",
        "compute_size": "small",
        "site_url": "https://app.faro.example",
    },
    UpstashRedisArgs: {"primary_region": "ap-northeast-1", "budget_usd_per_month": 20},
    WorkloadArgs: {
        "project": "p",
        "namespace": "n",
        "namespace_name": "n",
        "image": IMAGE,
        "min_replicas": 2,
        "max_replicas": 4,
        "cpu": 1,
        "memory_mib": 512,
        "node_pool": "general",
        "identity": NOBODY,
        "environment": UNTOLD,
        "shutdown_seconds": 300,
    },
}

BAD: list[tuple[Callable[..., Any], dict[str, Any], str]] = [
    (GoogleApisArgs, {"names": ()}, "at least one API"),
    (GoogleApisArgs, {"names": ("run", "run")}, "named twice"),
    (GoogleApisArgs, {"names": ("run.googleapis.com",)}, "leave out"),
    (CloudRunArgs, {"image": "api:latest"}, "not pinned by digest"),
    (CloudRunArgs, {"min_instances": 0}, "instances 0 to 2"),
    (CloudRunArgs, {"cpus": 3}, "3 CPUs: one of"),
    (CloudRunArgs, {"cpus": 4, "memory_gib": 1}, "4 CPUs need 2.0 GiB"),
    (CloudRunArgs, {"request_timeout_seconds": 3601}, "3601 s: 1 to 3600"),
    (CloudRunArgs, {"stable": StableRevision(name="r", newest_percent=100)}, "0 to 99"),
    (CloudSqlArgs, {"tier": "db-f1-micro"}, "is neither"),
    (CloudSqlArgs, {"read_nodes": 1}, "a read pool needs"),
    (CloudSqlArgs, {"tier": "db-perf-optimized-N-2", "read_nodes": 21}, "0 to 20"),
    (CloudSqlArgs, {"log_days": 8}, "1 to 7"),
    (CloudSqlArgs, {"generation": 0}, "counts from 1"),
    (ContainerServiceArgs, {"image": "api:latest"}, "not pinned by digest"),
    (ContainerServiceArgs, {"health_path": ""}, "health_path '' is no path"),
    (ContainerServiceArgs, {"replicas": 0}, "replicas"),
    (ContainerServiceArgs, {"cpus": 0}, "cpus"),
    (ContainerServiceArgs, {"memory_mb": 128}, "memory_mb"),
    (ContainerServiceArgs, {"request_timeout_seconds": 0}, "below 1"),
    (DatabaseUserArgs, {"identity": SimpleNamespace(project_roles=())}, "roles/cloudsql.client"),
    (FrontendArgs, {"in_previews": {"A": "1"}}, "only in previews: A"),
    (FrontendArgs, {"api_requests_per_minute": 0}, "above 0"),
    (FrontendArgs, {"plan": "hobby", "logs": LogSink(url="u", headers={})}, "needs the Pro plan"),
    (FrontendArgs, {"repository": "b"}, "not owner/name"),
    (FrontendArgs, {"plan": "hobby", "release_percents": (10, 100)}, "needs the Pro plan"),
    (FrontendArgs, {"release_percents": (50, 10, 100)}, "must rise"),
    (
        FrontendArgs,
        {"environment": Values(secrets={"NEXT_PUBLIC_KEY": "x"})},
        "a browser would see",
    ),
    (GeminiArgs, {"model": "gpt"}, "no Gemini model"),
    (GeminiArgs, {"generation": 0}, "counts from 1"),
    (GeminiArgs, {"requests_per_minute": 0}, "at least 1"),
    (GkeArgs, {"zones": ("us-east1-b",)}, "outside asia-northeast1"),
    (GkeArgs, {"pools": {}}, "at least one node pool"),
    (KubernetesNamespaceArgs, {"namespace": "default"}, "of your own"),
    (LoadBalancerArgs, {"backends": {}}, "at least one backend"),
    (
        LoadBalancerArgs,
        {"backends": {"a": Backend(host="a", groups=(), health_path="/")}},
        "no endpoint group",
    ),
    (
        LoadBalancerArgs,
        {"backends": {"a": Backend(host="a", groups=("g",), health_path="/", health_port=1)}},
        "together",
    ),
    (LoadBalancerArgs, {"request_timeout_seconds": 3601}, "3601 s: 1 to 3600"),
    (LogsArgs, {"services": ()}, "at least one service"),
    (LogsArgs, {"emails": ()}, "nobody is told"),
    (LogsArgs, {"retention_days": 0}, "retention_days"),
    (MemorystoreArgs, {"memory_gib": 301}, "1 to 300"),
    (MigrationJobArgs, {"image": "migrate:latest"}, "not pinned by digest"),
    (MigrationJobArgs, {"command": ()}, "command that migrates is empty"),
    (MigrationJobArgs, {"environment": UNTOLD}, "no secret is called DATABASE_DIRECT_URL"),
    (MigrationJobArgs, {"timeout_seconds": 0}, "timeout_seconds"),
    (MonitoringArgs, {"services": {}}, "at least one service"),
    (MonitoringArgs, {"events_per_minute": 0}, "above 0"),
    (MonitoringArgs, {"p95_milliseconds": 0}, "p95_milliseconds"),
    (NeonPostgresArgs, {"min_units": 8}, "raise it to 8"),
    (NeonPostgresArgs, {"suspend_seconds": 30}, "30 is not allowed"),
    (NetworkArgs, {"subnet_range": "10.0.0.1/8"}, "has host bits set"),
    (NetworkArgs, {"secondary_ranges": {"pods": "10.10.8.0/24"}}, "overlap"),
    (NodePool, {"min_nodes": 3}, "nodes 3 to 2"),
    (QueueAccessArgs, {"issuer": "http://i"}, "not https"),
    (QueueAccessArgs, {"users": {}}, "at least one user"),
    (SecretStoreArgs, {"values": {}}, "at least one secret"),
    (ServiceIdentityArgs, {"project_roles": ("roles/editor",)}, "reach too far"),
    (SqsQueueArgs, {"worst_seconds": 21_601}, "1 to 21600"),
    (SqsQueueArgs, {"attempts": 0}, "attempts"),
    (SqsQueueArgs, {"retention_days": 14}, "below the dead-letter queue"),
    (SupabaseArgs, {"organization": ""}, "organization is empty"),
    (SupabaseArgs, {"plan": "free"}, "small"),
    (SupabaseArgs, {"site_url": "http://a"}, "is not https"),
    (UpstashRedisArgs, {"budget_usd_per_month": 0}, "above 0 USD"),
    (UpstashRedisArgs, {"read_regions": ("ap-northeast-1",)}, "primary and a read region"),
    (WorkloadArgs, {"image": "api:1"}, "not pinned by digest"),
    (WorkloadArgs, {"min_replicas": 1}, "replicas 1 to 4"),
    (WorkloadArgs, {"cpu": 0}, "above 0"),
    (WorkloadArgs, {"target_cpu_percent": 100}, "1 to 95"),
    (WorkloadArgs, {"shutdown_seconds": 0}, "shutdown_seconds"),
]


@pytest.mark.parametrize("args", GOOD, ids=lambda args: args.__name__)
def test_good_arguments_are_taken(args: Callable[..., Any]) -> None:
    args(**GOOD[args])


@pytest.mark.parametrize(("args", "change", "said"), BAD)
def test_bad_arguments_are_refused(
    args: Callable[..., Any], change: dict[str, Any], said: str
) -> None:
    with pytest.raises(InvalidArgs) as caught:
        args(**GOOD[args] | change)

    assert said in str(caught.value)
    assert len(caught.value.problems) == 1


def test_every_reason_is_given_at_once() -> None:
    with pytest.raises(InvalidArgs) as caught:
        CloudRunArgs(**GOOD[CloudRunArgs] | {"image": "a:1", "cpus": 3, "min_instances": 9})

    assert len(caught.value.problems) == 3


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_shares_of_an_edge_load_balancer_sum_to_all() -> None:
    from components.edge_load_balancer import (  # noqa: PLC0415 its SDK takes seconds to load
        EdgeLoadBalancerArgs,
        EdgePool,
    )

    endpoint = ServiceEndpoint(url=pulumi.Output.from_input("https://a"), health_path="/")

    with pytest.raises(InvalidArgs, match="sum to 100"):
        EdgeLoadBalancerArgs(
            account_id="a",
            zone_id="z",
            host="api.faro.example",
            pools={"a": EdgePool(endpoint=endpoint, percent=90)},
        )
