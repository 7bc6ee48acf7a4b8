"""Plans and compute sizes, and their combinations."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

Plan = Literal["free", "pro", "team", "enterprise"]
Size = Literal[
    "nano",
    "micro",
    "small",
    "medium",
    "large",
    "xlarge",
    "2xlarge",
    "4xlarge",
    "8xlarge",
    "12xlarge",
    "16xlarge",
    "24xlarge",
    "24xlarge_optimized_cpu",
    "24xlarge_optimized_memory",
    "24xlarge_high_memory",
    "48xlarge",
    "48xlarge_optimized_cpu",
    "48xlarge_optimized_memory",
    "48xlarge_high_memory",
]
SMALLEST: Size = "nano"


def same_size(wanted: object, live: object) -> bool:
    """Return whether a project has the size that is wanted: on a paid plan nano runs as micro, at
    the price of micro (https://supabase.com/docs/guides/platform/compute-and-disk).
    """
    return wanted == live or (wanted == SMALLEST and live == "micro")


def size_problems(plan: Plan, size: Size) -> Iterator[str]:
    """Say why a size is not offered on a plan (https://supabase.com/docs/guides/platform)."""
    if plan == "free" and size != SMALLEST:
        yield f"{size} compute needs plan pro; on free a project is nano"
