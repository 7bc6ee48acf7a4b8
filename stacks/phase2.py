"""Phase 2, option A, from 100 k users: ``/api/v2`` moves to a backend of its own.

The frontend rewrites ``/api/v2`` to the backend's URL and keeps ``/api/v1``; the share of requests
it sends over is the canary. Both write to Supabase; where the backend has a database at Neon, both
write there from ``contract`` on.
"""

from __future__ import annotations

import pulumi

from stacks import container, edge, keys, product
from stacks.settings import Phase2


def build(settings: Phase2) -> None:
    """Compose phase 1.5 with the service, its database and the frontend's way to it."""
    base = product.foundation(settings, {"api": "python-fastapi"})
    edge.cdn(settings)
    edge.records(settings)
    limits = edge.rate_limits(settings)
    own = container.database(settings, base)
    home = own if settings.writers_moved else base.supabase.postgres
    backend = container.service(
        settings.backend, settings, base, postgres=home, rate_limits=limits.rest
    )
    site = product.frontend(
        settings,
        base,
        database=home,
        rate_limits=limits.rest,
        api=(backend.url, settings.new_percent),
    )
    product.traffic(settings.shares(keys.FRONTEND, settings.backend))
    pulumi.export("frontendUrl", site.url)
    pulumi.export("apiUrl", backend.url)
