"""Fly.io's Machines API."""

from __future__ import annotations

from http import HTTPStatus

from providers.inputs import Inputs
from providers.vendor import Refusal, Vendor, locked


def _busy(refusal: Refusal) -> bool:
    """Return whether a refusal ends by itself.

    So do a lease of another client (superfly/flyctl, pull 3323), the bond of a volume to a
    machine that is being destroyed (superfly/docs, pull 2226), and a secrets version that is not
    everywhere yet (Kilo-Org/cloud, pull 388).
    """
    leased = refusal.status == HTTPStatus.CONFLICT and refusal.says("lease")
    passing = refusal.says("bound", "attached", "min_secrets_version")
    return (
        leased or (refusal.status == HTTPStatus.PRECONDITION_FAILED and passing) or locked(refusal)
    )


FLY = Vendor(
    name="Fly.io",
    namespace="fly",
    url="https://api.machines.dev/v1",
    page="docs/vendors/fly.md",
    busy=_busy,
)


class InApp(Inputs):
    """Inputs of something that an app has; ``app`` is its id, the name at Fly."""

    app: str

    @property
    def at(self) -> str:
        """Where the app is."""
        return f"/apps/{self.app}"
