"""Fly.io's Machines API."""

from __future__ import annotations

from providers.inputs import Inputs
from providers.vendor import Vendor

FLY = Vendor(
    name="Fly.io",
    namespace="fly",
    url="https://api.machines.dev/v1",
    page="docs/vendors/fly.md",
)


class InApp(Inputs):
    """Inputs of something that an app has; ``app`` is its id, the name at Fly."""

    app: str

    @property
    def at(self) -> str:
        """Where the app is."""
        return f"/apps/{self.app}"
