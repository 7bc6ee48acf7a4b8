"""Shared parts of the phases on Google Cloud: APIs, network, database, the service before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pulumi

from components.apis import GoogleApis, GoogleApisArgs
from components.cloud_sql import CloudSql, CloudSqlArgs
from components.contracts import Postgres, ServiceEndpoint
from components.edge_load_balancer import EdgePool
from components.image_registry import ImageRegistry, ImageRegistryArgs
from components.network import Network, NetworkArgs
from components.upstash_redis import UpstashRedis
from components.validation import WHOLE
from stacks import container, keys, runtime
from stacks.product import Foundation
from stacks.settings import Phase2CloudRun, Phase3

_APIS = (
    "artifactregistry",
    "certificatemanager",
    "cloudresourcemanager",
    "compute",
    "iam",
    "monitoring",
    "run",
    "secretmanager",
    "servicenetworking",
    "sqladmin",
)
CLOUD_RUN = "cloud-run"
KUBERNETES = "kubernetes"

GooglePhase = Phase2CloudRun | Phase3


@dataclass(frozen=True, kw_only=True)
class Place:
    """The Google Cloud foundation: the network, and the APIs to enable first."""

    network: Network
    enabled: tuple[pulumi.Resource, ...]


def place(
    settings: GooglePhase,
    *,
    more_apis: Sequence[str] = (),
    secondary_ranges: Mapping[str, str] | None = None,
) -> Place:
    """Compose the APIs, the registry of images and the private network."""
    budget = ("billingbudgets",) if settings.billing_account else ()
    enabled = GoogleApis("apis", GoogleApisArgs(names=(*_APIS, *budget, *more_apis))).enabled
    ImageRegistry("images", ImageRegistryArgs(region=settings.gcp_region, after=enabled))
    network = Network(
        "network",
        NetworkArgs(
            region=settings.gcp_region,
            subnet_range=settings.subnet_range,
            service_range=settings.private_service_range,
            secondary_ranges=secondary_ranges or {},
            after=enabled,
        ),
    )
    return Place(network=network, enabled=enabled)


@dataclass(frozen=True, kw_only=True)
class ReadNodes:
    """How many read nodes there are, and their size while it is not the primary's."""

    count: int
    tier: str | None
    max_connections: int | None


_NO_NODES = ReadNodes(count=0, tier=None, max_connections=None)


def database(settings: GooglePhase, network: Network, nodes: ReadNodes = _NO_NODES) -> CloudSql:
    """Compose PostgreSQL on Cloud SQL; the same server in every phase that has it."""
    return CloudSql(
        "database",
        CloudSqlArgs(
            region=settings.gcp_region,
            network=network.vpc.id,
            network_ready=network.ready,
            version=settings.database_version,
            tier=settings.database_tier,
            max_connections=settings.database_max_connections,
            generation=settings.database_generation,
            maintenance=settings.maintenance,
            read_nodes=nodes.count,
            read_tier=nodes.tier,
            read_max_connections=nodes.max_connections,
        ),
    )


def database_before(settings: GooglePhase, base: Foundation) -> Postgres:
    """Keep the database of the backend before; contracting gives up the protection of Neon's."""
    if settings.previous_backend not in ("railway", "fly") or settings.retire_previous:
        return base.supabase.postgres
    return container.database(settings, base, protect=settings.move_step != "contract")


def pools(
    settings: GooglePhase, new: ServiceEndpoint, old: Mapping[str, ServiceEndpoint]
) -> dict[str, EdgePool]:
    """Split the API's requests between the new backend and the old one, if it is still there."""
    name = CLOUD_RUN if isinstance(settings, Phase2CloudRun) else KUBERNETES
    share = settings.new_percent if old else WHOLE
    split = {name: EdgePool(endpoint=new, percent=share)}
    return split | {
        key: EdgePool(endpoint=endpoint, percent=WHOLE - share) for key, endpoint in old.items()
    }


def previous(
    settings: GooglePhase, base: Foundation, postgres: Postgres, limits: UpstashRedis | None
) -> dict[str, ServiceEndpoint]:
    """Keep the service of option A as it was, while it is what the move comes from."""
    backend = settings.previous_backend
    if backend not in ("railway", "fly") or limits is None or settings.retire_previous:
        return {}
    told = runtime.environment(
        settings,
        base,
        keys.API,
        postgres=postgres,
        redis=limits.redis,
        rate_limits=limits.rest,
    )
    return {backend: container.service(backend, settings, base, told)}
