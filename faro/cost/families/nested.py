"""Nested inputs, as far as they are known."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from faro.cost.families.family import number


def block(inputs: Mapping[str, Any], *keys: str) -> Mapping[str, Any]:
    """A nested input, key by key; empty where it is not given or not known."""
    for key in keys:
        value = inputs.get(key)
        inputs = value if isinstance(value, dict) else {}
    return inputs


def blocks(inputs: Mapping[str, Any], key: str) -> list[Mapping[str, Any]]:
    """The nested inputs of a list, as far as they are known."""
    value = inputs.get(key)
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def texts(inputs: Mapping[str, Any], key: str) -> list[str]:
    """The texts of a list, as far as they are known."""
    value = inputs.get(key)
    return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []


def length(inputs: Mapping[str, Any], key: str, default: int | None = None) -> Decimal | None:
    """Return the length of a list input, or the default if it is not set; None if unknown."""
    value = inputs.get(key, range(default) if default is not None else None)
    return Decimal(len(value)) if isinstance(value, list | range) else None


def amount(value: Any) -> Decimal | None:
    """A quantity that may be written as a text; None where it is not known."""
    if isinstance(value, str):
        return Decimal(value) if value.isdecimal() else None
    return number(value)
