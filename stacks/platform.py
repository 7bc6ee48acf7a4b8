"""What the phases on Google Cloud compose the same way: APIs, network, database, Cloud Run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pulumi

from components.apis import GoogleApis, GoogleApisArgs
from components.cloud_sql import CloudSql, CloudSqlArgs
from components.contracts import Postgres, ServiceEndpoint
from components.edge_load_balancer import EdgePool
from components.network import Network, NetworkArgs
from components.upstash_redis import UpstashRedis
from stacks import container, keys, runtime
from stacks.product import Foundation
from stacks.settings import Phase2CloudRun, Phase3

_APIS = (
    "certificatemanager",
    "compute",
    "iam",
    "run",
    "secretmanager",
    "servicenetworking",
    "sqladmin",
)
_WHOLE = 100
CLOUD_RUN = "cloud-run"
KUBERNETES = "kubernetes"

GooglePhase = Phase2CloudRun | Phase3


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where things on Google Cloud live: the network, and the APIs that must be on first."""

    network: Network
    enabled: tuple[pulumi.Resource, ...]


def place(
    settings: GooglePhase,
    *,
    more_apis: Sequence[str] = (),
    secondary_ranges: Mapping[str, str] | None = None,
) -> Place:
    """Compose the APIs and the private network."""
    enabled = GoogleApis("apis", GoogleApisArgs(names=(*_APIS, *more_apis))).enabled
    network = Network(
        "network",
        NetworkArgs(
            region=settings.gcp_region,
            subnet_range=settings.subnet_range,
            secondary_ranges=secondary_ranges or {},
            after=enabled,
        ),
    )
    return Place(network=network, enabled=enabled)


def database(settings: GooglePhase, network: Network, *, read_nodes: int = 0) -> CloudSql:
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
            read_nodes=read_nodes,
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
    share = settings.new_percent if old else _WHOLE
    split = {name: EdgePool(endpoint=new, percent=share)}
    return split | {
        key: EdgePool(endpoint=endpoint, percent=_WHOLE - share) for key, endpoint in old.items()
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
