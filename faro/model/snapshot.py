"""One stack: the resources that a program registers, or that a state file holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from faro.model.value import UNKNOWN, Inputs, Unknown, Value


class Source(NamedTuple):
    """Where the program registered a resource; ``line`` starts at 1."""

    file: str
    line: int


class Alias(NamedTuple):
    """An earlier identity of a resource, in parts; an empty part is the resource's present one."""

    name: str = ""
    type: str = ""
    stack: str = ""
    project: str = ""
    parent: str = ""
    no_parent: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """The resource options that the engine handles. An alias given as text is a full URN."""

    protect: bool = False
    retain_on_delete: bool = False
    delete_before_replace: bool | None = None
    ignore_changes: tuple[str, ...] = ()
    replace_on_changes: tuple[str, ...] = ()
    additional_secret_outputs: tuple[str, ...] = ()
    aliases: tuple[str | Alias, ...] = ()
    import_id: str = ""
    deleted_with: str = ""
    replace_with: tuple[str, ...] = ()
    replacement_trigger: Value = None
    hide_diffs: tuple[str, ...] = ()
    custom_timeouts: Mapping[str, str] = field(default_factory=dict)
    version: str = ""
    plugin_download_url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """The flags of a resource in a state file."""

    pending_deletion: bool = False
    pending_replacement: bool = False
    taint: bool = False
    init_errors: bool = False
    refresh_before_update: bool = False


class Verdict(NamedTuple):
    """The result of a dynamic provider's own ``diff``, called in the program's process."""

    changes: bool
    replaces: tuple[str, ...] = ()
    delete_before_replace: bool = False


NO_OPTIONS = Options()
SOUND = Condition()


@dataclass(frozen=True, slots=True, kw_only=True)
class Resource:
    """One resource of a snapshot.

    ``inputs`` are raw where a program registered them and checked by the provider where a state
    file holds them (``checked``). ``read`` marks a resource that exists outside the stack
    (``.get()``, a stack reference); ``remote`` a component built by a plugin.
    ``providers`` are those that such a component hands down, by package.
    ``property_dependencies`` maps a top-level input to the URNs its value came from.
    """

    urn: str
    type: str
    name: str
    custom: bool = True
    remote: bool = False
    read: bool = False
    checked: bool = False
    parent: str = ""
    provider: str = ""
    providers: Mapping[str, str] = field(default_factory=dict)
    id: str | Unknown | None = UNKNOWN
    inputs: Inputs = field(default_factory=dict)
    outputs: Inputs = field(default_factory=dict)
    dependencies: tuple[str, ...] = ()
    property_dependencies: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    options: Options = NO_OPTIONS
    condition: Condition = SOUND
    source: Source | None = None
    verdict: Verdict | None = None
    computed: frozenset[str] | None = None
    """Inputs that the SDK's class declares as always present in the outputs, so that the
    provider fills them in when the program leaves them out; None where the class is not known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """The resources of one stack, each after all that it depends on, and the stack's outputs."""

    project: str
    stack: str
    resources: tuple[Resource, ...] = ()
    outputs: Inputs = field(default_factory=dict)
    defaults: Mapping[str, Inputs] = field(default_factory=dict)
    """Package → what the stack's configuration tells its default provider."""
    calls: Mapping[str, Inputs] = field(default_factory=dict)
    """The arguments of each function call (``get_*``) with a made-up answer, by the name that the
    result's synthetic values have.
    """
    origin: str = ""
    """Where it came from, in words a user knows: a phase, a file."""
    holder: str = ""
    """The stack that the resources are in, where that is another."""
    digest: str = ""
    """SHA-256 of the program's files and configuration; empty for a state file."""


def same_resources(one: Snapshot, other: Snapshot) -> bool:
    """Whether both hold the same, in whatever order."""
    return one.outputs == other.outputs and _by_urn(one) == _by_urn(other)


def _by_urn(snapshot: Snapshot) -> list[Resource]:
    return sorted(snapshot.resources, key=lambda resource: resource.urn)
