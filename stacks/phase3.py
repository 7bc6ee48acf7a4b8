"""Phase 3, from 1 M users: API and AI workers on Kubernetes, read nodes, a cache, a queue.

The backend before (Cloud Run, or the service of option A) keeps running until the move is over;
so does the Redis it counts its rate limits in. The strategy's later parts (self-hosted model,
Workers at the edge) come on top of this.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pulumi

from components.contracts import LanguageModel, Postgres, Redis, SecretReference, ServiceEndpoint
from components.gke import cluster_name
from components.load_balancer import Backend, LoadBalancer, LoadBalancerArgs
from components.memorystore import Memorystore, MemorystoreArgs
from components.network import Network
from components.secret_store import SecretStore, SecretStoreArgs
from components.upstash_redis import UpstashRedis
from stacks import alerts, cluster, edge, platform, product
from stacks.product import Foundation
from stacks.settings import Phase3

_APIS = ("binaryauthorization", "cloudkms", "container", "redis")
_CACHE_SECRETS = ("cache-url", "cache-ca")


def build(settings: Phase3) -> None:
    """Compose Kubernetes beside what came before, and the split between the two."""
    base = product.foundation(settings, {"api": "go", "ai-worker": "python"})
    limits = _limits(settings)

    place = _place(settings)
    before = platform.database_before(settings, base)
    server = platform.database(settings, place.network, _read_nodes(settings))
    cache = _cache(settings, place.network)
    home = server.postgres if _data_is_here(settings) else before
    secrets = _secrets(place, base.model, home, cache.redis, limits)
    given = _Given(
        settings=settings, place=place, base=base, before=before, limits=limits, secrets=secrets
    )
    backends = _kubernetes(given) | _cloud_run(given)
    origin = LoadBalancer("origin", LoadBalancerArgs(backends=backends, after=place.enabled))

    google = alerts.GoogleParts(
        place=place, database=server, origin=origin, cache=cache, cluster=cluster_name()
    )
    alerts.google(settings, google)

    edge.cdn(settings)
    edge.records(settings, origin.dns_entries)
    new, old = origin.endpoints["api-kubernetes"], _old(given, origin)
    public = edge.api(settings, platform.pools(settings, new, old))
    rest = limits.rest if limits else None
    site = product.frontend(
        settings,
        base,
        database=None if _data_is_here(settings) else before,
        rate_limits=rest,
        api=(public.url, 100),
    )
    product.traffic(settings.shares(settings.previous_backend, platform.KUBERNETES))
    pulumi.export("frontendUrl", site.url)
    pulumi.export("apiUrl", public.url)


def _data_is_here(settings: Phase3) -> bool:
    """Return whether data is written to Cloud SQL: from the start where Cloud Run came before."""
    return settings.writers_moved or settings.previous_backend == platform.CLOUD_RUN


@dataclass(frozen=True, kw_only=True)
class _Given:
    """The parts that both backends share."""

    settings: Phase3
    place: platform.Place
    base: Foundation
    before: Postgres
    limits: UpstashRedis | None
    secrets: Mapping[str, SecretReference]


def _limits(settings: Phase3) -> UpstashRedis | None:
    """Keep the old Redis until the old backend is retired; contracting gives up its protection."""
    if settings.retire_previous:
        return None
    return edge.rate_limits(settings, protect=settings.move_step != "contract")


def _place(settings: Phase3) -> platform.Place:
    ranges = {cluster.PODS: settings.pod_range, cluster.SERVICES: settings.service_range}
    return platform.place(settings, more_apis=_APIS, secondary_ranges=ranges)


def _read_nodes(settings: Phase3) -> platform.ReadNodes:
    return platform.ReadNodes(
        count=settings.database_read_nodes,
        tier=settings.database_read_tier,
        max_connections=settings.database_read_max_connections,
    )


def _secrets(
    place: platform.Place,
    model: LanguageModel,
    postgres: Postgres,
    cache: Redis,
    limits: UpstashRedis | None,
) -> dict[str, SecretReference]:
    values = platform.secret_values(postgres, model, limits.rest.token if limits else None)
    values["cache-url"] = cache.url
    if cache.ca_certificate is not None:
        values["cache-ca"] = cache.ca_certificate
    return SecretStore("secrets", SecretStoreArgs(values=values, after=place.enabled)).references


def _cache(settings: Phase3, network: Network) -> Memorystore:
    return Memorystore(
        "cache",
        MemorystoreArgs(
            region=settings.gcp_region,
            network=network.vpc.id,
            network_ready=network.ready,
            memory_gib=settings.cache_memory_gib,
            maintenance=settings.maintenance,
        ),
    )


def _kubernetes(given: _Given) -> dict[str, Backend]:
    settings = given.settings
    work = cluster.queue(settings)
    alerts.queue(settings, work)
    needs = cluster.Dependencies(
        secrets={role: ref for role, ref in given.secrets.items() if role != "rate-limit-token"},
        environment=given.base.model.environment,
        dsn=given.base.watch.dsn,
        queue=work,
        stores_range=given.place.network.service_cidr,
        writes_outside=not _data_is_here(settings),
        after=given.place.enabled,
    )
    gke = cluster.cluster(settings, given.place)
    api = cluster.workloads(settings, gke, needs)
    return {"api-kubernetes": cluster.backend(settings, api)}


def _cloud_run(given: _Given) -> dict[str, Backend]:
    """Keep Cloud Run as it was, while it is what the move comes from."""
    settings, limits = given.settings, given.limits
    if settings.previous_backend != platform.CLOUD_RUN or limits is None:
        return {}
    run = platform.cloud_run(
        settings,
        given.place,
        secrets={role: ref for role, ref in given.secrets.items() if role not in _CACHE_SECRETS},
        environment={
            **given.base.model.environment,
            "SENTRY_DSN": given.base.watch.dsn["api"],
            "RATE_LIMIT_URL": limits.rest.url,
        },
        deletion_protection=settings.move_step != "contract",
    )
    return {"api-run": platform.run_backend(settings, run)}


def _old(given: _Given, origin: LoadBalancer) -> dict[str, ServiceEndpoint]:
    if "api-run" in origin.endpoints:
        return {platform.CLOUD_RUN: origin.endpoints["api-run"]}
    return platform.previous(given.settings, given.base, given.before, given.limits)
