"""URNs, written and read as the engine does (``sdk/go/common/resource/urn/urn.go``)."""

from __future__ import annotations

from typing import NamedTuple

STACK_TYPE = "pulumi:pulumi:Stack"
PROVIDER_PREFIX = "pulumi:providers:"
_PREFIX = "urn:pulumi:"


class UrnParts(NamedTuple):
    """The parts of a URN; ``qualified_type`` holds the types of all ancestors, ``$`` between."""

    stack: str
    project: str
    qualified_type: str
    name: str

    @property
    def type(self) -> str:
        """The resource's own type: what stands after the last ``$``."""
        return self.qualified_type.rpartition("$")[2]


def parse(urn: str) -> UrnParts:
    """Split a URN; a name may itself contain ``::``. Raises ValueError for anything else."""
    parts = urn.removeprefix(_PREFIX).split("::", 3)
    if not urn.startswith(_PREFIX) or len(parts) != 4:  # noqa: PLR2004 a URN has four parts
        raise ValueError(f"not a Pulumi URN: {urn!r}")
    return UrnParts(*parts)


def make(stack: str, project: str, parent: str, type_: str, name: str) -> str:
    """The URN of a resource under ``parent`` (a URN or empty); the root stack adds no type."""
    qualified = type_
    if parent:
        above = parse(parent).qualified_type
        if above.rpartition("$")[2] != STACK_TYPE:
            qualified = f"{above}${type_}"
    return f"{_PREFIX}{stack}::{project}::{qualified}::{name}"


def type_of(urn: str) -> str:
    """The resource's own type."""
    return parse(urn).type


def name_of(urn: str) -> str:
    """The resource's logical name."""
    return parse(urn).name


def moved(urn: str, stack: str) -> str:
    """The same resource in another stack of the project, as ``pulumi state move`` writes it."""
    parts = parse(urn)
    name = parts.name
    if parts.type == STACK_TYPE and name == f"{parts.project}-{parts.stack}":
        name = f"{parts.project}-{stack}"
    return f"{_PREFIX}{stack}::{parts.project}::{parts.qualified_type}::{name}"


def is_default_provider(urn: str) -> bool:
    """Return whether the engine made this provider itself: such ones never show in a plan."""
    parts = parse(urn)
    return parts.type.startswith(PROVIDER_PREFIX) and parts.name.startswith("default")
