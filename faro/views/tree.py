"""The rows of a plan as a tree by component, shared by all views.

Which resources show, under what, in what order and with which changed properties is settled
here; how a row looks is the business of the views.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from faro.model.plan import Action, Change, DiffKind, Doubt, Plan, PropertyDiff, is_root
from faro.model.value import Ciphertext, Path, Secret, Value, path_text
from faro.views.values import leaves, visible_path

ALIKE = 2
"""More siblings of one type and one action than this share a line."""
FOLDED = 4
"""A new component with more resources than this, all new, is one line."""
_LISTED = frozenset({Action.CREATE, Action.IMPORT, Action.DELETE})
"""What shows all its inputs when everything is asked for."""
_HIDDEN = Secret(None)
_PICKLED = "__provider"
"""The pickled class of a dynamic resource, which is not readable."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Property:
    """One property below a row; ``kind`` is None where the value is shown and has no other side."""

    path: str
    kind: DiffKind | None
    old: Value = None
    new: Value = None
    replaces: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line of the tree and its properties; alike siblings share one row.

    ``inside`` are the resources of a new component that are not drawn one by one.
    """

    depth: int
    changes: tuple[Change, ...]
    properties: tuple[Property, ...] = ()
    inside: tuple[Change, ...] = ()

    @property
    def change(self) -> Change:
        """The row's change, or the first of several alike."""
        return self.changes[0]


def rows(plan: Plan, *, diff: bool, show_same: bool) -> tuple[Row, ...]:
    """The rows in drawing order: each component before its children."""
    changes = [change for change in plan.changes if not is_root(change)]
    above = _parents(changes)
    shown = _with_ancestors(
        (at for at, change in enumerate(changes) if show_same or _is_telling(change)), above
    )
    below: dict[int | None, list[int]] = {}
    for at in range(len(changes)):
        if at in shown:
            below.setdefault(above[at], []).append(at)
    return tuple(_drawn(changes, below, diff=diff))


def _is_telling(change: Change) -> bool:
    return change.action is not Action.SAME or protect_changes(change)


def protect_changes(change: Change) -> bool:
    """Return whether the protection changes; the engine shows this also for unchanged resources."""
    return (
        change.old is not None
        and change.new is not None
        and change.old.options.protect != change.new.options.protect
    )


def _parents(changes: list[Change]) -> list[int | None]:
    """For each change the index of its component's change, None at the top."""
    home: dict[str, int] = {}
    for at, change in enumerate(changes):
        if change.action is not Action.DELETE_REPLACED:
            home[change.urn] = at
    for at, change in enumerate(changes):
        if change.old is not None:
            home.setdefault(change.old.urn, at)
    found = [home.get(change.resource.parent) for change in changes]
    return [None if parent == at else parent for at, parent in enumerate(found)]


def _with_ancestors(starts: Iterable[int], above: list[int | None]) -> set[int]:
    """The given rows and every component over them."""
    shown: set[int] = set()
    for start in starts:
        at: int | None = start
        while at is not None and at not in shown:
            shown.add(at)
            at = above[at]
    return shown


def _drawn(
    changes: list[Change], below: dict[int | None, list[int]], *, diff: bool
) -> Iterator[Row]:
    """Depth first without recursion: a program may nest as deep as it likes."""
    waiting = [(0, group) for group in reversed(_groups(changes, below, None, diff=diff))]
    while waiting:
        depth, group = waiting.pop()
        first = changes[group[0]]
        inside = () if diff else _inside(changes, below, group[0])
        yield Row(
            depth=depth,
            changes=tuple(changes[at] for at in group),
            properties=tuple(properties(first, diff=diff)),
            inside=inside,
        )
        if not inside:
            children = _groups(changes, below, group[0], diff=diff)
            waiting.extend((depth + 1, child) for child in reversed(children))


def _inside(
    changes: list[Change], below: dict[int | None, list[int]], root: int
) -> tuple[Change, ...]:
    """The resources of a component that is new with all it has, if they are many."""
    found: list[Change] = []
    waiting = [root]
    while waiting:
        at = waiting.pop()
        if changes[at].action is not Action.CREATE:
            return ()
        if at in below:
            waiting.extend(reversed(below[at]))
        else:
            found.append(changes[at])
    return tuple(found) if len(found) > FOLDED else ()


def _groups(
    changes: list[Change], below: dict[int | None, list[int]], parent: int | None, *, diff: bool
) -> list[list[int]]:
    """The children of one component, where many alike stand as one group at the first's place."""
    alike: dict[object, list[int]] = {}
    for at in below.get(parent, ()):
        change = changes[at]
        single = diff or at in below or change.data_at_risk or bool(change.diffs)
        key = at if single else (change.action, change.reason, change.resource.type)
        alike.setdefault(key, []).append(at)
    groups: list[list[int]] = []
    for members in alike.values():
        groups.extend([members] if len(members) > ALIKE else [[at] for at in members])
    return sorted(groups)


def properties(change: Change, *, diff: bool) -> Iterator[Property]:
    """The properties to list below a change."""
    if change.old and change.new and protect_changes(change):
        old, new = change.old.options.protect, change.new.options.protect
        yield Property(path="protect (option)", kind=DiffKind.UPDATE, old=old, new=new)
    if change.action in _LISTED:
        if diff:
            for path, value in leaves(change.resource.inputs):
                if path and path != _PICKLED:
                    yield Property(path=path, kind=None, new=value)
        return
    yield from _unique(_changed(change, found) for found in change.diffs)


def _changed(change: Change, found: PropertyDiff) -> Property:
    path = shown_path(change, found.path)
    hidden = len(path) < len(found.path)
    return Property(
        path=path_text(path),
        kind=DiffKind.UPDATE if hidden else found.kind,
        old=_HIDDEN if hidden else found.old,
        new=_HIDDEN if hidden else found.new,
        replaces=found.replaces,
    )


def shown_path(change: Change, path: Path) -> Path:
    """A path of the change's inputs, ended at the first secret on either side."""
    for side in (change.old, change.new):
        if side is not None:
            path = visible_path(side.inputs, path)
    return path


def outputs(plan: Plan) -> tuple[Property, ...]:
    """The outputs of the stack that change."""
    return tuple(
        Property(path=path_text(found.path), kind=found.kind, old=found.old, new=found.new)
        for found in plan.outputs
    )


def _unique(found: Iterable[Property]) -> Iterator[Property]:
    """Two changes inside one secret show once."""
    hidden: set[str] = set()
    for item in found:
        if isinstance(item.old, Secret | Ciphertext) and isinstance(item.new, Secret | Ciphertext):
            if item.path in hidden:
                continue
            hidden.add(item.path)
        yield item


def at_risk(plan: Plan) -> tuple[Change, ...]:
    """The changes that lose or move data."""
    return tuple(change for change in plan.changes if change.data_at_risk)


def doubted(plan: Plan) -> tuple[tuple[Change, Doubt], ...]:
    """Every assumed result, with its change."""
    return tuple((change, doubt) for change in plan.changes for doubt in change.doubts)
