"""Whether an echoed input has the shape that the SDK declares for the output of its name.

Some providers take a list and give a map, or take an object and give text. The SDK refuses a value
of the other shape; the program gets no value for it instead, as from the provider's own preview.
"""

from __future__ import annotations

import typing
from collections.abc import Mapping, Sequence
from typing import Any

from faro.engine.run import sdk
from faro.model.value import Inputs, Secret, Value


def fitting(values: Inputs, cls: type | None) -> Inputs:
    """The values without those of another shape than their output's."""
    if cls is None or not any(isinstance(_open(value), dict | list) for value in values.values()):
        return values
    types = sdk.output_types(cls)
    return {key: value for key, value in values.items() if _fits(value, types.get(key))}


def _fits(value: Value, type_: Any) -> bool:
    value, type_ = _open(value), sdk.without_none(type_)
    if type_ is None or type_ is Any or not isinstance(value, dict | list):
        return True
    origin, args = typing.get_origin(type_), typing.get_args(type_)
    if isinstance(value, list):
        if not _is_kind(origin, Sequence):
            return not _is_plain(type_) and not _is_kind(origin, Mapping)
        return all(_fits(item, args[0] if args else None) for item in value)
    fields = sdk.fields_of(type_)
    if fields is not None:
        return all(_fits(item, fields.get(key)) for key, item in value.items())
    if _is_kind(origin, Mapping):
        return all(_fits(item, args[1] if args else None) for item in value.values())
    return not _is_plain(type_) and not _is_kind(origin, Sequence)


def _is_kind(origin: Any, kind: type) -> bool:
    return isinstance(origin, type) and issubclass(origin, kind)


def _is_plain(type_: Any) -> bool:
    """Return whether the type is a class of single values; a union is unknown."""
    return isinstance(type_, type)


def _open(value: Value) -> Value:
    return value.value if isinstance(value, Secret) else value
