"""Repeats a create request whose response was lost, if no resource is found."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from providers.errors import Unanswered
from providers.waiting import found_soon

_ATTEMPTS = 3
LOOKS = 5
"""How often it is looked for before it is asked for again: lists may be some seconds behind."""

T = TypeVar("T")


def made_once(
    make: Callable[[], T],
    appeared: Callable[[], T | None],
    looks: int = LOOKS,
    attempts: int = _ATTEMPTS,
) -> T:
    """What ``make`` gives; where its answer is lost, what has ``appeared``.

    Unanswered where nothing has after the last of the ``attempts``.
    """
    try:
        return make()
    except Unanswered:
        found = found_soon(appeared, looks)
        if found is None and attempts == 1:
            raise
    return made_once(make, appeared, looks, attempts - 1) if found is None else found
