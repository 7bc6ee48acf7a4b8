"""The config keys of the phases on Google Cloud: the platform, Cloud Run and the cluster.

What Google accepts comes from ``components.limits``; here each problem gets its key and a command.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

import pulumi
from pydantic import ValidationInfo, field_validator
from pydantic.alias_generators import to_camel

from components.grace import longest_work_seconds
from components.limits import cloud_sql, connections, machines, places, ranges
from components.limits.connections import Client
from components.limits.facts import facts
from components.maintenance import DAYS, MaintenanceWindow
from stacks.keys import (
    IMAGE,
    Advice,
    Cidr,
    Image,
    Keys,
    Percent,
    Product,
    Texts,
    checks,
    example,
    far,
    refuse_if,
    refused,
)


class PodSize(NamedTuple):
    """What one pod asks for."""

    cpu: float
    memory_mib: int


API_POD = PodSize(0.5, 512)
WORKER_POD = PodSize(1, 1024)

_SUBNET = "10.10.0.0/20"
_WIDER_SUBNET = f"set subnetRange {_SUBNET}"


class Platform(Keys):
    """The network, the API's image and the database on Google Cloud."""

    subnet_range: Cidr = example(_SUBNET)
    private_service_range: Cidr | None = example("10.40.0.0/16", default=None)
    maintenance_window: str = example(
        "SUNDAY 18", default="SUNDAY 18", pattern=rf"^({'|'.join(DAYS)}) ([01]?\d|2[0-3])$"
    )
    api_image: Image = example(IMAGE)
    database_version: str = example("POSTGRES_17")
    database_tier: str = example("db-custom-2-7680")
    database_max_connections: int = example(400, ge=25)
    database_generation: int = example(1, ge=1)
    migration_image: Image | None = example(IMAGE.replace("/api@", "/migrate@"), default=None)
    migration_command: Texts = example(["/app/migrate"], default=("/app/migrate",), min_length=1)
    billing_account: str | None = example(
        "01A2B3-C4D5E6-F70819", default=None, pattern=r"^[0-9A-F]{6}(-[0-9A-F]{6}){2}$"
    )
    monthly_budget: int = example(1000, default=1000, ge=1)

    _subnet_is_a_range = checks("subnet_range", ranges.shape_problems, fix=_WIDER_SUBNET)
    _version_is_offered = checks(
        "database_version", cloud_sql.version_problems, fix="set databaseVersion POSTGRES_17"
    )
    _tier_is_offered = checks(
        "database_tier", cloud_sql.tier_problems, fix="set databaseTier db-custom-2-7680"
    )

    @field_validator("private_service_range")
    @classmethod
    def _services_have_a_range(cls, text: str | None, info: ValidationInfo) -> str | None:
        if text is not None:
            subnet = info.data.get("subnet_range", "")
            problems = [*ranges.shape_problems(text), *ranges.managed_problems(text)]
            if ranges.overlap(text, subnet):
                problems.append(f"overlaps subnetRange, {subnet}")
            refuse_if(problems, fix="set privateServiceRange 10.40.0.0/16")
        return text

    @property
    def maintenance(self) -> MaintenanceWindow:
        """The weekly window in which database, cache and nodes may restart."""
        day, hour = self.maintenance_window.split(" ")
        return MaintenanceWindow(day=day, hour=int(hour))

    @field_validator("database_max_connections")
    @classmethod
    def _connections_fit_the_tier(cls, most: int, info: ValidationInfo) -> int:
        tier = info.data.get("database_tier")
        if tier is not None:
            problems = cloud_sql.connection_problems(most, tier)
            refuse_if(problems, fix=f"set databaseMaxConnections {cloud_sql.room(tier)}")
        return most

    def advice(self) -> Iterator[Advice]:
        """Name public ranges, a version out of support and a database far from the frontend."""
        yield from super().advice()
        yield from _public("subnetRange", self.subnet_range)
        if cloud_sql.out_of_support(self.database_version):
            yield Advice(
                key="databaseVersion",
                text="PostgreSQL no longer fixes it; Google charges for extended support",
                fix="set databaseVersion POSTGRES_17",
            )
        if isinstance(self, Product):
            here = self.gcp_region
            yield from far(
                "gcp:region", ("google", here), ("aws", self.supabase_region), "the frontend"
            )


