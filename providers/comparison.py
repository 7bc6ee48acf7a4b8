"""Compares inputs with the vendor's values, field by field."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

Equality = Callable[[Any, Any], bool]


def alike(wanted: Any, live: Any) -> bool:
    """Return whether both are the same; nothing, an empty list and an empty map are one thing.

    APIs written in Go leave empty values out of their answers.
    """
    return wanted == live or (_is_empty(wanted) and _is_empty(live))


def in_any_order(wanted: Any, live: Any) -> bool:
    """Return whether two lists have the same items, where the vendor keeps no order."""
    if not isinstance(wanted, list | tuple) or not isinstance(live, list | tuple):
        return alike(wanted, live)
    return sorted(map(_text, wanted)) == sorted(map(_text, live))


def covers(wanted: Any, live: Any) -> bool:
    """Return whether a vendor has all that is wanted, and may have more."""
    if isinstance(wanted, Mapping):
        return isinstance(live, Mapping) and all(
            covers(value, live.get(key)) for key, value in wanted.items()
        )
    if isinstance(wanted, list):
        same = isinstance(live, list) and len(live) == len(wanted)
        return same and all(covers(a, b) for a, b in zip(wanted, live, strict=True))
    return alike(wanted, live)


def _is_empty(value: Any) -> bool:
    return value is None or value in ([], {}, ())


def _text(value: Any) -> str:
    return json.dumps(value, sort_keys=True, default=str)
