"""The domain that Railway gives a service."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import pulumi
from pydantic import Field

from providers.answer import text
from providers.lifecycle import Properties
from providers.railway.domains import OfServiceDomains
from providers.railway.graphql import mutate
from providers.railway.place import OfService
from providers.resource import VendorResource

if TYPE_CHECKING:
    from providers.http import Api

_LONGEST_LABEL = 63  # RFC 1035, section 2.3.4


class ServiceDomain(VendorResource, module="railway", name="ServiceDomain"):
    """A name below Railway's own domain; a new one is another name."""

    domain: pulumi.Output[str]
    url: pulumi.Output[str]


class ServiceDomainInputs(OfService):
    """``target_port`` is where the container listens."""

    target_port: Annotated[int, Field(ge=1, le=65_535)]


class ServiceDomainLifecycle(OfServiceDomains[ServiceDomainInputs]):
    """A domain has no place for a mark; it is found by its service, its port and its age."""

    type_name = "railway:ServiceDomain"
    kind = "domain"
    inputs = ServiceDomainInputs
    replaces = frozenset({"project_id", "environment_id", "service_id"})
    unreadable = frozenset({"project_id", "environment_id", "service_id"})
    marked = False
    deletion = "serviceDomainDelete(id: $id)"
    listed_as = "serviceDomains"
    fields = "domain targetPort createdAt"

    def matching(self, api: Api, inputs: ServiceDomainInputs) -> list[str]:
        """Ids of the service's domains, those to the port first."""
        found = sorted(
            self.there(api, inputs),
            key=lambda domain: (
                domain["targetPort"] != inputs.target_port,
                domain.get("createdAt") or "",
            ),
        )
        return [text(domain, "id") for domain in found]

    def make(self, api: Api, inputs: ServiceDomainInputs) -> str:
        """Have Railway draw a name."""
        place = inputs.place(api, inputs.service_id)
        answer = mutate(
            api,
            "($input: ServiceDomainCreateInput!) { serviceDomainCreate(input: $input) { id } }",
            input={
                "serviceId": inputs.service_id,
                "environmentId": place.environment,
                "targetPort": inputs.target_port,
            },
        )
        return text(answer, "serviceDomainCreate", "id")

    def settle(self, api: Api, id_: str, inputs: ServiceDomainInputs) -> None:
        """Shorten a name that no resolver takes: it is made of service and environment."""
        domain = text(self.one(api, id_, inputs), "domain")
        label, _, suffix = domain.partition(".")
        if len(label) > _LONGEST_LABEL:
            kept = label[: _LONGEST_LABEL - len(inputs.mark) - 1].rstrip("-")
            self._set(api, id_, f"{kept}-{inputs.mark}.{suffix}", inputs)

    def fetch(self, api: Api, id_: str, inputs: ServiceDomainInputs) -> Properties:
        """Read the domain."""
        domain = self.one(api, id_, inputs)
        name = text(domain, "domain")
        return {"domain": name, "url": f"https://{name}", "target_port": domain["targetPort"]}

    def change(self, api: Api, id_: str, old: Properties, inputs: ServiceDomainInputs) -> None:
        """Lead it to another port."""
        name = old.get("domain") or text(self.one(api, id_, inputs), "domain")
        self._set(api, id_, name, inputs)

    def _set(self, api: Api, id_: str, domain: str, inputs: ServiceDomainInputs) -> None:
        place = inputs.place(api, inputs.service_id)
        mutate(
            api,
            "($input: ServiceDomainUpdateInput!) { serviceDomainUpdate(input: $input) }",
            repeatable=True,
            input={
                "serviceDomainId": id_,
                "domain": domain,
                "serviceId": inputs.service_id,
                "environmentId": place.environment,
                "targetPort": inputs.target_port,
            },
        )
