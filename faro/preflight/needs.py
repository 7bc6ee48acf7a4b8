"""The facts behind a checklist: what each package of resources needs, from the data files."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict, RootModel

from faro.model.snapshot import Resource
from faro.model.value import UNKNOWN

_FOLDER = Path(__file__).parent


class _Fact(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Module(_Fact):
    """The API of a module of Google's, and the deployer's roles on project and billing account."""

    api: str
    roles: tuple[str, ...] = ()
    billing_roles: tuple[str, ...] = ()


class Ask(_Fact):
    """An input of a type that asks for an API; None: the one that the input itself names."""

    type: str
    path: str
    api: str | None = None


class Google(_Fact):
    """What Google's resources need."""

    first: tuple[str, ...]
    modules: dict[str, Module]
    types: dict[str, Module]
    inputs: tuple[Ask, ...]
    cpu_quotas: dict[str, str]

    def of(self, resource: Resource) -> Module | None:
        """What a resource needs; None for a module that no file names."""
        module, _, name = parts(resource.type)[1].partition("/")
        return self.types.get(f"{module}/{name}") or self.modules.get(module)


class Entry(_Fact):
    """A permission or a plan, for programs that have one of ``types`` (all where it is empty).

    A type is the first word of its name or its module. ``path`` names an input that must be set,
    to ``only``, or to anything but ``other_than``.
    """

    text: str
    types: tuple[str, ...] = ()
    path: str | None = None
    only: str | None = None
    other_than: str | None = None

    def holds_for(self, resource: Resource) -> bool:
        """Whether a resource asks for it."""
        module, _, name = parts(resource.type)[1].partition("/")
        if self.types and not {module, name} & set(self.types):
            return False
        if self.path is None:
            return True
        value = at(resource, self.path)
        if value is None or value == self.other_than:
            return False
        return self.only is None or value is UNKNOWN or value == self.only


class Vendor(_Fact):
    """The credential of a package: in which config keys, what it may do, what is bought for it."""

    keys: tuple[str, ...]
    credential: str
    source: str
    scopes: tuple[Entry, ...] = ()
    plans: tuple[Entry, ...] = ()


class _Vendors(RootModel[dict[str, Vendor | tuple[str, ...]]]):
    pass


@cache
def google() -> Google:
    """The facts about Google."""
    return Google.model_validate(_read("google.yml"))


@cache
def vendors() -> dict[str, Vendor]:
    """The facts about every other vendor, by package."""
    found = _Vendors.model_validate(_read("vendors.yml")).root
    return {name: fact for name, fact in found.items() if isinstance(fact, Vendor)}


@cache
def without_needs() -> frozenset[str]:
    """Packages whose resources need nothing from anybody."""
    return frozenset(_read("vendors.yml")["nothing"])


def parts(type_: str) -> tuple[str, str]:
    """A type's package, and ``module/name`` in it: of a dynamic provider, its own package.

    ``gcp:sql/user:User`` as (gcp, sql/user), ``pulumi-python:dynamic/neon:Project`` as (neon,
    index/project).
    """
    package, module, name = ((*type_.split(":"), "", ""))[:3]
    if package == "pulumi-python":
        return module.partition("/")[2], f"index/{_lower(name)}"
    module, _, within = module.partition("/")
    return package, f"{module or 'index'}/{within or _lower(name)}"


def at(resource: Resource, path: str) -> Any:
    """An input by its path; None where it is not set. What lies below an unknown is unknown."""
    value: Any = resource.inputs
    for key in path.split("."):
        if value is UNKNOWN:
            return value
        value = value.get(key) if isinstance(value, dict) else None
    return value


def _lower(name: str) -> str:
    return name[:1].lower() + name[1:]


def _read(name: str) -> Any:
    return yaml.safe_load((_FOLDER / name).read_text(encoding="utf-8"))
