"""The host names of a Railway service: generated and custom ones."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from providers.answer import items, text
from providers.errors import NotFound
from providers.railway.graphql import query
from providers.railway.kind import OnRailway
from providers.railway.place import OfService

if TYPE_CHECKING:
    from providers.http import Api

# ServiceDomainSyncStatus and CustomDomainSyncStatus of Railway's schema; all others are in use.
DYING = frozenset({"DELETING", "DELETED"})

In = TypeVar("In", bound=OfService)


class OfServiceDomains(OnRailway[In]):
    """A kind of host name; ``listed_as`` is its list among a service's domains, ``fields`` what to
    read of each.

    They are read from the service's list: a single one of another service is given, too
    (CHANGELOG.md 0.4.6 of the Terraform provider).
    """

    listed_as: ClassVar[str]
    fields: ClassVar[str]

    def remains(self, api: Api, id_: str, old: In) -> str | None:
        """Look until the list no longer has it: its name is taken until then."""
        there = any(text(domain, "id") == id_ for domain in self._listed(api, old))
        return "being deleted" if there else None

    def there(self, api: Api, inputs: In) -> Iterator[Mapping[str, Any]]:
        """Those of the service that are not being deleted."""
        for domain in self._listed(api, inputs):
            if not domain.get("deletedAt") and domain.get("syncStatus") not in DYING:
                yield domain

    def one(self, api: Api, id_: str, inputs: In) -> Mapping[str, Any]:
        """The one with this id; NotFound where there is none."""
        for domain in self.there(api, inputs):
            if text(domain, "id") == id_:
                return domain
        raise NotFound(f"the service has no such {self.kind}")

    def _listed(self, api: Api, inputs: In) -> Iterator[Mapping[str, Any]]:
        answer = query(
            api,
            "($projectId: String!, $environmentId: String!, $serviceId: String!) { domains("
            "projectId: $projectId, environmentId: $environmentId, serviceId: $serviceId) "
            f"{{ {self.listed_as} {{ id deletedAt syncStatus {self.fields} }} }} }}",
            **inputs.place(api, inputs.service_id).where,
        )
        return items(answer, "domains", self.listed_as)
