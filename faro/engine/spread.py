"""What goes down with a resource that is deleted before its replacement is created.

Follows ``calculateDependentReplacements`` of the engine's step generator: dependents are those of
the *old* state, and one is condemned if an unknown in the inputs that came from a condemned
resource would replace it, even where its new value is known and unchanged.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from faro.engine.decide import provider_of
from faro.model.snapshot import Resource

WouldReplace = Callable[[Resource, tuple[str, ...]], tuple[str, ...]]
"""Of an old resource and the inputs that become unknown: which of these would replace it."""


def condemned_by(
    root: Resource,
    olds: Sequence[Resource],
    is_settled: Callable[[str], bool],
    would_replace: WouldReplace,
) -> dict[str, tuple[str, ...]]:
    """The old URNs that are deleted before ``root`` is, each with the keys that condemn it.

    ``olds`` are in dependency order; ``is_settled`` says that a step for a URN exists already.
    """
    gone = {root.urn}
    condemned: dict[str, tuple[str, ...]] = {}
    for old in olds:
        if not old.custom or old.read or old.urn in gone or is_settled(old.urn):
            continue
        if provider_of(old) in gone:
            keys: tuple[str, ...] = ()
        else:
            touched = tuple(
                key
                for key in old.inputs
                if gone.intersection(old.property_dependencies.get(key, ()))
            )
            keys = would_replace(old, touched) if touched else ()
            if not keys:
                continue
        gone.add(old.urn)
        condemned[old.urn] = keys
    return condemned
