"""Compares raw inputs with the state of a bridged (or native) provider.

The provider's Diff sets the new inputs against the old *outputs*: a value is unchanged where it
equals the state's input or its output. Check carries defaults and generated names over from the
old inputs, and coerces scalars to the schema's types. What only the schema or the provider's code
says is answered with the more likely operation and a doubt.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, ClassVar, Final

from faro.engine.compare.equality import (
    identical,
    identical_json,
    is_nothing,
    is_zero,
    json_in,
    same_json,
    same_when_coerced,
    settled,
)
from faro.engine.compare.keys import DEFAULTS, RESERVED
from faro.engine.compare.sets import contained, is_set, matched, paired
from faro.engine.compare.text_forms import same_but_for_form
from faro.engine.compare.walk import CHANGED, SAME, Finding, Place, Walk
from faro.model.plan import Undecided
from faro.model.snapshot import Resource
from faro.model.value import Path, Secret, Value

Kept = Callable[[Path], bool | None]
"""Whether the provider keeps an input that the program drops; None if unknown."""

_GENERATED: Final = re.compile(r"[-_]?[0-9a-f]{7,8}")


class Bridged(Walk):
    """A provider of the plugin framework, or a native one: absent and zero are two things."""

    reserved: ClassVar[frozenset[str]] = RESERVED

    def __init__(self, old: Resource, new: Resource, kept: Kept) -> None:
        super().__init__()
        self.old, self.new, self.kept = old, new, kept

    def value(self, path: Path, old: Value, new: Value, out: Value = None) -> Value:
        """Compare after taking a max-one block out of the list that the program wrapped it in."""
        inner = settled(new)
        if isinstance(inner, list) and len(inner) == 1 and isinstance(settled(old), dict):
            block = Secret(inner[0]) if isinstance(new, Secret) else inner[0]
            return super().value(path, old, block, out)
        return super().value(path, old, new, out)

    def leaf(self, place: Place, old: Value, new: Value) -> Finding:
        """The state's input decides unless its output surely is the program's value."""
        finding = self.single(old, new)
        if finding == SAME or place.out is None:
            return finding
        return SAME if self.single(place.out, new) == SAME else finding

    def single(self, old: Value, new: Value) -> Finding:
        """Scalars, and JSON that the provider or the program turned into text."""
        if isinstance(old, dict | list) or isinstance(new, dict | list):
            return self.structured(old, new)
        finding = super().single(old, new)
        if not finding.changed or not isinstance(old, str) or not isinstance(new, str):
            return finding
        held, written = json_in(old), json_in(new)
        if held.found and written.found and identical_json(held.value, written.value):
            return Finding(changed=False, doubt=Undecided.JSON_TEXT)
        return Finding(changed=True, doubt=same_but_for_form(old, new))

    def structured(self, old: Value, new: Value) -> Finding:
        """An object or a list against something else."""
        if isinstance(old, list) and not isinstance(new, list) and len(old) == 1:
            return Finding(changed=True, doubt=Undecided.STATE_UPGRADE)
        if isinstance(old, dict | list) and isinstance(new, dict | list):
            return SAME if not old and not new else CHANGED
        if isinstance(new, dict | list) and same_json(old, new):
            return SAME
        return super().single(old, new)

    def equal(self, old: Value, new: Value) -> bool:
        """Scalars as the schema coerces them."""
        return same_when_coerced(old, new)

    def lists(self, path: Path, old: list[Any], new: list[Any], out: Value) -> list[Any]:
        """Compare by index, or as sets where the state shows that the provider does."""
        if isinstance(out, list):
            if new and identical_json(new, out):
                return new
            if is_set(old, out):
                return self.unordered(path, old, new, out)
        first = len(self.diffs)
        checked = super().lists(path, old, new, out)
        if len(self.diffs) > first and paired(new, old, self.alike_at(path)) is not None:
            self.note(path, Undecided.ORDER)
        return checked

    def unordered(self, path: Path, old: list[Any], new: list[Any], out: list[Any]) -> list[Any]:
        """Compare elements without regard to order and doubles."""
        alike = self.alike_at(path)
        places = matched(new, old, alike)
        spare = [at for at in range(len(old)) if at not in places]
        spare = [at for at in spare if not any(alike(item, old[at]) for item in new)]
        checked: list[Any] = []
        for index, place in enumerate(places):
            item = new[index]
            if place is not None:
                checked.append(self.value((*path, index), old[place], item))
            elif any(alike(item, other) for other in old) or _in(item, out):
                checked.append(item)
            elif spare:
                checked.append(self.value((*path, index), old[spare.pop(0)], item))
            else:
                self.add((*path, index), item)
                checked.append(item)
        for at in spare:
            self.delete((*path, at), old[at])
        return checked

    def alike_at(self, path: Path) -> Callable[[Value, Value], bool]:
        """What tells whether two elements of a list are the same by these rules."""

        def alike(new: Value, old: Value) -> bool:
            trial = type(self)(self.old, self.new, self.kept)
            trial.value((*path, 0), old, new)
            return not trial.diffs

        return alike

    def added(self, place: Place, new: Value) -> Value:
        """A new key is no change where the output shows its value already."""
        if place.out is not None and self.shown(new, place.out):
            return new
        return super().added(place, new)

    def shown(self, new: Value, out: Value) -> bool:
        """Return whether the output is just what the program now writes."""
        seen, shown = settled(new), settled(out)
        if isinstance(seen, dict) and isinstance(shown, dict):
            rest = [item for key, item in shown.items() if key not in seen]
            return all(map(_empty, rest)) and all(
                key in shown and self.shown(item, shown[key]) for key, item in seen.items()
            )
        if isinstance(seen, list) and isinstance(shown, list):
            return len(seen) == len(shown) and all(map(self.shown, seen, shown))
        return self.single(shown, seen) == SAME

    def null(self, path: Path, old: Value) -> None:
        """Inside a map the framework keeps a null as an entry of its own."""
        if len(path) > 1 and old is None:
            self.add(path, None)

    def removed(self, place: Place, old: Value) -> Value:
        """A dropped key stays where it was generated or the provider fills it in."""
        path = place.path
        if self.generated(path, old):
            return old
        if path == ("id",):
            return None
        known = self.kept(path)
        if known:
            return None
        self.delete(path, old)
        if known is None or is_zero(old):
            self.note(path, Undecided.REMOVED_INPUT)
        return None

    def generated(self, path: Path, old: Value) -> bool:
        """Return whether the auto-namer would take the old value over."""
        value = settled(old)
        if len(path) > 1 or not isinstance(value, str):
            return False
        rest = value.removeprefix(self.old.name)
        return path == ("name",) or (rest != value and bool(_GENERATED.fullmatch(rest)))


class Sdk2(Bridged):
    """A provider of the SDKv2 bridge: null is absent, and so is zero unless an output says more."""

    def objects(
        self, path: Path, old: dict[str, Value], new: dict[str, Value], out: Value
    ) -> dict[str, Value]:
        """Compare, and carry the list of defaults over without what the program now writes."""
        checked = super().objects(path, old, new, out)
        if DEFAULTS in old:
            checked[DEFAULTS] = [key for key in _defaults(old) if new.get(key) is None]
        return checked

    def added(self, place: Place, new: Value) -> Value:
        """Zero values are no change, except in a map or against an output that holds something."""
        value = settled(new)
        if is_nothing(value) or (place.out is not None and self.shown(new, place.out)):
            return new
        block = DEFAULTS in place.beside
        if block and is_zero(value) and (value == "" or is_zero(place.out)):
            return new
        if value == {}:
            self.note(place.path, Undecided.EMPTY_OBJECT)
        self.add(place.path, new)
        return new

    def null(self, path: Path, old: Value) -> None:
        """A null is left out by Check."""

    def removed(self, place: Place, old: Value) -> Value:
        """Defaults are carried over; empty values mean nothing; a map is the program's alone."""
        if place.path[-1] in _defaults(place.beside):
            return old
        if settled(old) in ([], {}):
            return None
        if place.path == ("tagsAll",) and self.old.type.startswith("aws:"):
            return old
        if DEFAULTS not in place.beside:
            self.delete(place.path, old)
            return None
        return super().removed(place, old)


def _defaults(held: Mapping[str, Value]) -> list[Any]:
    names = held.get(DEFAULTS)
    return names if isinstance(names, list) else []


def _empty(value: Value) -> bool:
    return is_zero(value) or settled(value) == {}


def _in(item: Value, out: list[Any]) -> bool:
    """Return whether a scalar element is among the outputs."""
    value = settled(item)
    return not isinstance(value, dict | list) and any(
        identical(value, settled(other)) or contained(value, other) for other in out
    )
