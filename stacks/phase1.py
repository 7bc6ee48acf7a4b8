"""Phase 1, up to 10 k users: everything runs on the frontend's platform."""

from __future__ import annotations

import pulumi

from stacks import product
from stacks.settings import Phase1


def build(settings: Phase1) -> None:
    """Compose the frontend with its API routes on what every phase stands on."""
    site = product.frontend(settings, product.foundation(settings))
    pulumi.export("frontendUrl", site.url)
