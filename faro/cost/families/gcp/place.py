"""The location of a Google Cloud resource."""

from __future__ import annotations

import re

from faro.cost.families.family import Inputs, text

_ZONE = re.compile(r"([a-z]+-[a-z]+\d+)-[a-z]")
_MULTI = {"US": "us", "EU": "eu", "ASIA": "asia"}


def region(inputs: Inputs) -> str | None:
    """By its own region, location or zone; else its provider's."""
    for key in ("region", "location", "zone"):
        if found := text(inputs.get(key)):
            zone = _ZONE.fullmatch(found)
            return zone[1] if zone else _MULTI.get(found, found.lower())
    return inputs.region


def is_zonal(inputs: Inputs) -> bool:
    """Return whether its location is one zone."""
    found = text(inputs.get("location")) or text(inputs.get("zone")) or ""
    return _ZONE.fullmatch(found) is not None
