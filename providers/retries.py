"""Decides whether and when a failed request is repeated.

Three kinds of failure: the vendor could not be reached or failed (a few attempts), it limits the
rate of requests (after the pause that its headers ask for), it is busy with another operation on
the same resource (for minutes, as the official providers wait for locks).
"""

from __future__ import annotations

import random
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

ATTEMPTS = 9
LONGEST_PAUSE_SECONDS = 60.0
LONGEST_BUSY_PAUSE_SECONDS = 5.0
LONGEST_BUSY_SECONDS = 600.0

# Seconds from now, or seconds (or milliseconds) since 1970, by size.
_RESETS = (
    "x-sentry-rate-limit-reset",  # docs.sentry.io/api/ratelimits: since 1970
    "x-ratelimit-reset",  # Supabase: from now; axiom-go/axiom/limits.go: since 1970
    "ratelimit-reset",  # the IETF draft: from now
)
_NUMBER = re.compile(r"\d{1,15}(\.\d{1,9})?", re.ASCII)
_SINCE_1970 = 1_000_000_000
_MILLISECONDS = 1_000_000_000_000


class Retries:
    """The attempts at one request; ``first`` is the first pause, in seconds."""

    def __init__(self, first: float) -> None:
        self._first = first
        self._attempts = 0
        self._busy = 0
        self._waited = 0.0

    def after_failure(self, headers: Mapping[str, str] | None = None) -> float | None:
        """Give the pause before the next attempt; None where there is none."""
        self._attempts += 1
        if self._attempts >= ATTEMPTS:
            return None
        asked = asked_pause(headers) if headers is not None else None
        base = asked if asked is not None else self._first * 2 ** (self._attempts - 1)
        return _with_jitter(min(base, LONGEST_PAUSE_SECONDS))

    def after_busy(self) -> float | None:
        """Give the pause until the vendor may have finished; None after ten minutes of them."""
        pause = _with_jitter(min(self._first * 2**self._busy, LONGEST_BUSY_PAUSE_SECONDS))
        self._busy += 1
        self._waited += pause
        return pause if self._waited <= LONGEST_BUSY_SECONDS else None


def asked_pause(headers: Mapping[str, str]) -> float | None:
    """Give the seconds that a vendor asks to wait; None where it does not say."""
    now = date(headers.get("date", "")) or datetime.now(UTC)
    after = headers.get("retry-after", "").strip()
    if _NUMBER.fullmatch(after):
        return float(after)
    if until := date(after):
        # Both from the vendor's clock: this machine's may differ.
        return max((until - now).total_seconds(), 0.0)
    for name in _RESETS:
        value = headers.get(name, "").strip()
        # Some vendors send the reset with every answer: it counts where nothing remains.
        remaining = headers.get(name.replace("reset", "remaining"), "0").strip()
        if _NUMBER.fullmatch(value) and not remaining.strip("0"):
            return _until(float(value), now)
    return None


def _until(reset: float, now: datetime) -> float:
    if reset < _SINCE_1970:
        return reset
    since_1970 = reset / 1000 if reset >= _MILLISECONDS else reset
    return max(since_1970 - now.timestamp(), 0.0)


def date(value: str) -> datetime | None:
    """Read an HTTP date; None for anything else. One without a zone is in UTC."""
    try:
        found = parsedate_to_datetime(value)
    except (ValueError, TypeError, OverflowError, IndexError):
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _with_jitter(base: float) -> float:
    return float(base) * random.uniform(1.0, 1.25)  # noqa: S311
