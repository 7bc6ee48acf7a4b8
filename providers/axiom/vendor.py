"""Axiom's API."""

from __future__ import annotations

from providers.vendor import Vendor

AXIOM = Vendor(
    name="Axiom",
    namespace="axiom",
    url="https://api.axiom.co",
    page="docs/vendors/axiom.md",
)
