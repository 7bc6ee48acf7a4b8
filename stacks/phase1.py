"""Phase 1, up to 10 k users: everything runs on the frontend's platform."""

from __future__ import annotations

import pulumi

from stacks import product
from stacks.settings import Phase1


def build(settings: Phase1) -> None:
    """Compose the frontend with its API routes, the language model and the monitoring."""
    model = product.language_model(settings)
    watch = product.monitoring(settings)
    site = product.frontend(settings, model, watch)
    pulumi.export("frontendUrl", site.url)
