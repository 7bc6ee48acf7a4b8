"""Components that a plugin builds: the program registers them, but not the resources in them.

The most used ones are expanded by a model of what their plugin creates. Neither a model nor what
has none makes an exact total. A state file holds what was created: there nothing is expanded.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any, cast

from faro.cost.families import without_charge
from faro.cost.plugins import awsx, eks
from faro.cost.plugins.made import Made, Model, NotKnown
from faro.engine.deployment import BUILT_BY_PLUGIN
from faro.model import urn as urns
from faro.model.snapshot import Resource, Snapshot
from faro.model.value import Inputs, bare

MODELS: dict[str, Model] = {**awsx.MODELS, **eks.MODELS}


def expanded(snapshot: Snapshot) -> Snapshot:
    """Return the snapshot with the resources that plugins create, marked as ``remote``.

    A component without a model, or whose arguments are not known, is kept as it is.
    """
    parents = {resource.parent for resource in snapshot.resources}
    if not any(_is_closed(resource, parents) for resource in snapshot.resources):
        return snapshot
    found = (
        part
        for resource in snapshot.resources
        for part in (_inside(resource) if _is_closed(resource, parents) else (resource,))
    )
    return replace(snapshot, resources=tuple(found))


def is_built_by_plugin(resource: Resource) -> bool:
    """Return whether a plugin, not the program, registers what is in a component."""
    return resource.remote or resource.type in BUILT_BY_PLUGIN


def component_of(resource: Resource) -> str:
    """The URN of the component that a plugin builds a resource for; any other resource's own."""
    return resource.parent if is_modelled(resource) else resource.urn


def is_modelled(resource: Resource) -> bool:
    """Return whether a model, not the program, says that there is such a resource."""
    built = resource.custom and resource.remote and resource.type not in MODELS
    return built and bool(resource.parent) and urns.type_of(resource.parent) in MODELS


def modelled(resources: Iterable[Resource]) -> tuple[str, ...]:
    """Describe each modelled component and its model."""
    found: dict[str, Counter[str]] = {}
    for resource in resources:
        if is_modelled(resource):
            kind = resource.type.rpartition(":")[2]
            found.setdefault(resource.parent, Counter())[kind] += 1
    return tuple(
        f"{urns.name_of(urn)} ({urns.type_of(urn)}) as "
        + ", ".join(f"{number} {kind}" for kind, number in sorted(kinds.items()))
        for urn, kinds in found.items()
    )


def not_modelled(resources: Iterable[Resource]) -> tuple[str, ...]:
    """Each component without a model that may cost something, in words."""
    return tuple(
        f"{one.name} ({one.type})"
        for one in resources
        if one.custom and one.remote and not is_modelled(one) and not without_charge(one.type)
    )


def _is_closed(resource: Resource, parents: set[str]) -> bool:
    """Return whether what is in a component is not in the snapshot."""
    if resource.custom or resource.read or not is_built_by_plugin(resource):
        return False
    return resource.remote or resource.urn not in parents


def _inside(component: Resource) -> Iterator[Resource]:
    model = MODELS.get(component.type)
    try:
        arguments = cast("dict[str, Any]", bare(dict(component.inputs)))
        made = list(model(component.name, arguments)) if model else []
    except NotKnown:
        made = []
    if not made:
        yield replace(component, custom=True, remote=True)
        return
    yield component
    yield from (_resource(component, one) for one in made)


def _resource(component: Resource, made: Made) -> Resource:
    passed_on = component.property_dependencies
    dependencies = {key: passed_on[key] for key in made.inputs if key in passed_on}
    for key, (path, name) in made.follows.items():
        dependencies[key] = (_urn(component, path, name),)
    return Resource(
        urn=_urn(component, made.path, made.name),
        type=made.path[-1],
        name=made.name,
        remote=True,
        parent=component.urn,
        provider=component.providers.get(made.path[-1].partition(":")[0], component.provider),
        inputs=cast("Inputs", dict(made.inputs)),
        property_dependencies=dependencies,
        source=component.source,
    )


def _urn(component: Resource, path: tuple[str, ...], name: str) -> str:
    """The URN that the plugin's resource gets."""
    above = component.urn.rpartition(f"::{component.name}")[0]
    return f"{'$'.join((above, *path))}::{name}"