class CloudRunService(Keys):
    """The API while it runs on Cloud Run."""

    run_min_instances: int = example(1, default=1, ge=1)
    run_max_instances: int = example(20, default=20, ge=1, le=1000)
    run_stable_revision: str | None = example("faro-api-run-00012-abc", default=None)
    run_newest_percent: Percent | None = example(10, default=None)

    @field_validator("run_max_instances")
    @classmethod
    def _instances_rise(cls, most: int, info: ValidationInfo) -> int:
        least = info.data.get("run_min_instances", 0)
        if most < least:
            raise refused(f"less than runMinInstances, {least}", fix=f"set runMaxInstances {least}")
        subnet = info.data.get("subnet_range")
        if subnet is not None:
            problems = ranges.subnet_problems(subnet, instances=most)
            refuse_if(problems, fix=_WIDER_SUBNET)
        return most

    @field_validator("run_stable_revision")
    @classmethod
    def _revision_is_of_the_service(cls, revision: str | None) -> str | None:
        service = f"{pulumi.get_project()}-api-run-"
        if revision is not None and not revision.startswith(service):
            raise refused(
                f"the revisions of the API are named {service}*", fix="rm runStableRevision"
            )
        return revision

    @field_validator("run_newest_percent")
    @classmethod
    def _split_needs_both(cls, percent: int | None, info: ValidationInfo) -> int | None:
        stable = info.data.get("run_stable_revision")
        if stable is not None and percent is None:
            raise refused("runStableRevision needs a share", fix="set runNewestPercent 10")
        if stable is None and percent is not None and "run_stable_revision" in info.data:
            raise refused("no runStableRevision to share with", fix="rm runNewestPercent")
        return percent


class Cluster(Keys):
    """The Kubernetes cluster and what runs on it."""

    zones: Texts = example(["asia-northeast1-a", "asia-northeast1-b"])
    pod_range: Cidr = example("10.20.0.0/16")
    service_range: Cidr = example("10.30.0.0/20")
    cluster_key_generation: int = example(1, default=1, ge=1)
    node_machine_type: str = example("n2-standard-4")
    min_nodes: int = example(3, ge=3)
    max_nodes: int = example(12, ge=3)
    worker_image: Image = example(IMAGE.replace("/api@", "/ai-worker@"))
    api_min_replicas: int = example(3, ge=2)
    api_max_replicas: int = example(30, ge=2)
    worker_min_replicas: int = example(2, ge=2)
    worker_max_replicas: int = example(20, ge=2)
    worker_seconds_per_task: int = example(120, ge=1)

    @field_validator("zones")
    @classmethod
    def _zones_lie_in_the_region(
        cls, zones: tuple[str, ...], info: ValidationInfo
    ) -> tuple[str, ...]:
        region = info.data.get("gcp_region")
        stray = [zone for zone in zones if region and not zone.startswith(f"{region}-")]
        fix = f'set zones ["{region}-b","{region}-c"]'
        if not zones or stray:
            raise refused(f"name at least one zone, all of them in gcp:region {region}", fix=fix)
        if region:
            refuse_if(places.zone_problems(region, zones), fix=fix)
        return zones

    @field_validator("pod_range", "service_range")
    @classmethod
    def _ranges_are_apart(cls, text: str, info: ValidationInfo) -> str:
        key, fitting = to_camel(str(info.field_name)), cls.model_fields[str(info.field_name)]
        problems = [*ranges.shape_problems(text)]
        if key == "serviceRange":
            problems += ranges.service_problems(text)
        for other in ("subnet_range", "private_service_range", "pod_range"):
            taken = info.data.get(other)
            if taken is not None and ranges.overlap(text, taken):
                problems.append(f"overlaps {to_camel(other)}, {taken}")
        refuse_if(problems, fix=f"set {key} {(fitting.examples or [''])[0]}")
        return text

    _nodes_can_run_the_pods = checks(
        "node_machine_type", machines.node_problems, fix="set nodeMachineType n2-standard-4"
    )

    @field_validator("max_nodes", "api_max_replicas", "worker_max_replicas")
    @classmethod
    def _limits_rise(cls, most: int, info: ValidationInfo) -> int:
        largest = to_camel(str(info.field_name))
        smallest = largest.replace("max", "min").replace("Max", "Min")
        least = info.data.get(str(info.field_name).replace("max", "min"), 0)
        if most < least:
            raise refused(f"less than {smallest}, {least}", fix=f"set {largest} {least}")
        return most

    @field_validator("max_nodes")
    @classmethod
    def _nodes_have_addresses(cls, most: int, info: ValidationInfo) -> int:
        pods, subnet = info.data.get("pod_range"), info.data.get("subnet_range")
        if pods is not None:
            refuse_if(ranges.pod_problems(pods, nodes=most), fix="set podRange 10.20.0.0/16")
        instances = info.data.get("run_max_instances")
        if subnet is not None and instances is not None:
            problems = ranges.subnet_problems(subnet, instances=instances, nodes=most + 1)
            refuse_if(problems, fix=_WIDER_SUBNET)
        return most

    @field_validator("worker_max_replicas")
    @classmethod
    def _nodes_hold_the_pods(cls, workers: int, info: ValidationInfo) -> int:
        nodes, pods = info.data.get("max_nodes"), info.data.get("api_max_replicas")
        machine = machines.machine(info.data.get("node_machine_type", ""))
        if machine is None or nodes is None or pods is None:
            return workers
        cpus = Decimal(str(API_POD.cpu)) * pods + Decimal(str(WORKER_POD.cpu)) * workers
        gib = Decimal(API_POD.memory_mib * pods + WORKER_POD.memory_mib * workers) / 1024
        enough = math.ceil(max(cpus / machine.cpus, gib / machine.memory_gib))
        if enough > nodes:
            raise refused(
                f"{pods} API pods and {workers} workers ask for {cpus.normalize():f} CPUs "
                f"and {gib.normalize():f} GiB, which is {enough} nodes or more of "
                f"{info.data['node_machine_type']}; maxNodes is {nodes}",
                fix=f"set maxNodes {enough}",
            )
        return workers

    @field_validator("worker_seconds_per_task")
    @classmethod
    def _tasks_end_before_a_node_does(cls, seconds: int) -> int:
        longest = facts("gke")["upgrade_seconds"]
        if seconds > longest:
            raise refused(
                f"an upgrade of a node ends its pods after {longest} s, also those of jobs",
                fix=f"set workerSecondsPerTask {longest}",
            )
        return seconds

    def advice(self) -> Iterator[Advice]:
        """Name public ranges and a cluster in one zone."""
        yield from super().advice()
        yield from _public("podRange", self.pod_range)
        yield from _public("serviceRange", self.service_range)
        if len(self.zones) == 1:
            yield Advice(
                key="zones",
                text="all nodes are in one zone: they are gone while it is",
                fix="set zones ZONES",
            )


