"""Decides what a rollback leaves in the stack that it comes from.

What only the later phase has would be deleted by the next update of the earlier one. What of it
holds data or is protected stays in the later stack instead, where a promotion finds it again. The
engine moves whole trees of resources, so a tree stays as a whole or not at all.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from faro.model.plan import Action, Change, Plan
from faro.move.states import Raw, State, in_stack, references

DELETION_GUARDS: Final = frozenset(
    {"deletionProtection", "deletionProtectionEnabled", "deletion_protection"}
)
"""Inputs with which a vendor itself refuses to delete a resource."""


def staying(source: State, target: State, plan: Plan) -> frozenset[str]:
    """URNs of ``source`` that stay there; ``plan`` is that of the target from all of them.

    A tree with a resource that must not be deleted stays, if the program of the target has nothing
    of it, and with it the trees that it refers to.
    """
    gone = {change.urn: change for change in plan.changes if change.action is Action.DELETE}

    def removal(raw: Raw) -> Change | None:
        return gone.get(in_stack(raw["urn"], source, target))

    above = dict(_tops(source))
    trees: dict[str, list[Raw]] = {}
    for raw in source.movable():
        trees.setdefault(above[raw["urn"]], []).append(raw)
    whole = {top: tree for top, tree in trees.items() if all(map(removal, tree))}
    waiting = [top for top, tree in whole.items() if any(_is_guarded(removal(r)) for r in tree)]
    stay: set[str] = set()
    while waiting:
        top = waiting.pop()
        if top not in stay and top in whole:
            stay.add(top)
            waiting += [above[urn] for raw in whole[top] for urn in references(raw) if urn in above]
    return frozenset(raw["urn"] for top in stay for raw in whole[top])


def _is_guarded(change: Change | None) -> bool:
    """Whether a deletion would lose data, be refused, or leave the resource without an owner."""
    if change is None or change.old is None:
        return False
    options, inputs = change.old.options, change.old.inputs
    by_vendor = any(inputs.get(key) is True for key in DELETION_GUARDS)
    return change.bears_data or options.protect or options.retain_on_delete or by_vendor


def _tops(source: State) -> Iterator[tuple[str, str]]:
    """Each resource with the one at the top of its tree."""
    parents = {raw["urn"]: raw.get("parent") or source.root for raw in source.movable()}
    for urn in parents:
        top = urn
        while parents[top] in parents:
            top = parents[top]
        yield urn, top
