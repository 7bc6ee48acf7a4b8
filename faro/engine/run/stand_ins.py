"""Synthetic values for outputs that are not known yet, so that the program's own code can run on
it and two different values stay different.

A text names its origin: ``«<origin>#<path>»``. A number cannot carry a name: alone it is unknown,
inside an object it is a fingerprint of the name.
"""

from __future__ import annotations

import hashlib
import json
import re
import typing
import zlib
from collections.abc import Mapping, Sequence
from typing import Any

from faro.engine.run import sdk
from faro.model import urn as urns
from faro.model.value import UNKNOWN, Asset, Inputs, Path, Value, path_text

_DEPTH = 4
_LIST_OF_TEXTS = 3
"""Elements in a made-up list of texts: three, as zones and subnets mostly come."""
_MARK = re.compile("«[^«»]+#[^«»]*»")


def text(origin: str, path: Path) -> str:
    """Return the synthetic value of a text."""
    return f"«{origin}#{path_text(path)}»"


def is_in(value: str) -> bool:
    """Return whether the text contains a synthetic value."""
    return _MARK.search(value) is not None


def origin_of(urn: str) -> str:
    """Return the name of a resource in synthetic values: the same in every stack."""
    parts = urns.parse(urn)
    return f"{parts.qualified_type}::{parts.name}"


def invoke_origin(token: str, args: Inputs) -> str:
    """Return the name of an invoke's result in synthetic values; it depends on the arguments."""
    digest = hashlib.sha256(json.dumps(args, sort_keys=True, default=repr).encode()).hexdigest()
    return f"{token}({digest[:6]})"


def deployed_outputs(cls: type | None, origin: str, inputs: Inputs) -> Inputs:
    """Return the outputs of a resource run *as if deployed*: its inputs, and synthetic values."""
    made: Inputs = dict(inputs)
    if cls is None:
        return made
    for name, type_ in sdk.output_types(cls).items():
        if name in ("id", "urn"):
            continue
        given = made.get(name)
        if given is None or isinstance(given, dict | list):
            filled = _over(given, made_up(type_, origin, (name,)))
            if filled is not UNKNOWN:
                made[name] = filled
    return made


def result(cls: type, origin: str) -> Inputs:
    """The answer of an invoke, field by field; numbers are 1, truth values False."""
    fields = sdk.fields_of(cls) or {}
    made = {name: _plain(made_up(type_, origin, (name,))) for name, type_ in fields.items()}
    return {name: value for name, value in made.items() if value is not None}


def made_up(type_: Any, origin: str, path: Path) -> Value:
    """Return a synthetic value of a declared type; UNKNOWN if there is none."""
    type_ = _member(type_)
    if type_ is str or type_ is Any:
        return text(origin, path)
    if len(path) >= _DEPTH:
        return UNKNOWN
    if isinstance(type_, type) and issubclass(type_, bool | int | float):
        return _inside(type_, origin, path)
    fields = sdk.fields_of(type_)
    if fields is not None:
        return _filled(fields, origin, path)
    container = typing.get_origin(type_)
    if container is not None and issubclass(container, Sequence) and container is not str:
        return _listed(typing.get_args(type_), origin, path)
    return UNKNOWN


def _inside(type_: type, origin: str, path: Path) -> Value:
    if len(path) == 1:
        return UNKNOWN
    if issubclass(type_, bool):
        return False
    return 100_000 + zlib.crc32(text(origin, path).encode()) % 900_000


def _filled(fields: Mapping[str, Any], origin: str, path: Path) -> Value:
    made = {name: made_up(field, origin, (*path, name)) for name, field in fields.items()}
    return {name: value for name, value in made.items() if value is not UNKNOWN}


def _listed(args: tuple[Any, ...], origin: str, path: Path) -> Value:
    inner = _member(args[0]) if args else str
    count = _LIST_OF_TEXTS if inner is str else 1
    made = [made_up(inner, origin, (*path, index)) for index in range(count)]
    return UNKNOWN if UNKNOWN in made else made


def _over(given: Value, made: Value) -> Value:
    """Return the inputs, with synthetic values for omitted fields of objects."""
    if given is None or made is UNKNOWN:
        return made if given is None else given
    if isinstance(given, dict) and isinstance(made, dict):
        return {**made, **{key: _over(item, made.get(key)) for key, item in given.items()}}
    if isinstance(given, list) and isinstance(made, list) and made:
        if not all(isinstance(item, dict) for item in given):
            return given
        return [_over(item, made[0]) for item in given] if given else given
    return given


def _plain(value: Value) -> Value:
    """An invoke's answer is a plain value: no unknown may stand in it."""
    return None if value is UNKNOWN or isinstance(value, Asset) else value


def _member(type_: Any) -> Any:
    """Return the member of a union for a synthetic value: a text if possible."""
    if typing.get_origin(type_) not in _UNIONS:
        return type_
    args = [arg for arg in typing.get_args(type_) if arg is not type(None)]
    return str if str in args else args[0]


_UNIONS = (typing.Union, type(int | str))