def check_requests_end_first(seconds: int) -> int:
    """Check that a pod finishes its longest request before its node is gone; for phases of pods."""
    longest = longest_work_seconds()
    if seconds > longest:
        raise refused(
            f"the cluster autoscaler ends a pod after {facts('gke')['drain_seconds']} s, which "
            f"leaves a request {longest} s",
            fix=f"set requestTimeoutSeconds {longest}",
        )
    return seconds


def check_connections(pool: int, info: ValidationInfo) -> int:
    """Check that the server takes the pools of all processes; for the last key of a phase."""
    most = info.data.get("database_max_connections")
    clients = _clients(info)
    if most is not None and clients:
        problems = connections.budget_problems(clients, pool_size=pool, max_connections=most)
        refuse_if(problems, fix=_smaller(clients, most))
    return pool


def _smaller(clients: Sequence[Client], most: int) -> str:
    """Return the command for the largest pool that fits, or for a server that takes one each."""
    fitting = connections.largest_pool(clients, most)
    if fitting:
        return f"set databasePoolSize {fitting}"
    return f"set databaseMaxConnections {connections.needed(clients)}"


def _clients(info: ValidationInfo) -> list[Client]:
    """List what can be connected to Cloud SQL at one time, by the keys that were right."""
    given = info.data
    pods = {"API pods": "api_max_replicas", "workers": "worker_max_replicas"}
    found = [
        Client(name=name, processes=given[key], surge=connections.surge(given[key]))
        for name, key in pods.items()
        if key in given
    ]
    runs_beside = not found or given.get("previous_backend") == "cloud-run"
    if "run_max_instances" in given and runs_beside and not given.get("retire_previous"):
        found.append(
            Client(name="Cloud Run instances", processes=given["run_max_instances"], surge=0)
        )
    return found


def _public(key: str, text: str) -> Iterator[Advice]:
    if not ranges.is_private(text):
        yield Advice(
            key=key,
            text="public addresses: hosts on the internet that own them cannot be reached",
            fix=f"set {key} RANGE",
        )
