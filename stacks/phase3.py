"""Phase 3, from 1 M users: API and AI workers on Kubernetes, read nodes, a cache, a queue.

The backend before (Cloud Run, or the service of option A) keeps running until the move is over;
so does the Redis it counts its rate limits in. The strategy's later parts (self-hosted model,
Workers at the edge) come on top of this.
"""

from __future__ import annotations

from dataclasses import dataclass

import pulumi

from components.cloud_sql import CloudSql
from components.contracts import Postgres, Queue, Redis, RedisRest, ServiceEndpoint
from components.environment import Values
from components.gke import cluster_name
from components.load_balancer import Backend, LoadBalancer, LoadBalancerArgs
from components.memorystore import Memorystore, MemorystoreArgs
from components.network import Network
from components.sqs_queue import SqsQueue
from components.upstash_redis import UpstashRedis
from stacks import alerts, cloud_run, cluster, edge, keys, platform, product, runtime, services
from stacks.product import Foundation
from stacks.settings import Phase3

_APIS = ("binaryauthorization", "cloudkms", "container", "redis")


def build(settings: Phase3) -> None:
    """Compose Kubernetes beside what came before, and the split between the two."""
    base = product.foundation(settings, {keys.API: "go", cluster.WORKER: "python"})
    limits = _limits(settings)

    place = _place(settings)
    given = _Given(
        settings=settings,
        place=place,
        base=base,
        before=platform.database_before(settings, base),
        server=platform.database(settings, place.network, _read_nodes(settings)),
        limits=limits,
        cache=_cache(settings, place.network),
        queue=cluster.queue(settings),
    )
    origin = LoadBalancer(
        "origin",
        LoadBalancerArgs(
            backends=_backends(given),
            request_timeout_seconds=settings.request_timeout_seconds,
            after=place.enabled,
        ),
    )

    google = alerts.GoogleParts(
        place=place,
        database=given.server,
        origin=origin,
        cache=given.cache,
        cluster=cluster_name(),
    )
    alerts.google(settings, google)
    alerts.queue(settings, given.queue)

    edge.cdn(settings)
    edge.records(settings, origin.dns_entries)
    new, old = origin.endpoints[cluster.API_BACKEND], _old(given, origin)
    public = edge.api(settings, platform.pools(settings, new, old))
    site = product.frontend(settings, base, given.told_to_frontend(), api=(public.url, 100))
    product.traffic(settings.shares(settings.previous_backend, platform.KUBERNETES))
    pulumi.export("frontendUrl", site.url)
    pulumi.export("apiUrl", public.url)


@dataclass(frozen=True, kw_only=True)
class _Given:
    """The parts that both backends share."""

    settings: Phase3
    place: platform.Place
    base: Foundation
    before: Postgres
    server: CloudSql
    limits: UpstashRedis | None
    cache: Memorystore
    queue: SqsQueue

    @property
    def data_is_here(self) -> bool:
        """Return whether Cloud SQL is written to: from the start where Cloud Run came before."""
        settings = self.settings
        return settings.writers_moved or settings.previous_backend == platform.CLOUD_RUN

    @property
    def keeps_cloud_run(self) -> bool:
        """Return whether Cloud Run is what the move comes from, and the move is not over."""
        return self.settings.previous_backend == platform.CLOUD_RUN and self.limits is not None

    def told_to_frontend(self) -> Values:
        """Describe what the frontend's routes receive: nothing inside the VPC."""
        return runtime.environment(
            self.settings,
            self.base,
            keys.FRONTEND,
            postgres=None if self.data_is_here else self.before,
            redis=self.limits.redis if self.limits else None,
            rate_limits=self._counters(),
        )

    def told(
        self, service: str, *, redis: Redis | None, queue: Queue | None, counts: bool = True
    ) -> Values:
        """Describe what a backend in the VPC receives; ``counts``: it limits requests."""
        return runtime.environment(
            self.settings,
            self.base,
            service,
            postgres=self.server.postgres if self.data_is_here else self.before,
            redis=redis,
            rate_limits=self._counters() if counts else None,
            queue=queue,
        )

    def _counters(self) -> RedisRest | None:
        return self.limits.rest if self.limits else None


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


def _backends(given: _Given) -> dict[str, Backend]:
    needs = {name: _service(given, name, values) for name, values in _told(given).items()}
    migrated = services.migration(
        given.settings, given.place, given.server, [need.user for need in needs.values()]
    )
    old = needs.pop(cloud_run.NAME, None)
    return _kubernetes(given, needs, migrated) | _cloud_run(given, old, migrated)


def _told(given: _Given) -> dict[str, Values]:
    """Describe what each service receives; both backends count requests in one store."""
    cache, queue = given.cache.redis, given.queue.contract
    told = {
        keys.API: given.told(keys.API, redis=cache, queue=queue),
        cluster.WORKER: given.told(cluster.WORKER, redis=cache, queue=queue, counts=False),
    }
    if given.keeps_cloud_run and given.limits is not None:
        told[cloud_run.NAME] = given.told(keys.API, redis=given.limits.redis, queue=None)
    return told


def _service(given: _Given, name: str, values: Values) -> services.Service:
    stable = name == cloud_run.NAME and given.settings.run_stable_revision is not None
    return services.service(
        given.settings,
        given.place,
        given.server,
        name=name,
        values=values,
        keep_old_secrets=stable,
    )


def _kubernetes(
    given: _Given, needs: dict[str, services.Service], migrated: pulumi.Resource
) -> dict[str, Backend]:
    settings = given.settings
    dependencies = cluster.Dependencies(
        services=needs,
        queue=given.queue,
        stores_range=given.place.network.service_cidr,
        writes_outside=not given.data_is_here,
        migrated=migrated,
    )
    api = cluster.workloads(settings, cluster.cluster(settings, given.place), dependencies)
    return {cluster.API_BACKEND: cluster.backend(settings, api)}


def _cloud_run(
    given: _Given, needs: services.Service | None, migrated: pulumi.Resource
) -> dict[str, Backend]:
    """Keep Cloud Run as it was, while it is what the move comes from."""
    if needs is None:
        return {}
    run = cloud_run.service(
        given.settings,
        given.place,
        needs,
        migrated=migrated,
        deletion_protection=given.settings.move_step != "contract",
    )
    return {cloud_run.NAME: cloud_run.backend(given.settings, run)}


def _old(given: _Given, origin: LoadBalancer) -> dict[str, ServiceEndpoint]:
    if cloud_run.NAME in origin.endpoints:
        return {platform.CLOUD_RUN: origin.endpoints[cloud_run.NAME]}
    return platform.previous(given.settings, given.base, given.before, given.limits)
