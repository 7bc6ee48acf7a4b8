"""Phase 1.5, from 10 k users: rate limits in Redis, and a cache in front of the frontend."""

from __future__ import annotations

import pulumi

from stacks import edge, keys, product, runtime
from stacks.settings import Phase15


def build(settings: Phase15) -> None:
    """Compose phase 1 with the rate-limit store, the records and the cache rules."""
    base = product.foundation(settings)
    edge.cdn(settings)
    edge.records(settings)
    limits = edge.rate_limits(settings)
    told = runtime.environment(
        settings,
        base,
        keys.FRONTEND,
        postgres=base.supabase.postgres,
        redis=limits.redis,
        rate_limits=limits.rest,
    )
    site = product.frontend(settings, base, told)
    product.traffic({keys.FRONTEND: 100})
    pulumi.export("frontendUrl", site.url)
