"""The compute of a Neon endpoint: how far it scales, and when it sleeps."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any

from pydantic import Field

from providers.inputs import Inputs, Refusal

NEVER = -1
SHORTEST_SUSPEND_SECONDS = 60
LONGEST_SUSPEND_SECONDS = 604_800

Units = Annotated[float, Field(ge=0.25, le=56)]


class Compute(Inputs):
    """``min_units`` and ``max_units`` are compute units (1 unit: 1 CPU, 4 GB; source: Neon's
    description of endpoints); ``suspend_seconds`` -1 never sleeps, 0 is Neon's default.
    """

    min_units: Units = 0.25
    max_units: Units = 2
    suspend_seconds: int = 0

    @classmethod
    def contradictions(cls, known: Mapping[str, Any]) -> Iterator[Refusal]:
        """Refuse limits that Neon answers with a 400."""
        if all(name in known for name in ("min_units", "max_units")):
            yield from limits(known["min_units"], known["max_units"])
        if "suspend_seconds" in known:
            yield from suspension(known["suspend_seconds"])

    def settings(self) -> dict[str, float]:
        """The compute as Neon's requests have it."""
        return {
            "autoscaling_limit_min_cu": self.min_units,
            "autoscaling_limit_max_cu": self.max_units,
            "suspend_timeout_seconds": self.suspend_seconds,
        }


def limits(least: float, most: float) -> Iterator[Refusal]:
    """Refuse limits the wrong way round."""
    if most < least:
        yield Refusal("max_units", f"{most} is below min_units {least}: raise it to {least}")


def suspension(seconds: int) -> Iterator[Refusal]:
    """Refuse a time that Neon does not take."""
    if seconds in (NEVER, 0):
        return
    if not SHORTEST_SUSPEND_SECONDS <= seconds <= LONGEST_SUSPEND_SECONDS:
        yield Refusal(
            "suspend_seconds",
            f"{seconds} is not allowed: -1 (never), 0 (Neon's default), or "
            f"{SHORTEST_SUSPEND_SECONDS} to {LONGEST_SUSPEND_SECONDS}",
        )


def read(endpoint: Mapping[str, Any]) -> dict[str, Any]:
    """The inputs of an endpoint as it is."""
    return {
        "min_units": endpoint["autoscaling_limit_min_cu"],
        "max_units": endpoint["autoscaling_limit_max_cu"],
        "suspend_seconds": endpoint["suspend_timeout_seconds"],
    }
