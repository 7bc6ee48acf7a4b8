"""The compute of a Neon endpoint: autoscaling limits and suspension."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, ClassVar

from pydantic import Field

from providers.inputs import Inputs, Refusal

NEVER = -1
SHORTEST_SUSPEND_SECONDS = 60
LONGEST_SUSPEND_SECONDS = 604_800

# https://neon.com/docs/introduction/autoscaling (2026-11): how wide a range may be, and up to which
# size there is one; larger sizes are fixed. How large a fixed size may be is Neon's to say.
WIDEST_RANGE = 8
LARGEST_SCALED = 16

Units = Annotated[float, Field(ge=0.25)]


class Compute(Inputs):
    """``min_units`` and ``max_units`` are compute units (1 unit: 1 CPU, 4 GB; source: Neon's
    description of endpoints); ``suspend_seconds`` -1 never sleeps, 0 is Neon's default.
    """

    READ: ClassVar[Mapping[str, str]] = {
        "min_units": "autoscaling_limit_min_cu",
        "max_units": "autoscaling_limit_max_cu",
        "suspend_seconds": "suspend_timeout_seconds",
    }
    """Input: the field of Neon's endpoints."""

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
        return {key: getattr(self, name) for name, key in self.READ.items()}


def limits(least: float, most: float) -> Iterator[Refusal]:
    """Refuse limits the wrong way round, and ranges that are too wide."""
    if most < least:
        yield Refusal("max_units", f"{most} is below min_units {least}: raise it to {least}")
    elif most > least and most > LARGEST_SCALED:
        yield Refusal("max_units", f"above {LARGEST_SCALED} a size is fixed: min_units {most}")
    elif most - least > WIDEST_RANGE:
        yield Refusal("max_units", f"more than {WIDEST_RANGE} above min_units {least}")


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
    """The inputs of an endpoint as it is; what Neon leaves out is left out."""
    return {name: endpoint[key] for name, key in Compute.READ.items() if key in endpoint}
