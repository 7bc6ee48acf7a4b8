"""The resources of a snapshot as the families read them: bare inputs, and what they refer to."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from typing import Any, cast

from faro.cost.families import places
from faro.cost.families.family import Inputs
from faro.cost.families.gcp import pools as pools_of_gke
from faro.cost.packing import nodes_elsewhere, pack, pods_of, without_nodes
from faro.model import urn
from faro.model.snapshot import Resource, Snapshot
from faro.model.value import bare

_ANSWER = re.compile(r"«([^«»#]+\([0-9a-f]+\))#")
"""A synthetic value from the result of an invoke, with the invoke's name."""


class Linked:
    """A snapshot by its URNs."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self._by_urn = {resource.urn: resource for resource in snapshot.resources}
        self._of_environment = cache(places.of_environment)
        self._users: dict[str, list[Resource]] = defaultdict(list)
        for resource in snapshot.resources:
            for source in {s for found in resource.property_dependencies.values() for s in found}:
                self._users[source].append(resource)
        self._nodes: dict[str, int] = {}
        self._waiting: dict[str, int] = {}
        pools = [
            pool
            for resource in snapshot.resources
            if resource.type in pools_of_gke.DECLARED_BY
            for pool in pools_of_gke.pools(resource, self.inputs(resource))
        ]
        elsewhere = any(map(nodes_elsewhere, snapshot.resources))
        if pools:
            self._nodes, waiting = pack(pools, pods_of(snapshot))
        else:
            waiting = without_nodes(snapshot)
        self._waiting = {} if elsewhere else waiting

    @property
    def resources(self) -> tuple[Resource, ...]:
        """All of them, as the snapshot has them."""
        return self._snapshot.resources

    def inputs(self, resource: Resource) -> Inputs:
        """The inputs of a resource, with what they came from and what came from it."""

        def links(key: str) -> tuple[Inputs, ...]:
            sources = resource.property_dependencies.get(key, ())
            return tuple(self.inputs(self._by_urn[s]) for s in sources if s in self._by_urn)

        def users() -> tuple[Inputs, ...]:
            return tuple(map(self.inputs, self._users.get(resource.urn, ())))

        def call(key: str) -> Mapping[str, Any]:
            found = _ANSWER.search(str(given.get(key)))
            arguments = self._snapshot.calls.get(found[1], {}) if found else {}
            return cast("Mapping[str, Any]", bare(dict(arguments)))

        given = cast("dict[str, object]", bare(dict(resource.inputs)))
        nodes = self._nodes.get(resource.urn)
        return Inputs(
            given,
            type=resource.type,
            region=self._region(resource),
            links=links,
            users=users,
            call=call,
            nodes=None if nodes is None else Decimal(nodes),
            waiting=self._waiting.get(resource.urn, 0),
        )

    def components(self) -> dict[str, str]:
        """The outermost component of each resource that has one, by its name."""
        found: dict[str, str] = {}
        for resource in self._snapshot.resources:
            above = self._by_urn.get(resource.parent)
            if above is None or above.custom or above.type == urn.STACK_TYPE:
                continue
            found[resource.urn] = found.get(above.urn, above.name)
        return found

    def _region(self, resource: Resource) -> str | None:
        """The region of a resource's provider, explicit or by default."""
        package = resource.type.partition(":")[0]
        named = self._by_urn.get(resource.provider.rpartition("::")[0])
        of_provider = named.inputs if named else self._snapshot.defaults.get(package, {})
        region = bare(of_provider.get("region"))
        return region if isinstance(region, str) else self._of_environment(package)
