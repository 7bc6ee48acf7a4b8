"""A snapshot in another stack of the same project, as ``pulumi state move`` would leave it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from faro.model import urn as urns
from faro.model.snapshot import Alias, Resource, Snapshot
from faro.model.value import Inputs, Reference, Secret, Value


def rehomed(snapshot: Snapshot, stack: str) -> Snapshot:
    """The same resources under the URNs that they have in ``stack``."""
    if snapshot.stack == stack:
        return snapshot
    return replace(
        snapshot,
        stack=stack,
        resources=tuple(_resource(resource, stack) for resource in snapshot.resources),
        outputs=_inputs(snapshot.outputs, stack),
    )


def joined(moved: Snapshot, beside: Snapshot) -> Snapshot:
    """Both in one stack, as ``pulumi state move`` joins them: the stack and the providers that the
    target has are its own, and a stack that it makes has no outputs yet.
    """
    there = {resource.urn: resource for resource in beside.resources}
    added = (
        _bare(_with_provider_of(resource, there))
        for resource in moved.resources
        if resource.urn not in there
    )
    return replace(moved, resources=(*beside.resources, *added), outputs=beside.outputs)


def _with_provider_of(resource: Resource, there: Mapping[str, Resource]) -> Resource:
    provider = there.get(resource.provider.rpartition("::")[0])
    return replace(resource, provider=f"{provider.urn}::{provider.id}") if provider else resource


def _bare(resource: Resource) -> Resource:
    return replace(resource, outputs={}) if resource.type == urns.STACK_TYPE else resource


def _resource(resource: Resource, stack: str) -> Resource:
    options = resource.options
    return replace(
        resource,
        urn=urns.moved(resource.urn, stack),
        name=urns.name_of(urns.moved(resource.urn, stack)),
        parent=_urn(resource.parent, stack),
        provider=_provider(resource.provider, stack),
        providers={key: _provider(found, stack) for key, found in resource.providers.items()},
        inputs=_inputs(resource.inputs, stack),
        outputs=_inputs(resource.outputs, stack),
        dependencies=tuple(_urn(urn, stack) for urn in resource.dependencies),
        property_dependencies={
            key: tuple(_urn(urn, stack) for urn in found)
            for key, found in resource.property_dependencies.items()
        },
        options=replace(
            options,
            deleted_with=_urn(options.deleted_with, stack),
            replace_with=tuple(_urn(urn, stack) for urn in options.replace_with),
            aliases=tuple(_alias(alias, stack) for alias in options.aliases),
        ),
    )


def _urn(urn: str, stack: str) -> str:
    return urns.moved(urn, stack) if urn else urn


def _provider(reference: str, stack: str) -> str:
    urn, separator, identity = reference.rpartition("::")
    return f"{_urn(urn, stack)}{separator}{identity}" if separator else reference


def _alias(alias: str | Alias, stack: str) -> str | Alias:
    return _urn(alias, stack) if isinstance(alias, str) else alias


def _inputs(values: Inputs, stack: str) -> Inputs:
    return {key: _value(value, stack) for key, value in values.items()}


def _value(value: Value, stack: str) -> Value:
    if isinstance(value, Reference):
        return Reference(urns.moved(value.urn, stack), value.id)
    if isinstance(value, Secret):
        return Secret(_value(value.value, stack))
    if isinstance(value, dict):
        return _inputs(value, stack)
    if isinstance(value, list):
        return [_value(item, stack) for item in value]
    return value
