"""A resource that a plugin creates for a component, as the models of this folder describe it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from faro.model.value import Value


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """One resource.

    ``path`` has the types of its parents, from below the component, and its own last: with
    ``name`` it is the URN that the plugin gives it. ``follows``: an input → the ``path`` and
    ``name`` of the resource of the same component that its value comes from.
    """

    path: tuple[str, ...]
    name: str
    inputs: Mapping[str, Value] = field(default_factory=dict)
    follows: Mapping[str, tuple[tuple[str, ...], str]] = field(default_factory=dict)


class NotKnown(Exception):
    """The created resources are unknown: an argument is known only after deployment."""


Model: TypeAlias = Callable[[str, Mapping[str, Any]], Iterable[Made]]
"""The name and the arguments of a component → what its plugin creates that costs money or that
such a resource refers to."""


def given(arguments: Mapping[str, Any], *keys: str) -> dict[str, Any]:
    """The arguments that are handed on as they are, where they are given."""
    return {key: arguments[key] for key in keys if arguments.get(key) is not None}


def block(arguments: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    """A nested argument; empty where it is not given."""
    value = arguments.get(key)
    if value is not None and not isinstance(value, dict):
        raise NotKnown
    return value or {}


def blocks(arguments: Mapping[str, Any], key: str) -> list[Mapping[str, Any]]:
    """The nested arguments of a list; empty where it is not given."""
    value = arguments.get(key)
    if value is None:
        return []
    if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
        raise NotKnown
    return value


def count(arguments: Mapping[str, Any], key: str, default: int) -> int:
    """A whole number."""
    value = arguments.get(key)
    if value is None:
        return default
    if not isinstance(value, int | float):
        raise NotKnown
    return int(value)


def flag(arguments: Mapping[str, Any], key: str, *, default: bool = False) -> bool:
    """A switch."""
    value = arguments.get(key)
    if value is None:
        return default
    if not isinstance(value, bool):
        raise NotKnown
    return value


def word(arguments: Mapping[str, Any], key: str, default: str) -> str:
    """A choice, in lower case, as the plugins compare them."""
    value = arguments.get(key)
    if value is None:
        return default
    if not isinstance(value, str):
        raise NotKnown
    return value.lower()
