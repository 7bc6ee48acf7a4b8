"""Dependent replacements of a resource that is deleted before its replacement is created.

Follows ``calculateDependentReplacements`` of the engine's step generator: dependents are those of
the *old* state, and one is replaced if an unknown in the inputs that came from a replaced
resource would replace it, even where its new value is known and unchanged.
"""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Callable, Sequence

from faro.engine.decide import provider_of
from faro.model.snapshot import Resource

WouldReplace = Callable[[Resource, tuple[str, ...]], tuple[str, ...]]
"""Of an old resource and the inputs that become unknown: which of these would replace it."""


class Dependents:
    """The dependencies between resources in the old state."""

    def __init__(self, olds: Sequence[Resource]) -> None:
        self._olds = olds
        self._places: dict[str, list[int]] = defaultdict(list)
        for place, old in enumerate(olds):
            if old.custom and not old.read:
                for urn in _sources(old):
                    self._places[urn].append(place)

    def condemned_by(
        self, root: Resource, is_settled: Callable[[str], bool], would_replace: WouldReplace
    ) -> list[str]:
        """The old URNs that are deleted before ``root`` is, in dependency order.

        ``is_settled`` returns whether a step for a URN already exists.
        """
        gone = {root.urn: None}
        waiting = list(self._places.get(root.urn, ()))
        while waiting:
            old = self._olds[heapq.heappop(waiting)]
            if old.urn in gone or is_settled(old.urn):
                continue
            if _is_condemned(old, gone, would_replace):
                gone[old.urn] = None
                for place in self._places.get(old.urn, ()):
                    heapq.heappush(waiting, place)
        return list(gone)[1:]


def _sources(old: Resource) -> set[str]:
    found = {provider_of(old)}
    for urns in old.property_dependencies.values():
        found.update(urns)
    return found


def _is_condemned(old: Resource, gone: dict[str, None], would_replace: WouldReplace) -> bool:
    if provider_of(old) in gone:
        return True
    touched = tuple(
        key
        for key in old.inputs
        if not gone.keys().isdisjoint(old.property_dependencies.get(key, ()))
    )
    return bool(touched and would_replace(old, touched))
