"""Phase 2, option A, from 100 k users: ``/api/v2`` moves to a backend of its own.

The frontend rewrites ``/api/v2`` to the backend's URL and keeps ``/api/v1``; the share of requests
it sends over is the canary.
"""

from __future__ import annotations

import pulumi

from stacks import edge, product
from stacks.settings import Phase2


def build(settings: Phase2) -> None:
    """Compose phase 1.5 with the frontend pointed at the new backend."""
    model = product.language_model(settings)
    watch = product.monitoring(settings, {"api": "python-fastapi"})
    edge.cdn(settings)
    edge.records(settings)
    limits = edge.rate_limits(settings)
    site = product.frontend(
        settings,
        model,
        watch,
        rate_limits=limits.rest,
        api=(settings.backend_url, settings.new_percent),
    )
    pulumi.export("frontendUrl", site.url)
    pulumi.export("apiDsn", watch.dsn["api"])
