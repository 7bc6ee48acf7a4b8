"""What a stack declares as the JSON of ``terraform show``, for scanners that read a plan.

The parts that scanners read: ``planned_values``, ``resource_changes``, ``configuration`` (format
1.2, https://developer.hashicorp.com/terraform/internals/json-format). Every resource is created, in
one module. An unknown value is left out of the values and marked in ``after_unknown``; the
configuration refers to the resources that Pulumi says its property depends on.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from faro.export.result import Export, left_out
from faro.export.terraform_names import TerraformType, terraform_type
from faro.export.terraform_shape import Shaped, shape
from faro.model.diagnostic import Diagnostic, Severity
from faro.model.snapshot import Resource, Snapshot
from faro.model.value import Inputs, Secret

FILE = "tfplan.json"
_MANIFEST = "kubernetes_manifest"
_TYPE_META = frozenset({"apiVersion", "kind"})
_SECRET_DATA = ("data", "stringData")
_UNSAFE = re.compile(r"[^A-Za-z0-9_-]+")


def plan(snapshot: Snapshot) -> Export:
    """The plan of a stack as one file; types without a Terraform name are left out by name."""
    declared = [r for r in snapshot.resources if r.custom and not r.type.startswith("pulumi:")]
    absent = [(reason, each) for each in declared if (reason := _absent(each))]
    without = {id(each) for _, each in absent}
    planned = list(_planned([each for each in declared if id(each) not in without]))
    text = json.dumps(_document(planned), indent=2) + "\n"
    return Export(files={FILE: text}, found=(*left_out(absent), *_by_rule(planned)))


@dataclass(frozen=True, slots=True)
class _Planned:
    """A resource and what it is in Terraform."""

    resource: Resource
    type: TerraformType
    name: str
    shaped: Shaped

    @property
    def address(self) -> str:
        return f"{self.type.name}.{self.name}"

    def head(self) -> dict[str, Any]:
        about = {"address": self.address, "mode": "managed", "type": self.type.name}
        return about | {"name": self.name}


def _absent(resource: Resource) -> str:
    if resource.read:
        return "Read, not declared, by the program"
    if resource.remote or terraform_type(resource.type) is None:
        return "No Terraform provider has these types"
    if resource.type.startswith("kubernetes:helm.sh/"):
        return "Helm renders its objects at deployment"
    return ""


def _by_rule(planned: list[_Planned]) -> tuple[Diagnostic, ...]:
    found = sorted({f"{e.resource.type} as {e.type.name}" for e in planned if e.type.by_rule})
    if not found:
        return ()
    return (
        Diagnostic(
            severity=Severity.WARNING,
            summary="Named by rule",
            detail="No source of these types' Terraform names is built in; the naming rules of the "
            f"Pulumi bridge give: {'; '.join(found)}.",
        ),
    )


def _planned(resources: list[Resource]) -> Iterator[_Planned]:
    """Each resource with a name that no other of its type has."""
    taken: set[tuple[str, str]] = set()
    for resource in resources:
        type_ = terraform_type(resource.type)
        assert type_ is not None  # noqa: S101 others were left out
        name = stem = _identifier(resource.name)
        number = 1
        while (type_.name, name) in taken:
            number += 1
            name = f"{stem}_{number}"
        taken.add((type_.name, name))
        yield _Planned(resource, type_, name, _shaped(resource, type_))


def _shaped(resource: Resource, type_: TerraformType) -> Shaped:
    inputs = _with_secret_data(resource)
    if type_.name == _MANIFEST:
        return shape({"manifest": inputs}, type_)
    is_typed = type_.name.startswith("kubernetes_")
    return shape(inputs, type_, _TYPE_META if is_typed else frozenset())


def _with_secret_data(resource: Resource) -> Inputs:
    """The inputs; what a Kubernetes Secret holds is secret, whether or not it was marked."""
    if not (resource.type.startswith("kubernetes:") and resource.type.endswith(":Secret")):
        return resource.inputs
    return {k: Secret(v) if k in _SECRET_DATA else v for k, v in resource.inputs.items()}


def _identifier(name: str) -> str:
    found = _UNSAFE.sub("-", name)
    return found if found[:1].isalpha() or found[:1] == "_" else f"_{found}"


def _document(planned: list[_Planned]) -> dict[str, Any]:
    addresses = {each.resource.urn: each.address for each in planned}
    providers = {each.type.provider: _short(each) for each in planned}
    return {
        "format_version": "1.2",
        "terraform_version": "1.11.4",
        "planned_values": {"root_module": {"resources": [_values(each) for each in planned]}},
        "resource_changes": [_change(each) for each in planned],
        "configuration": {
            "provider_config": {
                short: {"name": short, "full_name": provider}
                for provider, short in sorted(providers.items())
            },
            "root_module": {"resources": [_configured(each, addresses) for each in planned]},
        },
    }


def _short(planned: _Planned) -> str:
    return planned.type.provider.rpartition("/")[2]


def _values(planned: _Planned) -> dict[str, Any]:
    return {
        **planned.head(),
        "provider_name": planned.type.provider,
        "schema_version": 0,
        "values": planned.shaped.value,
        "sensitive_values": planned.shaped.sensitive,
    }


def _change(planned: _Planned) -> dict[str, Any]:
    shaped = planned.shaped
    change = {
        "actions": ["create"],
        "before": None,
        "after": shaped.value,
        "after_unknown": {"id": True, **shaped.unknown},
        "before_sensitive": False,
        "after_sensitive": shaped.sensitive,
    }
    return {**planned.head(), "provider_name": planned.type.provider, "change": change}


def _configured(planned: _Planned, addresses: Mapping[str, str]) -> dict[str, Any]:
    sources = _sources(planned, addresses)
    return {
        **planned.head(),
        "provider_config_key": _short(planned),
        "expressions": {
            name: _referring(each, sources.get(name, []))
            for name, each in planned.shaped.expression.items()
        },
        "schema_version": 0,
        **_depends_on(planned, addresses),
    }


def _sources(planned: _Planned, addresses: Mapping[str, str]) -> dict[str, list[str]]:
    """The addresses that each attribute may refer to, by its Terraform name."""
    type_ = planned.type
    found: dict[str, list[str]] = {}
    for key, urns in planned.resource.property_dependencies.items():
        name = "manifest" if type_.name == _MANIFEST else type_.field(key, type_.fields).name
        known = [addresses[urn] for urn in urns if urn in addresses]
        found.setdefault(name, []).extend(known)
    return found


def _referring(expression: Any, addresses: list[str]) -> Any:
    """The expression with references in the place of each unknown value."""
    if expression is None:
        references = [text for each in addresses for text in (f"{each}.id", each)]
        return {"references": references} if references else {}
    if isinstance(expression, list):
        return [_referring(each, addresses) for each in expression]
    if isinstance(expression, dict) and "constant_value" not in expression:
        return {name: _referring(each, addresses) for name, each in expression.items()}
    return expression


def _depends_on(planned: _Planned, addresses: Mapping[str, str]) -> dict[str, list[str]]:
    urns = [urn for urn in planned.resource.dependencies if urn in addresses]
    return {"depends_on": sorted({addresses[urn] for urn in urns})} if urns else {}
