"""Phase 2, option B, from 100 k users: the API on Cloud Run with a database of its own.

Cloudflare in front, then Google's load balancer (the only thing Cloud Run lets in), then Cloud Run.
The frontend stays where it is: the strategy draws this phase without one, but pages have to come
from somewhere. What comes before is either the frontend's own API routes, then the frontend sends
over the canary's share, or a backend outside this project, then Cloudflare does.
"""

from __future__ import annotations

import pulumi

from components.load_balancer import LoadBalancer, LoadBalancerArgs
from components.secret_store import SecretStore, SecretStoreArgs
from stacks import edge, platform, product
from stacks.settings import Phase2CloudRun


def build(settings: Phase2CloudRun) -> None:
    """Compose phase 1.5 with Cloud Run, its database and the way to it."""
    base = product.foundation(settings, {"api": "go"})
    limits = edge.rate_limits(settings)

    place = platform.place(settings)
    postgres = platform.database(settings, place.network)
    values = platform.secret_values(postgres, base.model, limits.rest.token)
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

    edge.cdn(settings)
    edge.records(settings, origin.dns_entries)
    pools = platform.pools(
        settings, origin.endpoints["api-run"], platform.previous(settings, base, limits)
    )
    public = edge.api(settings, pools)
    by_frontend = settings.previous_backend == "frontend"
    site = product.frontend(
        settings,
        base,
        rate_limits=limits.rest,
        api=(public.url, settings.new_percent if by_frontend else 100),
    )
    pulumi.export("frontendUrl", site.url)
    pulumi.export("apiUrl", public.url)
