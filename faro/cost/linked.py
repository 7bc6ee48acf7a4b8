"""The resources of a snapshot as the families read them: bare inputs, and what they refer to."""

from __future__ import annotations

from decimal import Decimal
from typing import cast

from faro.cost.families import places
from faro.cost.families.family import Inputs
from faro.cost.families.gcp import pools as pools_of_gke
from faro.cost.packing import pack, pods_of
from faro.model import urn
from faro.model.snapshot import Resource, Snapshot
from faro.model.value import bare


class Linked:
    """A snapshot by its URNs."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self._by_urn = {resource.urn: resource for resource in snapshot.resources}
        self._nodes: dict[str, int] = {}
        pools = [
            pool
            for resource in snapshot.resources
            if resource.type == pools_of_gke.TYPE
            and (pool := pools_of_gke.pool(resource.urn, self.inputs(resource)))
        ]
        if pools:
            self._nodes = pack(pools, pods_of(snapshot))

    @property
    def resources(self) -> tuple[Resource, ...]:
        """All of them, as the snapshot has them."""
        return self._snapshot.resources

    def inputs(self, resource: Resource) -> Inputs:
        """The inputs of a resource; an input that several resources make up leads to the first."""

        def follow(key: str) -> Inputs | None:
            sources = resource.property_dependencies.get(key, ())
            found = next((self._by_urn[s] for s in sources if s in self._by_urn), None)
            return None if found is None else self.inputs(found)

        given = cast("dict[str, object]", bare(dict(resource.inputs)))
        nodes = self._nodes.get(resource.urn)
        return Inputs(
            given,
            type=resource.type,
            region=self._region(resource),
            follow=follow,
            nodes=None if nodes is None else Decimal(nodes),
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
        return region if isinstance(region, str) else places.of_environment(package)
