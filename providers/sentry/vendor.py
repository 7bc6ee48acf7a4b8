"""Sentry's API; an organization in the EU has another host, ``sentry:url``."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from providers.inputs import Inputs
from providers.vendor import Vendor

SENTRY = Vendor(
    name="Sentry",
    namespace="sentry",
    url="https://sentry.io",
    page="docs/vendors/sentry.md",
)


class InOrganization(Inputs):
    """Inputs of something that belongs to the organization of that slug."""

    organization: Annotated[str, Field(pattern=r"^[a-z0-9-]+$")]

    @property
    def at(self) -> str:
        """Where the organization's things are."""
        return f"/api/0/organizations/{self.organization}"
