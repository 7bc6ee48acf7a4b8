"""Arguments that cannot work are refused, every reason at once."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any, cast

import pulumi
import pytest

from components.alert_mail import AlertMailArgs
from components.apis import GoogleApisArgs
from components.availability import AvailabilityArgs
from components.billing_budget import BillingBudgetArgs
from components.cloud_run import CloudRunArgs, StableRevision
from components.cloud_sql import CloudSqlArgs
from components.container_service import ContainerServiceArgs
from components.contracts import SecretReference, ServiceEndpoint
from components.database_user import LOGIN_ROLES, DatabaseUserArgs
from components.environment import Environment, Values
from components.frontend import FrontendArgs, LogSink
from components.gemini import GeminiArgs
from components.gke import GkeArgs, NodePool
from components.image_registry import ImageRegistryArgs
from components.keda import KedaArgs
from components.kubernetes_namespace import KubernetesNamespaceArgs
from components.load_balancer import Backend, LoadBalancerArgs
from components.logs import LogsArgs
from components.memorystore import MemorystoreArgs
from components.migration_job import MigrationJobArgs
from components.monitoring import MonitoringArgs
from components.neon_postgres import NeonPostgresArgs
from components.network import NetworkArgs
from components.queue_access import QueueAccessArgs, QueueUser
from components.queue_alarms import QueueAlarmsArgs
from components.queue_scaling import QueueScalingArgs
from components.secret_store import SecretStoreArgs
from components.service_identity import ServiceIdentity, ServiceIdentityArgs
from components.sqs_queue import SqsQueueArgs
from components.supabase import SupabaseArgs
from components.threshold_alerts import Threshold, ThresholdAlertsArgs
from components.upstash_redis import UpstashRedisArgs
from components.uptime import Check, UptimeArgs
from components.validation import InvalidArgs
from components.workload import Http, Workload, WorkloadArgs

IMAGE = "registry.example/api@sha256:" + 64 * "0"
NOWHERE = cast(pulumi.Resource, None)
SERIES = Threshold(role="a", title="A", advice="do", series="metric", limit=1)
NO_COMMAND: dict[str, Any] = {"health_command": ()}
NOBODY = cast(ServiceIdentity, None)
REFERENCE = cast(SecretReference, None)
UNTOLD: Environment[SecretReference] = Environment()
MIGRATES: Environment[SecretReference] = Environment(secrets={"DATABASE_DIRECT_URL": REFERENCE})
CLIENT = cast(ServiceIdentity, SimpleNamespace(project_roles=LOGIN_ROLES))
POOL = NodePool(machine_type="n2-standard-4", min_nodes=1, max_nodes=2)

GOOD: dict[Callable[..., Any], dict[str, Any]] = {
    AlertMailArgs: {"emails": ("a@b.example",)},
    AvailabilityArgs: {"backends": {"api": "b"}, "channels": ("c",)},
    BillingBudgetArgs: {"billing_account": "a", "monthly": 100, "channels": ("c",)},
    GoogleApisArgs: {"names": ("run",)},
    ImageRegistryArgs: {"region": "r"},
    KedaArgs: {"namespace": "faro", "node_pool": "general", "region": "r"},
    QueueAlarmsArgs: {
        "region": "r",
        "queue": "q",
        "dead_letters": "d",
        "wait_seconds": 600,
        "emails": ("a@b.example",),
    },
    QueueScalingArgs: {
        "worker": cast(Workload, None),
        "namespace": "n",
        "operator": NOWHERE,
        "queue_url": "u",
        "region": "r",
        "role_arn": "a",
        "min_replicas": 2,
        "max_replicas": 4,
        "visibility_seconds": 240,
    },
    ThresholdAlertsArgs: {"channels": ("c",), "watched": (SERIES,)},
    UptimeArgs: {
        "project": "p",
        "checks": {"api": Check(host="api.faro.example", path="/")},
        "channels": ("c",),
    },
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
        "queue_arn": "a",
        "users": {"api": QueueUser(namespace="n", use="send")},
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
        "health_command": ("healthcheck",),
        "identity": NOBODY,
        "environment": UNTOLD,
        "shutdown_seconds": 300,
    },
}

BAD: list[tuple[Callable[..., Any], dict[str, Any], str]] = [
    (AlertMailArgs, {"emails": ()}, "no recipient"),
    (AlertMailArgs, {"emails": ("a@b.example",) * 2}, "named twice"),
    (AvailabilityArgs, {"backends": {}}, "at least one backend"),
    (AvailabilityArgs, {"channels": ()}, "no recipient"),
    (AvailabilityArgs, {"goal": 1}, "above 0 and below 1"),
    (BillingBudgetArgs, {"billing_account": ""}, "billing account is empty"),
    (BillingBudgetArgs, {"monthly": 0}, "monthly must be at least 1"),
    (ImageRegistryArgs, {"kept": 0}, "a rollback needs an image"),
    (ImageRegistryArgs, {"untagged_days": 0}, "untagged_days"),
    (KedaArgs, {"namespace": ""}, "namespace to scale is empty"),
    (KedaArgs, {"region": ""}, "region is empty"),
    (QueueAlarmsArgs, {"emails": ()}, "no recipient"),
    (QueueAlarmsArgs, {"wait_seconds": 0}, "wait_seconds"),
    (QueueScalingArgs, {"min_replicas": 5}, "replicas 5 to 4"),
    (QueueScalingArgs, {"messages_per_replica": 0}, "messages_per_replica"),
    (ThresholdAlertsArgs, {"channels": ()}, "no recipient"),
    (ThresholdAlertsArgs, {"watched": ()}, "at least one series"),
    (ThresholdAlertsArgs, {"watched": (SERIES, SERIES)}, "have the same role"),
    (UptimeArgs, {"checks": {}}, "at least one check"),
    (UptimeArgs, {"checks": {"a": Check(host="h", path="/", every_seconds=61)}}, "every 61 s"),
    (GoogleApisArgs, {"names": ()}, "at least one API"),
    (GoogleApisArgs, {"names": ("run", "run")}, "named twice"),
    (GoogleApisArgs, {"names": ("run.googleapis.com",)}, "leave out"),
    (CloudRunArgs, {"image": "api:latest"}, "not pinned by digest"),
    (CloudRunArgs, {"min_instances": 0}, "instances 0 to 2"),
    (CloudRunArgs, {"cpus": 3}, "3 CPUs: one of"),
    (CloudRunArgs, {"cpus": 4, "memory_gib": 1}, "4 CPUs need 2 GiB"),
    (CloudRunArgs, {"cpus": 1, "memory_gib": 32}, "at most 4 GiB"),
    (CloudRunArgs, {"cpus": 8, "memory_gib": 64}, "at most 32 GiB"),
    (CloudRunArgs, {"concurrency": 5000}, "1 to 1000"),
    (CloudRunArgs, {"concurrency": 0}, "1 to 1000"),
    (CloudRunArgs, {"request_timeout_seconds": 7200}, "1 to 3600"),
    (CloudRunArgs, {"request_timeout_seconds": 0}, "1 to 3600"),
    (CloudRunArgs, {"image": "api@sha256:abc"}, "not pinned by digest"),
    (CloudRunArgs, {"port": 0}, "port 0: 1 to 65535"),
    (CloudRunArgs, {"health_path": "healthz"}, "begin with /"),
    (CloudRunArgs, {"stable": StableRevision(name="r", newest_percent=100)}, "0 to 99"),
    (CloudSqlArgs, {"tier": "db-f1-micro"}, "is no tier"),
    (CloudSqlArgs, {"read_nodes": 1}, "a read pool needs"),
    (CloudSqlArgs, {"tier": "db-perf-optimized-N-2", "read_nodes": 21}, "0 to 20"),
    (CloudSqlArgs, {"log_days": 8}, "1 to 7"),
    (CloudSqlArgs, {"read_max_connections": 50}, "the primary has 100"),
    (CloudSqlArgs, {"version": "MYSQL_8_0"}, "is not offered"),
    (CloudSqlArgs, {"max_connections": 0}, "more than 10"),
    (CloudSqlArgs, {"max_connections": 751}, "it holds 750"),
    (CloudSqlArgs, {"retained_backups": 0}, "1 to 365"),
    (CloudSqlArgs, {"retained_backups": 4000}, "1 to 365"),
    (CloudSqlArgs, {"generation": 0}, "must be at least 1"),
    (ContainerServiceArgs, {"image": "api:latest"}, "not pinned by digest"),
    (ContainerServiceArgs, {"health_path": ""}, "health_path '' is not a path"),
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
        "secret exposed to browsers",
    ),
    (GeminiArgs, {"model": "gpt"}, "not a Gemini model"),
    (GeminiArgs, {"generation": 0}, "must be at least 1"),
    (GeminiArgs, {"requests_per_minute": 0}, "at least 1"),
    (GkeArgs, {"zones": ("us-east1-b",)}, "asia-northeast1 has the zones"),
    (GkeArgs, {"key_generation": 0}, "key_generation must be at least 1"),
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
    (LoadBalancerArgs, {"request_timeout_seconds": 0}, "0 s: 1 to 3600"),
    (LoadBalancerArgs, {"request_timeout_seconds": 3601}, "3601 s: 1 to 3600"),
    (LogsArgs, {"services": ()}, "at least one service"),
    (LogsArgs, {"emails": ()}, "no recipients"),
    (LogsArgs, {"retention_days": 0}, "retention_days"),
    (MemorystoreArgs, {"memory_gib": 301}, "1 to 300"),
    (MemorystoreArgs, {"version": "REDIS_9_9"}, "is not offered"),
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
    (NodePool, {"max_nodes": 100_000}, "a pool has 1000"),
    (NodePool, {"disk_gib": 1}, "10 to 65536"),
    (NodePool, {"machine_type": "t2a-standard-4"}, "arm64"),
    (NetworkArgs, {"service_range": "10.10.0.0/16"}, "subnet and managed services overlap"),
    (NetworkArgs, {"service_prefix_bits": 30}, "/8 to /24, not a /30"),
    (QueueAccessArgs, {"issuer": "http://i"}, "not https"),
    (QueueAccessArgs, {"users": {}}, "at least one user"),
    (SecretStoreArgs, {"values": {}}, "at least one secret"),
    (ServiceIdentityArgs, {"project_roles": ("roles/editor",)}, "are too broad"),
    (SqsQueueArgs, {"worst_seconds": 21_601}, "1 to 21600"),
    (SqsQueueArgs, {"attempts": 0}, "1 to 1000"),
    (SqsQueueArgs, {"attempts": 5000}, "1 to 1000"),
    (SqsQueueArgs, {"retention_days": 14}, "below the dead-letter queue"),
    (SupabaseArgs, {"organization": ""}, "organization is empty"),
    (SupabaseArgs, {"plan": "free"}, "small"),
    (SupabaseArgs, {"site_url": "http://a"}, "is not https"),
    (UpstashRedisArgs, {"budget_usd_per_month": 0}, "above 0 USD"),
    (UpstashRedisArgs, {"read_regions": ("ap-northeast-1",)}, "primary and a read region"),
    (WorkloadArgs, {"image": "api:1"}, "not pinned by digest"),
    (WorkloadArgs, {"min_replicas": 1}, "replicas 1 to 4"),
    (WorkloadArgs, {"cpu": 0}, "above 0"),
    (WorkloadArgs, {"cpu": 64}, "at most 30"),
    (WorkloadArgs, {"memory_mib": 1}, "64 or more"),
    (WorkloadArgs, {"shutdown_seconds": 0}, "1 to 580"),
    (WorkloadArgs, {"shutdown_seconds": 581}, "1 to 580"),
    (WorkloadArgs, {"shutdown_seconds": 3601, "per_task": True}, "1 to 3600"),
    (
        WorkloadArgs,
        {"http": Http(port=80, health_path="/", sources=()), **NO_COMMAND},
        "port 80: 1024",
    ),
    (
        WorkloadArgs,
        {"http": Http(port=8080, health_path="h", sources=()), **NO_COMMAND},
        "begin with /",
    ),
    (
        WorkloadArgs,
        {"http": Http(port=8080, health_path="/", sources=("*",)), **NO_COMMAND},
        "no CIDR range",
    ),
    (WorkloadArgs, {"health_command": ()}, "a worker by health_command"),
    (
        WorkloadArgs,
        {"http": Http(port=8080, health_path="/", sources=())},
        "an API is probed over HTTP",
    ),
    (WorkloadArgs, {"target_cpu_percent": 100}, "1 to 95"),
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
