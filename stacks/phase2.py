"""Phase 2, option A, from 100 k users: ``/api/v2`` moves to a backend of its own.

The frontend rewrites ``/api/v2`` to the backend's URL and keeps ``/api/v1``; the share of requests
it sends over is the canary. Both write to Supabase; where the backend has a database at Neon, both
write there from ``contract`` on.
"""

from __future__ import annotations

import pulumi

from stacks import container, edge, keys, product, runtime
from stacks.settings import Phase2


def build(settings: Phase2) -> None:
    """Compose phase 1.5 with the service, its database and the frontend's way to it."""
    base = product.foundation(settings, {keys.API: "python-fastapi"})
    edge.cdn(settings)
    edge.records(settings)
    limits = edge.rate_limits(settings)
    own = container.database(settings, base)
    home = own if settings.writers_moved else base.supabase.postgres
    told = {
        service: runtime.environment(
            settings,
            base,
            service,
            postgres=home,
            redis=limits.redis,
            rate_limits=limits.rest,
        )
        for service in (keys.API, keys.FRONTEND)
    }
    backend = container.service(settings.backend, settings, base, told[keys.API])
    site = product.frontend(
        settings, base, told[keys.FRONTEND], api=(backend.url, settings.new_percent)
    )
    product.traffic(settings.shares(keys.FRONTEND, settings.backend))
    pulumi.export("frontendUrl", site.url)
    pulumi.export("apiUrl", backend.url)
