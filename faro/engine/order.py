"""The canonical order of resources: none before what it depends on."""

from __future__ import annotations

from collections.abc import Mapping
from graphlib import TopologicalSorter

from faro.model.snapshot import Resource


def in_order(registered: Mapping[str, Resource]) -> list[Resource]:
    """Resources after all that they depend on; among equals by URN, however they arrived."""
    waiting = TopologicalSorter(
        {urn: _needs(resource) & registered.keys() for urn, resource in registered.items()}
    )
    waiting.prepare()
    ordered: list[Resource] = []
    while waiting.is_active():
        ready = sorted(waiting.get_ready())
        ordered.extend(registered[urn] for urn in ready)
        waiting.done(*ready)
    return ordered


def _needs(resource: Resource) -> set[str]:
    before = {resource.parent, resource.provider.rpartition("::")[0], *resource.dependencies}
    before.update(resource.options.replace_with, (resource.options.deleted_with,))
    for urns_ in resource.property_dependencies.values():
        before.update(urns_)
    return before - {"", resource.urn}
