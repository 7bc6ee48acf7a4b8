"""Axiom's API."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from providers.vendor import Vendor

AXIOM = Vendor(
    name="Axiom",
    namespace="axiom",
    url="https://api.axiom.co",
    page="docs/vendors/axiom.md",
)


def moment(time: str | None) -> datetime | None:
    """Read a time of an answer; None where there is none.

    Axiom's Go code writes no time as the year 1 (axiomhq/axiom-go, orgs_test.go and the fields of
    tokens.go, monitors.go and notifiers.go, which are never left out).
    """
    found = datetime.fromisoformat(time) if time else None
    return None if found is None or found.year == 1 else found.astimezone(UTC)


def is_paused(thing: Mapping[str, Any]) -> bool:
    """Return whether a monitor or notifier is switched off for a while (``disabledUntil``)."""
    until = moment(thing.get("disabledUntil"))
    return until is not None and until > datetime.now(UTC)
