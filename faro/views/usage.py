"""A usage file as text that can be edited and given back."""

from __future__ import annotations

from decimal import Decimal

import yaml

from faro.cost.usage_file import UsageFile

_DIGITS = 6
"""After the point; the cents of a bill do not need more."""


def render(usage: UsageFile, stack: str, users: int) -> str:
    """The file, below a line that says what it was worked out for."""
    head = f"# {stack} at {users:,} users a month. faro cost {stack} --usage FILE prices it.\n"
    return head + yaml.safe_dump(_plain(usage.model_dump()), sort_keys=False)


def _plain(value: object) -> object:
    """The value in YAML's own types."""
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items() if item not in ({}, ())}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else round(float(value), _DIGITS)
    return value
