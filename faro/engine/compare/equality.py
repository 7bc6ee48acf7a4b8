"""When two single values are the same, with no regard to where they stand."""

from __future__ import annotations

import json
from typing import Final, NamedTuple

from faro.model.value import (
    UNKNOWN,
    Archive,
    Asset,
    Ciphertext,
    Reference,
    Secret,
    Unknown,
    Value,
    bare,
)

BLINDED: Final = "[secret]"
"""What a preview prints in the place of a secret: nothing is known of the value behind it."""


def settled(value: Value) -> Value:
    """The value a provider sees: without secret wrapper, a resource as its id or URN."""
    while isinstance(value, Secret):
        value = value.value
    if isinstance(value, Reference):
        return value.urn if value.id is None else value.id
    return value


def identical(old: Value, new: Value) -> bool:
    """Return whether both are known and alike to the last type; secrets may be wrapped alike
    only.
    """
    kind = type(old)
    if kind is not type(new) or kind is Unknown:
        return False
    if isinstance(old, dict) and isinstance(new, dict):
        return len(old) == len(new) and all(
            key in new and identical(item, new[key]) for key, item in old.items()
        )
    if isinstance(old, list) and isinstance(new, list):
        return len(old) == len(new) and all(map(identical, old, new))
    if isinstance(old, Secret) and isinstance(new, Secret):
        return identical(old.value, new.value)
    if isinstance(old, Reference) and isinstance(new, Reference):
        return old.urn == new.urn and identical(old.id, new.id)
    if isinstance(old, Asset | Archive) and isinstance(new, Asset | Archive):
        return bool(old.hash) and old.hash == new.hash
    return old == new and not (isinstance(old, Ciphertext) and old.text in ("", BLINDED))


def same_scalar(old: Value, new: Value) -> bool:
    """Equality of JSON scalars: ``1`` is ``1.0`` but neither ``true`` nor ``"1"``."""
    if isinstance(old, bool) or isinstance(new, bool):
        return old is new
    return old == new


def same_when_coerced(old: Value, new: Value) -> bool:
    """Equality after a schema made one type of both: ``3`` is ``"3"``, ``True`` is ``"true"``."""
    if same_scalar(old, new):
        return True
    if isinstance(old, str) == isinstance(new, str):
        return False
    text, other = (old, new) if isinstance(old, str) else (new, old)
    assert isinstance(text, str)  # noqa: S101 exactly one side is a text here
    if isinstance(other, bool):
        return text == ("true" if other else "false")
    return isinstance(other, int | float) and _number(text) == other


def _number(text: str) -> float | None:
    try:
        return int(text)
    except ValueError:
        pass
    try:
        return float(text)
    except ValueError:
        return None


def same_json(text: Value, value: Value) -> bool:
    """Return whether ``text`` is JSON of an object or a list that parses to ``value``."""
    parsed = json_in(text)
    return parsed.found and identical_json(parsed.value, bare(value))


def identical_json(old: Value, new: Value) -> bool:
    """Deep equality of JSON values; unlike ``identical`` it takes ``1`` and ``1.0`` for one."""
    if isinstance(old, dict) and isinstance(new, dict):
        return old.keys() == new.keys() and all(identical_json(old[k], new[k]) for k in old)
    if isinstance(old, list) and isinstance(new, list):
        return len(old) == len(new) and all(map(identical_json, old, new))
    return UNKNOWN not in (old, new) and same_scalar(old, new)


class Parsed(NamedTuple):
    """The JSON value of a text, if it is JSON."""

    found: bool
    value: Value = None


def json_in(text: Value) -> Parsed:
    """The object or list that a text holds as JSON."""
    if not isinstance(text, str) or text.lstrip()[:1] not in ("{", "["):
        return Parsed(found=False)
    try:
        return Parsed(found=True, value=json.loads(text))
    except (ValueError, RecursionError):
        return Parsed(found=False)


def is_zero(value: Value) -> bool:
    """Return whether a schema without a default takes the value for none at all; ``{}`` is left
    open.
    """
    value = settled(value)
    return value is None or value is False or value in ("", []) or same_scalar(value, 0)


def is_nothing(value: Value) -> bool:
    """``null``, or an object that holds nothing else."""
    value = settled(value)
    return value is None or (
        isinstance(value, dict) and bool(value) and all(map(is_nothing, value.values()))
    )
