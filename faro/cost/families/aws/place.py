"""Where a resource of AWS is."""

from __future__ import annotations

import re

from faro.cost.families.family import Inputs, text

_ZONE = re.compile(r"([a-z]+(?:-[a-z]+)+-\d)[a-z]")


def region(inputs: Inputs) -> str | None:
    """By its own region or zone; else its provider's."""
    zone = _ZONE.fullmatch(text(inputs.get("availabilityZone")) or "")
    return text(inputs.get("region")) or (zone[1] if zone else inputs.region)
