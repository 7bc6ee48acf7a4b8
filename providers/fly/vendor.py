"""Fly.io's Machines API."""

from __future__ import annotations

from http import HTTPStatus

from providers.inputs import Inputs
from providers.vendor import Refusal, Vendor, locked


def _busy(refusal: Refusal) -> bool:
    """A lease that somebody holds ends by itself (superfly/flyctl, pull 3323), and so does the
    bond of a volume to a machine that is being destroyed.
    """
    leased = refusal.status == HTTPStatus.CONFLICT and refusal.says("lease")
    bound = refusal.status == HTTPStatus.PRECONDITION_FAILED and refusal.says("bound", "attached")
    return leased or bound or locked(refusal)


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
