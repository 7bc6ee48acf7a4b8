"""Resources that exist, and therefore cost money, although the program or state omits them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from faro.cost.estimate import Priceable
from faro.cost.plugins import expanded
from faro.model import urn as urns
from faro.model.snapshot import Alias, Resource, Snapshot


def without_pending(snapshot: Snapshot) -> Snapshot:
    """The snapshot without resources that an interrupted deployment still has to delete.

    They are in the state under the URN of what has taken their place, and the next deployment
    deletes them.
    """
    found = tuple(one for one in snapshot.resources if not one.condition.pending_deletion)
    return snapshot if len(found) == len(snapshot.resources) else replace(snapshot, resources=found)


def priceable(snapshots: Iterable[Snapshot]) -> Priceable:
    """Stacks that run at the same time, as far as they exist and with what plugins create."""
    return Priceable(*(expanded(without_pending(snapshot)) for snapshot in snapshots))


def pending(snapshot: Snapshot) -> tuple[Resource, ...]:
    """The resources that `without_pending` leaves out."""
    return tuple(one for one in snapshot.resources if one.condition.pending_deletion)


def gone_but_kept(old: Snapshot, new: Sequence[Snapshot]) -> tuple[Resource, ...]:
    """The resources of the old side that are in no stack of the new one and that
    ``retainOnDelete`` keeps.

    A resource is found again by its type and name, or by an alias.
    """
    there = {
        found for side in new for resource in side.resources for found in _identities(resource)
    }
    return tuple(
        resource
        for resource in old.resources
        if resource.custom
        and resource.options.retain_on_delete
        and (resource.type, resource.name) not in there
    )


def kept_of(old: Snapshot, kept: Iterable[Resource]) -> Snapshot:
    """A stack in which only ``kept`` are charged; the others are there for references."""
    urns_ = {resource.urn for resource in kept}
    return replace(
        old,
        resources=tuple(
            one if one.urn in urns_ else replace(one, read=True) for one in old.resources
        ),
    )


def _identities(resource: Resource) -> Iterator[tuple[str, str]]:
    yield resource.type, resource.name
    for alias in resource.options.aliases:
        if isinstance(alias, Alias):
            yield alias.type or resource.type, alias.name or resource.name
        else:
            parts = urns.parse(alias)
            yield parts.type, parts.name
