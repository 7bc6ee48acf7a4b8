"""A stack's state for a move: the resources of an export, by URN."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

ROOT_TYPE: Final = "pulumi:pulumi:Stack"
_PROVIDERS: Final = "pulumi:providers:"

Raw = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class State:
    """One stack: its name, its project, and the resources that its export lists."""

    stack: str
    project: str
    resources: tuple[Raw, ...]
    export: Raw = field(default_factory=dict, repr=False)
    """What the CLI printed."""
    pending: tuple[str, ...] = ()
    """URNs of operations that an interrupted update left open."""

    @classmethod
    def of(cls, stack: str, project: str, export: Raw) -> State:
        """Read what ``pulumi stack export`` printed."""
        deployment = export.get("deployment") or {}
        return cls(
            stack,
            project,
            tuple(deployment.get("resources") or ()),
            export,
            tuple(o["resource"]["urn"] for o in deployment.get("pending_operations") or ()),
        )

    @property
    def root(self) -> str:
        """The URN of the stack's own resource."""
        return f"urn:pulumi:{self.stack}::{self.project}::{ROOT_TYPE}::{self.project}-{self.stack}"

    def by_urn(self) -> dict[str, Raw]:
        """The resources by their URNs; what is only kept to be deleted is left out."""
        return {raw["urn"]: raw for raw in self.resources if not raw.get("delete")}

    def movable(self) -> Iterator[Raw]:
        """Yield the resources to move: all except the stack itself and the providers, which are
        copied.
        """
        for raw in self.resources:
            if raw["type"] != ROOT_TYPE and not raw["type"].startswith(_PROVIDERS):
                yield raw

    def providers(self) -> Iterator[Raw]:
        """The providers: a move copies them and leaves them where they are."""
        for raw in self.resources:
            if raw["type"].startswith(_PROVIDERS):
                yield raw

    def without(self, urns: Collection[str]) -> State:
        """The same without some of its resources, and without references to them."""
        left = [unreferenced(raw, urns) for raw in self.resources if raw["urn"] not in urns]
        deployment = {**(self.export.get("deployment") or {}), "resources": left}
        export = {**self.export, "deployment": deployment}
        return replace(self, resources=tuple(left), export=export)


def counted(resources: int) -> str:
    """A number of resources in words."""
    return "1 resource" if resources == 1 else f"{resources} resources"


def references(raw: Raw) -> Iterator[str]:
    """URNs that a resource refers to, beside its parent and its provider."""
    for key in ("dependencies", "replaceWith"):
        yield from raw.get(key) or ()
    for urns in (raw.get("propertyDependencies") or {}).values():
        yield from urns or ()
    if raw.get("deletedWith"):
        yield str(raw["deletedWith"])


def unreferenced(raw: Raw, urns: Collection[str]) -> Raw:
    """A resource without its references to some others, as the engine drops them."""
    found = dict(raw)
    for key in ("dependencies", "replaceWith"):
        if raw.get(key):
            found[key] = [urn for urn in raw[key] if urn not in urns]
    if raw.get("propertyDependencies"):
        found["propertyDependencies"] = {
            name: [urn for urn in needed or () if urn not in urns]
            for name, needed in raw["propertyDependencies"].items()
        }
    if raw.get("deletedWith") in urns:
        del found["deletedWith"]
    return found


def in_stack(value: Any, source: State, target: State) -> Any:
    """A value with every URN of one stack as it is in another."""
    if isinstance(value, str):
        before = f"urn:pulumi:{source.stack}::{source.project}::"
        if not value.startswith(before):
            return value
        moved = value.replace(before, f"urn:pulumi:{target.stack}::{target.project}::", 1)
        return target.root if moved == _renamed(source, target) else moved
    if isinstance(value, Mapping):
        return {in_stack(k, source, target): in_stack(v, source, target) for k, v in value.items()}
    if isinstance(value, list):
        return [in_stack(item, source, target) for item in value]
    return value


def _renamed(source: State, target: State) -> str:
    """The source's root under the target's name, which only the root's URN can be."""
    name = f"{source.project}-{source.stack}"
    return f"urn:pulumi:{target.stack}::{target.project}::{ROOT_TYPE}::{name}"
