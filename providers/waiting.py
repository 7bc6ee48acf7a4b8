"""Waits for asynchronous operations of a vendor, and prints progress."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from itertools import islice
from typing import TypeVar

from providers.errors import VendorError

FIRST_PAUSE_SECONDS = 0.2
LONGEST_PAUSE_SECONDS = 10.0
LONGEST_WAIT_SECONDS = 1200.0
LOOKS_FOR_THE_NEW = 12
"""How often something that was just made is looked for: about a minute in all."""

T = TypeVar("T")
_limit: ContextVar[float | None] = ContextVar("limit", default=None)


def progress(line: str) -> None:
    """Print progress; the engine shows a plugin's standard error."""
    sys.stderr.write(line + "\n")
    sys.stderr.flush()


@contextmanager
def limited(seconds: float | None) -> Iterator[None]:
    """Let every wait of an operation end after so long: a resource's own ``custom_timeouts``."""
    token = _limit.set(seconds)
    try:
        yield
    finally:
        _limit.reset(token)


def pauses() -> Iterator[float]:
    """Yield the pauses between one look and the next, in seconds: longer and longer."""
    pause = FIRST_PAUSE_SECONDS
    while True:
        yield pause
        pause = min(pause * 1.6, LONGEST_PAUSE_SECONDS)


def found_soon(look: Callable[[], T | None], looks: int = LOOKS_FOR_THE_NEW) -> T | None:
    """Give what ``look`` finds: what was just made may be seen some seconds later."""
    for pause in islice(pauses(), looks):
        found = look()
        if found is not None:
            return found
        time.sleep(pause)
    return None


def wait(what: str, state: Callable[[], str | None], longest: float | None = None) -> None:
    """Return once ``state`` gives None; until then it says what the thing is doing.

    VendorError after ``longest`` seconds, or after what the resource's timeouts say.
    """
    limit = _limit.get() or longest or LONGEST_WAIT_SECONDS
    start, said = time.monotonic(), ""
    for pause in pauses():
        now = state()
        if now is None:
            return
        if now != said:
            progress(f"{what}: {now}")
            said = now
        waited = time.monotonic() - start
        if waited > limit:
            raise VendorError(
                f"{what} is still {now} after {waited:.0f} seconds",
                remedy="Run the command again: it continues with the same one. Raise the limit "
                "with the resource option custom_timeouts.",
            )
        time.sleep(pause)
