"""Goes through two values side by side and notes where they differ, by the engine's own rules.

Families of providers have other rules for single values, lists and keys: they derive from ``Walk``
and override those alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import ClassVar, Final, NamedTuple

from faro.engine.compare.ciphertext import can_be, can_both_be, surely_same
from faro.engine.compare.equality import identical, same_scalar, settled
from faro.model.plan import DiffKind, Doubt, PropertyDiff, Undecided
from faro.model.value import UNKNOWN, Archive, Asset, Ciphertext, Path, Secret, Value

_Content = Asset | Archive


class Finding(NamedTuple):
    """Whether two values differ, and the reason if this is assumed."""

    changed: bool
    doubt: Undecided | None = None


class Place(NamedTuple):
    """The position of a comparison: the path, the state's output there, the old object around
    it.
    """

    path: Path
    out: Value = None
    beside: Mapping[str, Value] = MappingProxyType({})


SAME: Final = Finding(changed=False)
CHANGED: Final = Finding(changed=True)


class Walk:
    """Deep equality as ``PropertyMap.DeepEquals`` has it: null counts as absent at every depth.

    A method that returns a value returns the new value as the provider's Check would.
    ``out`` is the state's output at the same place.
    """

    reserved: ClassVar[frozenset[str]] = frozenset()
    """Keys that are not the resource's own."""
    inputs_suffice: ClassVar[bool] = True
    """Whether inputs like the old ones are no change, whatever the outputs are."""

    def __init__(self) -> None:
        self.diffs: list[PropertyDiff] = []
        self.doubts: list[Doubt] = []

    def value(self, path: Path, old: Value, new: Value, out: Value = None) -> Value:
        """Compare the values at one path."""
        if self.inputs_suffice and identical(old, new):
            return old
        seen_old, seen_new = settled(old), settled(new)
        if isinstance(seen_old, dict) and isinstance(seen_new, dict):
            return like(new, self.objects(path, seen_old, seen_new, settled(out)))
        if isinstance(seen_old, list) and isinstance(seen_new, list):
            return like(new, self.lists(path, seen_old, seen_new, settled(out)))
        finding = self.leaf(Place(path, settled(out)), seen_old, seen_new)
        self.note(path, finding.doubt)
        if finding.changed:
            self.update(path, old, new)
            return new
        return like(new, old)

    def objects(
        self, path: Path, old: dict[str, Value], new: dict[str, Value], out: Value
    ) -> dict[str, Value]:
        """Compare two objects key by key."""
        outs = out if isinstance(out, dict) else {}
        checked: dict[str, Value] = {}
        for key, item in new.items():
            held = old.get(key)
            if key in self.reserved:
                continue
            if item is None:
                self.null((*path, key), held)
            elif held is None:
                checked[key] = self.added(Place((*path, key), outs.get(key), old), item)
            else:
                checked[key] = self.value((*path, key), held, item, outs.get(key))
        for key, item in old.items():
            if item is not None and new.get(key) is None and key not in self.reserved:
                kept = self.removed(Place((*path, key), outs.get(key), old), item)
                if kept is not None:
                    checked[key] = kept
        return checked

    def lists(self, path: Path, old: list[Value], new: list[Value], out: Value) -> list[Value]:
        """Compare two lists element by element."""
        outs = self.outputs_of(old, out)
        checked: list[Value] = []
        for index, item in enumerate(new):
            at = (*path, index)
            if index < len(old):
                beside = outs[index] if index < len(outs) else None
                checked.append(self.value(at, old[index], item, beside))
            else:
                self.add(at, item)
                checked.append(item)
        for index in range(len(new), len(old)):
            self.delete((*path, index), old[index])
        return checked

    def outputs_of(self, old: list[Value], out: Value) -> list[Value]:
        """The outputs of a list's elements, in their order; empty where they cannot be told."""
        return out if isinstance(out, list) and len(out) == len(old) else []

    def leaf(self, place: Place, old: Value, new: Value) -> Finding:  # noqa: ARG002 for families
        """Compare two values of which at least one is no object and no list."""
        return self.single(old, new)

    def single(self, old: Value, new: Value) -> Finding:
        """Compare two settled values that have nothing inside to go into."""
        if new is UNKNOWN or old is UNKNOWN:
            return Finding(changed=False, doubt=Undecided.NO_STAND_IN) if old is new else CHANGED
        if isinstance(old, Ciphertext) or isinstance(new, Ciphertext):
            return _encrypted(old, new)
        if isinstance(old, _Content) and isinstance(new, _Content):
            return _content(old, new)
        return SAME if self.equal(old, new) else CHANGED

    def equal(self, old: Value, new: Value) -> bool:
        """Return whether two scalars are equal."""
        return same_scalar(old, new)

    def added(self, place: Place, new: Value) -> Value:
        """Judge a key that only the program has."""
        self.add(place.path, new)
        return new

    def null(self, path: Path, old: Value) -> None:
        """Compare a null of the program; an ``old`` value counts as removed."""

    def removed(self, place: Place, old: Value) -> Value:
        """Compare a key that only the state has; return the value that is carried over, or None."""
        self.delete(place.path, old)
        return None

    def add(self, path: Path, new: Value) -> None:
        """Note a value that appears."""
        self.diffs.append(PropertyDiff(path, DiffKind.ADD, None, new))

    def update(self, path: Path, old: Value, new: Value) -> None:
        """Note a value that becomes another; null on one side makes it appear or vanish."""
        kind = DiffKind.UPDATE
        if old is None or new is None:
            kind = DiffKind.ADD if old is None else DiffKind.DELETE
        self.diffs.append(PropertyDiff(path, kind, old, new))

    def delete(self, path: Path, old: Value) -> None:
        """Note a value that vanishes."""
        self.diffs.append(PropertyDiff(path, DiffKind.DELETE, old, None))

    def note(self, path: Path, why: Undecided | None) -> None:
        """Note that a result is assumed."""
        if why is not None:
            self.doubts.append(Doubt(why, path))


def like(new: Value, checked: Value) -> Value:
    """The checked value, secret or not as the program's is; what is encrypted stays so."""
    inner = checked.value if isinstance(checked, Secret) else checked
    hidden = isinstance(new, Secret) and not isinstance(inner, Ciphertext)
    return Secret(inner) if hidden else inner


def _encrypted(old: Value, new: Value) -> Finding:
    """Length tells some encrypted values apart; nothing short of the key tells them alike."""
    if isinstance(old, Ciphertext) and isinstance(new, Ciphertext):
        if surely_same(old, new):
            return SAME
        possible = can_both_be(old, new)
    elif isinstance(old, Ciphertext):
        possible = can_be(old, new)
    else:
        assert isinstance(new, Ciphertext)  # noqa: S101 the caller saw to it
        possible = can_be(new, old)
    return Finding(changed=False, doubt=Undecided.SECRET) if possible else CHANGED


def _content(old: _Content, new: _Content) -> Finding:
    """Assets and archives are their kind and their hash; what has none stands behind a URL."""
    if type(old) is not type(new):
        return CHANGED
    if old.hash and new.hash:
        return SAME if old.hash == new.hash else CHANGED
    alike = old == new or old.uri == new.uri != ""
    return Finding(changed=not alike, doubt=Undecided.ASSET_BY_URL)
