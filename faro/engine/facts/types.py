"""What is known of resource types: which change replaces, what the engine deletes first.

The facts were read from the providers' own sources; each entry of ``data/replacement.json`` names
its source and how sure it is. A type without an entry was not read.
"""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from pathlib import Path as FilePath
from typing import Any, Final

from faro.engine import paths
from faro.engine.facts.rules import Answer, Case, Rule, Setting, at, holds
from faro.model.plan import DiffKind
from faro.model.value import UNKNOWN, Path, Value, bare

__all__ = ["Answer", "DeletesFirst", "Setting", "TypeFacts", "bears_data", "facts_for"]

_DATA: Final = FilePath(__file__).parent / "data"
_ANY_KUBERNETES: Final = "kubernetes:*"
_NAME: Final = re.compile(r"bucket|roleId|accountId|.*(name|Name|identifier|Identifier|GroupId)")
"""What a name is called among the inputs that make up an identity."""


class DeletesFirst(Enum):
    """Whether the old object is deleted before the new one is created."""

    ALWAYS = "always"
    WHEN_NAME_SET = "when_name_set"
    """Only where the program itself writes the name that would else be made up."""
    NEVER = "never"


@dataclass(frozen=True, slots=True)
class TypeFacts:
    """The facts of one type. Paths are in the engine's camelCase; ``*`` is any key or index."""

    replacing: tuple[Path, ...]
    replacing_when_added_or_removed: tuple[Path, ...]
    kept: tuple[Path, ...]
    unless: Mapping[Path, Rule]
    identity: tuple[str, ...]
    deletes_first: DeletesFirst
    confidence: str
    source: str

    def replaces(
        self, path: Path, kind: DiffKind, old: Value, new: Value, setting: Setting
    ) -> Answer:
        """Return whether a change at ``path`` forces a replacement.

        A path covers all below it. Where a whole block changes at once, the replacing paths inside
        it count if the block has something there.
        """
        answers = [
            self._unless(pattern, old if len(path) == len(pattern) else None, new, setting, path)
            for pattern in self.replacing
            if paths.covers(pattern, path)
        ]
        answers += self._by_block(path, kind, old, new)
        answers += [
            self._unless(pattern, was, becomes, setting, pattern)
            for pattern in self.replacing
            if len(pattern) > len(path) and paths.covers(path, _plain(pattern, path))
            for was, becomes in [(_inside(old, pattern, path), _inside(new, pattern, path))]
            if was != becomes or UNKNOWN in (was, becomes)
        ]
        if Answer.YES in answers:
            return Answer.YES
        return Answer.MAYBE if Answer.MAYBE in answers else Answer.NO

    @property
    def auto_named(self) -> str | None:
        """The input that the provider makes a name for, and deletes the old object first where the
        program writes it; None where it makes up none.
        """
        if self.deletes_first is not DeletesFirst.WHEN_NAME_SET:
            return None
        return next(filter(_NAME.fullmatch, self.identity), "name")

    def kept_when_dropped(self, path: Path) -> bool:
        """Return whether the provider keeps the value when the program no longer sets it."""
        return any(paths.covers(pattern, path) for pattern in self.kept)

    def _by_block(self, path: Path, kind: DiffKind, old: Value, new: Value) -> list[Answer]:
        blocks = self.replacing_when_added_or_removed
        if any(_comes_or_goes(old, new, pattern, path) for pattern in blocks):
            return [Answer.YES]
        if not any(_matches(pattern, path) for pattern in blocks):
            return []
        lengths = [len(v) for v in (bare(old), bare(new)) if isinstance(v, list)]
        other_length = len(lengths) == 2 and lengths[0] != lengths[1]  # noqa: PLR2004 both sides
        return [Answer.YES] if kind is not DiffKind.UPDATE or other_length else []

    def _unless(
        self, pattern: Path, old: Value, new: Value, setting: Setting, path: Path
    ) -> Answer:
        rule = self.unless.get(pattern)
        if rule is None:
            return Answer.YES
        before = old if old is not None else at(setting.old.inputs, pattern)
        if before is None:
            before = at(setting.old.outputs, pattern)
        after = new if len(path) == len(pattern) else at(setting.new.inputs, pattern)
        spared = holds(rule, Case(before, after, setting))
        if spared is Answer.MAYBE and bare(new) is UNKNOWN:
            return Answer.YES  # as the engine shows an unknown at a replacing property
        return ~spared


def _matches(pattern: Path, path: Path) -> bool:
    return len(pattern) == len(path) and paths.covers(pattern, path)


def _comes_or_goes(old: Value, new: Value, pattern: Path, path: Path) -> bool:
    """Return whether a block deep inside the changed value is there on one side only."""
    if len(pattern) <= len(path) or not paths.covers(path, _plain(pattern, path)):
        return False
    was, becomes = _inside(old, pattern, path), _inside(new, pattern, path)
    return (was is None) is not (becomes is None) or UNKNOWN in (was, becomes)


def _plain(pattern: Path, path: Path) -> Path:
    """The pattern with the path's own step in place of each ``*``, as far as the path goes."""
    return tuple(path[i] if i < len(path) and s == paths.ANY else s for i, s in enumerate(pattern))


def _inside(block: Value, pattern: Path, path: Path) -> Value:
    """What a changed block holds below ``path`` where the pattern looks; all of it for a ``*``."""
    value = bare(block)
    for step in pattern[len(path) :]:
        if step != paths.ANY and isinstance(value, list) and len(value) == 1:
            value = value[0]
        if step == paths.ANY or value is UNKNOWN:
            return value or None
        value = value.get(str(step)) if isinstance(value, dict) else None
    return value


def facts_for(type_: str) -> TypeFacts | None:
    """Return the facts of a type; every Kubernetes object has at least its name and namespace."""
    found = _facts(type_)
    if found is None and type_.startswith("kubernetes:") and "helm.sh" not in type_:
        return _facts(_ANY_KUBERNETES)
    return found


@functools.cache
def _facts(type_: str) -> TypeFacts | None:
    entry = _entries().get(type_)
    if entry is None:
        return None
    unless = entry.get("unless") or {}
    return TypeFacts(
        replacing=_paths(entry, "replaces"),
        replacing_when_added_or_removed=_paths(entry, "replacesWhenAddedOrRemoved"),
        kept=_paths(entry, "keptWhenDropped"),
        unless={paths.parse(path): rule for path, rule in unless.items()},
        identity=tuple(entry.get("identity") or ()),
        deletes_first=DeletesFirst(entry["deletesFirst"]),
        confidence=entry["confidence"],
        source=entry["source"],
    )


def _paths(entry: Mapping[str, Any], key: str) -> tuple[Path, ...]:
    return tuple(paths.parse(text) for text in entry.get(key) or ())


@functools.cache
def _entries() -> dict[str, Any]:
    text = (_DATA / "replacement.json").read_text(encoding="utf-8")
    entries: dict[str, Any] = json.loads(text)
    return entries


def bears_data(type_: str) -> bool:
    """Return whether data is lost when a resource of the type is deleted or replaced."""
    return type_ in _data_types()


@functools.cache
def _data_types() -> frozenset[str]:
    kinds: dict[str, list[str]] = json.loads((_DATA / "stores.json").read_text(encoding="utf-8"))
    return frozenset(type_ for types in kinds.values() for type_ in types)
