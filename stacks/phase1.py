"""Phase 1, up to 10 k users: everything runs on the frontend's platform."""

from __future__ import annotations

import pulumi

from stacks import keys, product, runtime
from stacks.settings import Phase1


def build(settings: Phase1) -> None:
    """Compose the frontend with its API routes on what every phase stands on."""
    base = product.foundation(settings)
    told = runtime.environment(settings, base, keys.FRONTEND, postgres=base.supabase.postgres)
    site = product.frontend(settings, base, told)
    product.traffic({keys.FRONTEND: 100})
    pulumi.export("frontendUrl", site.url)
