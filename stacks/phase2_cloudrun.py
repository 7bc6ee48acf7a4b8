"""Phase 2, option B, from 100 k users: the API on Cloud Run with a database of its own.

Cloudflare in front, then Google's load balancer (the only thing Cloud Run lets in), then Cloud Run.
The frontend stays where it is: the strategy draws this phase without one, but pages have to come
from somewhere. What comes before is either the frontend's own API routes, then the frontend sends
over the canary's share, or the service of option A, then Cloudflare does. Both backends write to
the database that was there before until ``contract``; then all requests and all writes are here.
"""

from __future__ import annotations

import pulumi

from components.load_balancer import LoadBalancer, LoadBalancerArgs
from stacks import alerts, cloud_run, edge, keys, platform, product, runtime, services
from stacks.settings import Phase2CloudRun


def build(settings: Phase2CloudRun) -> None:
    """Compose phase 1.5 with Cloud Run, its database and the way to it."""
    base = product.foundation(settings, {keys.API: "go"})
    limits = edge.rate_limits(settings)

    place = platform.place(settings)
    before = platform.database_before(settings, base)
    server = platform.database(settings, place.network)
    home = server.postgres if settings.writers_moved else before
    api = services.service(
        settings,
        place,
        server,
        name=cloud_run.NAME,
        values=runtime.environment(
            settings,
            base,
            keys.API,
            postgres=home,
            redis=limits.redis,
            rate_limits=limits.rest,
        ),
        keep_old_secrets=settings.run_stable_revision is not None,
    )
    migrated = services.migration(settings, place, server, [api.user])
    run = cloud_run.service(settings, place, api, migrated=migrated)
    origin = LoadBalancer(
        "origin",
        LoadBalancerArgs(
            backends={cloud_run.NAME: cloud_run.backend(settings, run)},
            request_timeout_seconds=settings.request_timeout_seconds,
            after=place.enabled,
        ),
    )

    google = alerts.GoogleParts(place=place, database=server, origin=origin)
    alerts.google(settings, google)

    edge.cdn(settings)
    edge.records(settings, origin.dns_entries)
    old = platform.previous(settings, base, before, limits)
    public = edge.api(settings, platform.pools(settings, origin.endpoints[cloud_run.NAME], old))
    by_frontend = settings.previous_backend == keys.FRONTEND
    site = product.frontend(
        settings,
        base,
        runtime.environment(
            settings,
            base,
            keys.FRONTEND,
            postgres=None if settings.writers_moved else before,
            redis=limits.redis,
            rate_limits=limits.rest,
        ),
        api=(public.url, settings.new_percent if by_frontend else 100),
    )
    product.traffic(settings.shares(settings.previous_backend, platform.CLOUD_RUN))
    pulumi.export("frontendUrl", site.url)
    pulumi.export("apiUrl", public.url)
