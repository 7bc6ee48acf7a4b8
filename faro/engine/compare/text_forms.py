"""Two texts that a provider's code may well take for the same value, and may not."""

from __future__ import annotations

import ipaddress
import re
from typing import Final

from faro.model.plan import Undecided

_DURATION: Final = re.compile(r"(?:\d+(?:\.\d+)?(?:h|m|s|ms))+")
_PART: Final = re.compile(r"(\d+(?:\.\d+)?)(h|ms|m|s)")
_SECONDS: Final = {"h": 3600.0, "m": 60.0, "s": 1.0, "ms": 0.001}


def same_but_for_form(old: str, new: str) -> Undecided | None:
    """Why the difference may be none: letter case, a dot at the end, a network, a duration."""
    forms = (str.casefold, lambda text: text.rstrip("."), _network, _seconds)
    for form in forms:
        shape = form(old)
        if shape is not None and shape == form(new):
            return Undecided.TEXT_FORM
    return None


def _network(text: str) -> str | None:
    try:
        return str(ipaddress.ip_network(text, strict=False))
    except ValueError:
        return None


def _seconds(text: str) -> float | None:
    if not _DURATION.fullmatch(text):
        return None
    return sum(float(count) * _SECONDS[unit] for count, unit in _PART.findall(text))
