"""Waits for what a vendor does in its own time, and says so while it lasts."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable

from providers.errors import VendorError

FIRST_PAUSE_SECONDS = 0.2
LONGEST_PAUSE_SECONDS = 10.0
LONGEST_WAIT_SECONDS = 1200.0


def progress(line: str) -> None:
    """Say something to who watches the deployment: the engine shows a plugin's standard error."""
    sys.stderr.write(line + "\n")
    sys.stderr.flush()


def wait(what: str, state: Callable[[], str | None], longest: float = LONGEST_WAIT_SECONDS) -> None:
    """Return once ``state`` gives None; until then it says what the thing is doing.

    VendorError after ``longest`` seconds.
    """
    start, pause, said = time.monotonic(), FIRST_PAUSE_SECONDS, ""
    while (now := state()) is not None:
        if now != said:
            progress(f"{what}: {now}")
            said = now
        waited = time.monotonic() - start
        if waited > longest:
            raise VendorError(
                f"{what} is still {now} after {waited:.0f} seconds",
                remedy="Run the command again: it goes on with the same one.",
            )
        time.sleep(pause)
        pause = min(pause * 1.6, LONGEST_PAUSE_SECONDS)
