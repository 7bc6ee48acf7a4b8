"""Suggests the known name nearest to a misspelt one."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

_ALIKE = 0.6
"""How alike two names are of which one may be meant by the other, of at most 1."""


def nearest(name: str, known: Iterable[str], *, alike: float = _ALIKE) -> str:
    """The nearest known name; empty where none is near."""
    return next(iter(difflib.get_close_matches(name, list(known), n=1, cutoff=alike)), "")


def near(name: str, known: Iterable[str]) -> str:
    """A question in brackets with the nearest known name; empty where none is near."""
    return meant(nearest(name, known))


def meant(likely: str) -> str:
    """The question whether a name is meant; empty for none."""
    return f" (did you mean {likely}?)" if likely else ""
