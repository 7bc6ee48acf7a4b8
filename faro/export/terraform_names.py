"""The Terraform provider's names for Pulumi's types and properties.

Types and lists of a provider come from ``data/terraform``, which names its sources. A bridged type
that is not there is named by the rules of the Pulumi Terraform bridge:
``pkg:mod/someType:SomeType`` is ``pkg_mod_some_type``, ``someProperty`` is ``some_property``, and
the plural of a block's name is the singular.
"""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, TypeAlias

_DATA = Path(__file__).parent / "data" / "terraform"
_BRIDGED = re.compile(r"(?P<package>[\w-]+):(?P<module>[\w./-]+)/(?P<lower>\w+):(?P<name>\w+)")
_KUBERNETES = "kubernetes"
Kind: TypeAlias = Literal["list", "map", "object", "json", ""]
"""What a field holds; empty for a scalar or what is not known."""
_KINDS: Mapping[str, Kind] = {"l": "list", "m": "map", "o": "object"}
_MAPS = frozenset({"tags", "labels", "annotations", "variables", "environment_variables"})
"""Attributes that are maps in every provider."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One attribute or block: its Terraform name, what it holds, and the fields in it."""

    name: str
    kind: Kind = ""
    fields: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class TerraformType:
    """A resource type of a Terraform provider. ``by_rule``: no source names it. ``unrecorded``:
    what a value with keys is that no source records.
    """

    name: str
    provider: str
    fields: Mapping[str, Any] = field(default_factory=dict)
    renamed: Mapping[str, str] = field(default_factory=dict)
    maps: frozenset[str] = _MAPS
    unrecorded: Kind = "map"
    by_rule: bool = False
    has_acronyms: bool = False

    def field(self, key: str, fields: Mapping[str, Any]) -> Field:
        """The field of a Pulumi property among the recorded ones of its block."""
        spelled = _acronyms(key) if self.has_acronyms else snake(key)
        name = self.renamed.get(key) or _recorded(spelled, fields) or spelled
        given = fields.get(name, "")
        code, inner = given if isinstance(given, list) else (given, {})
        kind: Kind = _KINDS.get(code) or ("map" if name in self.maps else "")
        return Field(name=name, kind=kind, fields=inner)


def terraform_type(token: str) -> TerraformType | None:
    """The type of a Pulumi token; None for a type that no bridged provider has."""
    if token.startswith(f"{_KUBERNETES}:"):
        return _kubernetes(token)
    package = token.partition(":")[0]
    data = _provider(package)
    entry = data["resources"].get(token)
    if entry is None:
        return _by_rule(token, data["provider"])
    name, *fields = entry
    return TerraformType(
        name=name,
        provider=data["provider"],
        fields=fields[0] if fields else {},
        renamed=data["renamed"].get(token, {}),
        maps=_MAPS | frozenset(data["maps"]),
        unrecorded=data["unrecorded"],
    )


def snake(name: str) -> str:
    """``someName`` as ``some_name``: an underscore before each capital, as the bridge has it."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()


def _kubernetes(token: str) -> TerraformType:
    """The typed resource of the Kubernetes provider, or its resource for any object."""
    data = _provider(_KUBERNETES)
    group, _, kind = token.rpartition(":")
    typed = f"kubernetes_{_acronyms(kind)}_{group.rpartition('/')[2]}"
    name = typed if typed in data["resources"] else "kubernetes_manifest"
    [_, fields] = data["resources"][name]
    return TerraformType(name=name, provider=data["provider"], fields=fields, has_acronyms=True)


def _acronyms(name: str) -> str:
    """A Kubernetes name, in which an acronym is one word: ``clusterIP`` is ``cluster_ip``."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()


def _by_rule(token: str, provider: str) -> TerraformType | None:
    found = _BRIDGED.fullmatch(token)
    if found is None or found["name"][:1].lower() + found["name"][1:] != found["lower"]:
        return None
    package = found["package"].replace("-", "_")
    own = provider.rpartition("/")[2] if provider else package
    module = "" if found["module"] == "index" else f"{found['module'].replace('/', '_')}_"
    name = f"{module}{snake(found['name'])}".removeprefix(f"{own}_")
    return TerraformType(
        name=f"{own}_{name}",
        provider=provider or f"registry.terraform.io/hashicorp/{own}",
        unrecorded="list",
        by_rule=True,
    )


def _recorded(name: str, fields: Mapping[str, Any]) -> str | None:
    """The recorded field that the name is of: itself, else the one that it is the plural of."""
    if name in fields:
        return name
    found = [each for each in fields if _plain(name) in map(_plain, (each, *plurals(each)))]
    return found[0] if found else None


def _plain(name: str) -> str:
    return name.replace("_", "")


def plurals(name: str) -> tuple[str, ...]:
    """The plurals that the bridge makes of a list's name."""
    if name.endswith("y"):
        return (f"{name}s", f"{name[:-1]}ies")
    return (f"{name}s", f"{name}es")


def singular(name: str) -> str:
    """The block that a plural names, where no source does."""
    if name.endswith("ies"):
        return f"{name[:-3]}y"
    if name.endswith(("sses", "shes", "ches", "xes")):
        return name[:-2]
    return name[:-1] if name.endswith("s") and not name.endswith("ss") else name


@functools.cache
def _provider(package: str) -> dict[str, Any]:
    empty = {"provider": "", "resources": {}, "renamed": {}, "maps": [], "unrecorded": "map"}
    file = _DATA / f"{package}.json"
    found = json.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}
    return {**empty, **found}
