"""Regions and zones, and how far one region lies from another.

Source: sections ``google_regions`` and ``aws_regions`` of ``facts.yml``.
"""

from __future__ import annotations

import difflib
import math
from collections.abc import Iterator, Sequence
from typing import Literal

from components.limits.facts import facts

Cloud = Literal["google", "aws"]

NEAR_KM = 800
"""Farther apart, each round trip takes about 10 ms or more."""

_EARTH_KM = 6371
_LABEL = {"google": "Google Cloud", "aws": "AWS"}


def region_problems(cloud: Cloud, region: str) -> Iterator[str]:
    """Say that a cloud has no such region, with the nearest name."""
    known = facts(f"{cloud}_regions")["regions"]
    if region not in known:
        near = difflib.get_close_matches(region, known, n=1)
        hint = f"; did you mean {near[0]}?" if near else ""
        yield f"{_LABEL[cloud]} has no region {region}{hint}"


def zone_problems(region: str, zones: Sequence[str]) -> Iterator[str]:
    """Say which zones a Google region does not have, and which are named twice."""
    known = facts("google_regions")["regions"].get(region)
    if known is None:
        return
    offered = [f"{region}-{letter}" for letter in known["zones"]]
    if stray := [zone for zone in zones if zone not in offered]:
        yield f"{region} has the zones {', '.join(offered)}, not {', '.join(stray)}"
    if twice := sorted({zone for zone in zones if zones.count(zone) > 1}):
        yield f"named twice: {', '.join(twice)}"


def distance_km(one: tuple[Cloud, str], other: tuple[Cloud, str]) -> int | None:
    """Measure the distance between two regions, to some 100 km; None where one is not known."""
    ends = [facts(f"{cloud}_regions")["regions"].get(region) for cloud, region in (one, other)]
    if None in ends:
        return None
    (lat1, lon1), (lat2, lon2) = ([math.radians(d) for d in end["at"]] for end in ends)
    chord = (
        math.sin((lat2 - lat1) / 2) ** 2
        + math.cos(lat1) * math.cos(lat2) * math.sin((lon2 - lon1) / 2) ** 2
    )
    return round(2 * _EARTH_KM * math.asin(math.sqrt(chord)))
