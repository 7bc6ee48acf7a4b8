"""Lists that are sets: the SDK says list for both, the state's outputs betray the set."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from faro.engine.compare.equality import identical, is_nothing, is_zero, same_when_coerced, settled
from faro.engine.compare.keys import RESERVED
from faro.model.value import Value


def contained(given: Value, held: Value) -> bool:
    """Return whether an output shows an input: the provider may have added keys, not changed
    values.
    """
    given, held = settled(given), settled(held)
    if isinstance(given, dict) and isinstance(held, dict):
        return all(
            contained(item, held.get(key)) or (is_zero(item) and is_zero(held.get(key)))
            for key, item in given.items()
            if key not in RESERVED and not is_nothing(item)
        )
    if isinstance(given, list) and isinstance(held, list):
        return len(given) == len(held) and paired(given, held, contained) is not None
    return identical(given, held) or same_when_coerced(given, held)


def is_set(inputs: list[Any], outputs: list[Any]) -> bool:
    """Return whether the provider keeps the elements without regard to their order or number."""
    if len(inputs) == len(outputs) and all(map(contained, inputs, outputs)):
        return False
    return bool(outputs) and paired(without_doubles(inputs), outputs, contained) is not None


def without_doubles(items: list[Any]) -> list[Any]:
    """The elements, each once."""
    kept: list[Any] = []
    for item in items:
        if not any(identical(item, other) for other in kept):
            kept.append(item)
    return kept


def paired(left: list[Any], right: list[Any], fits: Callable[[Any, Any], bool]) -> list[int] | None:
    """For each element on the left the place of its own on the right; None if one stays over."""
    if len(left) != len(right):
        return None
    places = matched(left, right, fits)
    return None if None in places else [place for place in places if place is not None]


def matched(
    left: list[Any], right: list[Any], fits: Callable[[Any, Any], bool]
) -> list[int | None]:
    """For each element on the left the place of one on the right that fits, each taken once.

    Those that say most choose first, and take what says least beyond them.
    """
    free = sorted(range(len(right)), key=lambda place: _extent(right[place]))
    places: list[int | None] = [None] * len(left)
    for index in sorted(range(len(left)), key=lambda place: -_extent(left[place])):
        for place in free:
            if fits(left[index], right[place]):
                places[index] = place
                free.remove(place)
                break
    return places


def _extent(value: Value) -> int:
    """How many values there are in a value; zeros say nothing."""
    value = settled(value)
    if isinstance(value, dict):
        return sum(map(_extent, value.values()))
    if isinstance(value, list):
        return sum(map(_extent, value))
    return 0 if is_zero(value) else 1
