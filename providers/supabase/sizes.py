"""Plans and compute sizes, and which goes with which."""

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
]


def size_problems(plan: Plan, size: Size) -> Iterator[str]:
    """Say why a size is not offered on a plan (https://supabase.com/docs/guides/platform)."""
    if plan == "free" and size != "nano":
        yield f"{size} compute needs plan pro; on free a project is nano"
