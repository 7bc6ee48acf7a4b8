"""Phase 1, up to 10 k users: everything runs on the frontend's platform."""

from __future__ import annotations

import pulumi

from stacks import keys, product
from stacks.settings import Phase1


def build(settings: Phase1) -> None:
    """Compose the frontend with its API routes on what every phase stands on."""
    base = product.foundation(settings)
    site = product.frontend(settings, base, database=base.supabase.postgres)
    product.traffic({keys.FRONTEND: 100})
    pulumi.export("frontendUrl", site.url)
