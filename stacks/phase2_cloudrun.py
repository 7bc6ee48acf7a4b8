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
from components.secret_store import SecretStore, SecretStoreArgs
from stacks import alerts, edge, keys, platform, product
from stacks.settings import Phase2CloudRun


def build(settings: Phase2CloudRun) -> None:
    """Compose phase 1.5 with Cloud Run, its database and the way to it."""
    base = product.foundation(settings, {"api": "go"})
    limits = edge.rate_limits(settings)

    place = platform.place(settings)
    before = platform.database_before(settings, base)
    server = platform.database(settings, place.network)
    home = server.postgres if settings.writers_moved else before
    values = platform.secret_values(home, base.model, limits.rest.token)
    secrets = SecretStore("secrets", SecretStoreArgs(values=values, after=place.enabled))
    run = platform.cloud_run(
        settings,
        place,
        secrets=secrets.references,
        environment={
            **base.model.environment,
            "SENTRY_DSN": base.watch.dsn["api"],
            "RATE_LIMIT_URL": limits.rest.url,
        },
    )
    backends = {"api-run": platform.run_backend(settings, run)}
    origin = LoadBalancer("origin", LoadBalancerArgs(backends=backends, after=place.enabled))

    google = alerts.GoogleParts(place=place, database=server, origin=origin)
    alerts.google(settings, google)

    edge.cdn(settings)
    edge.records(settings, origin.dns_entries)
    old = platform.previous(settings, base, before, limits)
    public = edge.api(settings, platform.pools(settings, origin.endpoints["api-run"], old))
    by_frontend = settings.previous_backend == keys.FRONTEND
    site = product.frontend(
        settings,
        base,
        database=None if settings.writers_moved else before,
        rate_limits=limits.rest,
        api=(public.url, settings.new_percent if by_frontend else 100),
    )
    product.traffic(settings.shares(settings.previous_backend, platform.CLOUD_RUN))
    pulumi.export("frontendUrl", site.url)
    pulumi.export("apiUrl", public.url)
