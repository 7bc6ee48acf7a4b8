"""Compares moved resources with the earlier state: ids, properties, protection, secrets,
aliases.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from faro.move.plan import MovePlan
from faro.move.states import Raw, State, in_stack, unreferenced

_COMPARED: Final = (
    *("id", "type", "custom", "external", "inputs", "outputs", "parent", "provider"),
    *("protect", "retainOnDelete", "dependencies", "propertyDependencies", "deletedWith"),
    *(
        "replaceWith",
        "additionalSecretOutputs",
        "aliases",
        "ignoreChanges",
        "replaceOnChanges",
        "initErrors",
    ),
)
_ABSENT: Final[tuple[Any, ...]] = (None, False, [], {}, "")


def differences(planned: MovePlan, before: State, after: State) -> Iterator[str]:
    """Yield the differences of the target from the source; nothing if they match.

    Either both states have their secrets in plain text, or neither: ciphertexts differ between
    stacks, so of them only that they are secrets is compared. References to what stays are lost.
    No value is in a message.
    """
    there, moves = after.by_urn(), set(planned.moves)
    stays = {before.root, *planned.stays, *planned.kept}
    for raw in before.movable():
        if raw["urn"] not in moves:
            continue
        urn = in_stack(raw["urn"], before, planned.target)
        moved = there.get(urn)
        if moved is None:
            yield f"{urn} is missing"
            continue
        found = unreferenced(raw, stays)
        for key in _COMPARED:
            wanted = in_stack(_part(found, key), before, planned.target)
            if not _same(wanted, _part(moved, key)):
                yield f"{urn}: {key} is not what it was"


def missing(planned: MovePlan, now: State) -> Iterator[str]:
    """Say what was to stay in the source, and is not there."""
    for urn in planned.kept:
        if urn not in now.by_urn():
            yield f"{urn} is missing"


def _part(raw: Raw, key: str) -> Any:
    found = _without_ciphertext(raw.get(key))
    if key == "propertyDependencies" and isinstance(found, Mapping):
        return {name: urns for name, urns in found.items() if urns}  # none is written or left out
    return found


def _without_ciphertext(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {k: _without_ciphertext(v) for k, v in value.items() if k != "ciphertext"}
    if isinstance(value, list):
        return [_without_ciphertext(item) for item in value]
    return value


def _same(wanted: Any, found: Any) -> bool:
    return wanted == found or (wanted in _ABSENT and found in _ABSENT)
