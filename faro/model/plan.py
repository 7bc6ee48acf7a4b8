"""A plan: the operations that lead from one snapshot to another, with reasons."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from enum import Enum

from faro.model.cost import PlanCost
from faro.model.diagnostic import Diagnostic
from faro.model.snapshot import Resource, Snapshot
from faro.model.value import Path, Value


class Action(Enum):
    """The engine's operations, by its own names (``pkg/resource/deploy/step.go``)."""

    SAME = "same"
    CREATE = "create"
    UPDATE = "update"
    REPLACE = "replace"
    DELETE = "delete"
    DELETE_REPLACED = "delete-replaced"
    """The rest of an earlier replacement, still to be deleted."""
    READ = "read"
    DISCARD = "discard"
    IMPORT = "import"
    NOT_PREVIEWED = "not-previewed"
    """A child that a plugin, not the program, registers: nothing can be said offline."""


class Reason(Enum):
    """Why an action was chosen."""

    NEW = "new"
    UNCHANGED = "unchanged"
    INPUTS_CHANGED = "inputs changed"
    REPLACING_INPUT = "an input that cannot change in place"
    REPLACE_ON_CHANGES = "replaceOnChanges"
    REPLACEMENT_TRIGGER = "replacementTrigger"
    REPLACE_WITH = "replaceWith"
    PROVIDER_REPLACED = "its provider is replaced"
    PROVIDER_UNKNOWN = "its provider's configuration is not known yet"
    DEPENDS_ON_REPLACED = "depends on something deleted first"
    TAINTED = "marked for replacement in the state"
    INIT_ERRORS = "its last deployment did not finish"
    PENDING_REPLACEMENT = "a replacement was interrupted"
    OWNERSHIP = "managed by the program on one side only"
    IMPORTED = "imported"
    READ = "read from the cloud"
    REMOVED = "no longer in the program"
    PENDING_DELETION = "a deletion was interrupted"
    PLUGIN = "registered by a plugin"


class DiffKind(Enum):
    """The change of one property."""

    ADD = "add"
    UPDATE = "update"
    DELETE = "delete"


class Undecided(Enum):
    """Why the more likely result was assumed; every use is listed and counted."""

    SECRET = "a secret was not compared"  # noqa: S105 no password
    JSON_TEXT = "the reformatted JSON"
    TEXT_FORM = "a difference of letter case or form"
    REMOVED_INPUT = "a removed input may keep its value"
    ORDER = "a reordered list may be a set"
    EMPTY_OBJECT = "an empty object of unknown kind"
    PROVIDER_FILLED = "a key that the provider filled in"
    PROVIDER_MOVED = "a move between providers"
    REMOTE_COMPONENT = "a component that a plugin builds"
    DEFAULT_NAMESPACE = "the provider's default namespace"
    NO_FACTS = "no facts on what replaces this type"
    CONDITION = "a condition that only the provider knows"
    REFRESH = "the engine reads the cloud first"
    PROVIDER_DIFF = "the provider's own diff was not run"
    INVOKE = "a result that only the cloud knows"
    NO_STAND_IN = "an output without a synthetic value"
    ASSET_BY_URL = "an asset by URL"
    STATE_UPGRADE = "another major version of the provider"


@dataclass(frozen=True, slots=True)
class PropertyDiff:
    """One changed value. ``old`` and ``new`` keep their secret wrappers."""

    path: Path
    kind: DiffKind
    old: Value = None
    new: Value = None
    replaces: bool = False


@dataclass(frozen=True, slots=True)
class Doubt:
    """An assumed result; ``path`` is empty for the whole resource."""

    why: Undecided
    path: Path = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """The change of one resource, with both sides, so that views do not have to search.

    ``replace_keys`` are the top-level keys the engine prints as ``replaceReasons``,
    ``diff_keys`` those of ``diffReasons``. ``delete_first`` holds for replacements.
    ``may_replace``: an update that the provider may turn into a replacement.
    """

    urn: str
    action: Action
    reason: Reason
    old: Resource | None = None
    new: Resource | None = None
    diffs: tuple[PropertyDiff, ...] = ()
    replace_keys: tuple[str, ...] = ()
    diff_keys: tuple[str, ...] = ()
    delete_first: bool = False
    may_replace: bool = False
    doubts: tuple[Doubt, ...] = ()
    bears_data: bool = False

    @property
    def resource(self) -> Resource:
        """The existing side; the new one if both exist."""
        side = self.new or self.old
        assert side is not None  # noqa: S101 a change has at least one side
        return side

    @property
    def data_at_risk(self) -> bool:
        """Whether a data-bearing resource is replaced or deleted."""
        return self.bears_data and self.action in DESTRUCTIVE


DESTRUCTIVE = frozenset({Action.REPLACE, Action.DELETE, Action.DELETE_REPLACED})
QUIET = frozenset({Action.SAME, Action.READ, Action.NOT_PREVIEWED})
"""Actions that ask for nothing to be done."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """The way from ``old`` to ``new``: registrations in the program's order, then deletions.

    ``outputs`` are those of the stack that change.
    """

    old: Snapshot | None
    new: Snapshot
    changes: tuple[Change, ...] = ()
    outputs: tuple[PropertyDiff, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = field(default=())
    cost: PlanCost | None = None

    @property
    def counts(self) -> Counter[Action]:
        """Return the number of resources per action, without the root stack."""
        return Counter(change.action for change in self.changes if not is_root(change))

    @property
    def has_changes(self) -> bool:
        """Whether a deployment would change anything."""
        return any(change.action not in QUIET for change in self.changes)


def is_root(change: Change) -> bool:
    """Return whether the change is that of the stack itself."""
    return change.resource.type == "pulumi:pulumi:Stack"
