"""The domain that Railway gives a service."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import pulumi
from pydantic import Field

from providers.answer import items, text
from providers.errors import NotFound
from providers.lifecycle import Lifecycle, Properties
from providers.railway.vendor import RAILWAY, OfService, mutate, query
from providers.resource import VendorResource

if TYPE_CHECKING:
    from providers.http import Api

_LIST = (
    "($project: String!, $environment: String!, $service: String!) { domains("
    "projectId: $project, environmentId: $environment, serviceId: $service) "
    "{ serviceDomains { id domain targetPort deletedAt } } }"
)


class ServiceDomain(VendorResource, module="railway", name="ServiceDomain"):
    """A name below Railway's own domain; a new one is another name."""

    domain: pulumi.Output[str]
    url: pulumi.Output[str]


class ServiceDomainInputs(OfService):
    """``target_port`` is where the container listens."""

    target_port: Annotated[int, Field(ge=1, le=65_535)]


class ServiceDomainLifecycle(Lifecycle[ServiceDomainInputs]):
    """A domain has no place for a mark; one that the service did not have before is ours."""

    vendor = RAILWAY
    type_name = "railway:ServiceDomain"
    kind = "domain"
    inputs = ServiceDomainInputs
    replaces = frozenset({"project_id", "environment_id", "service_id"})
    unreadable = frozenset({"project_id", "environment_id", "service_id"})
    marked = False

    def matching(self, api: Api, inputs: ServiceDomainInputs) -> list[str]:
        """Ids of the service's domains."""
        return [text(domain, "id") for domain in _list(api, inputs)]

    def make(self, api: Api, inputs: ServiceDomainInputs) -> str:
        """Have Railway draw a name."""
        answer = mutate(
            api,
            "($input: ServiceDomainCreateInput!) { serviceDomainCreate(input: $input) { id } }",
            input={
                "serviceId": inputs.service_id,
                "environmentId": inputs.environment(api),
                "targetPort": inputs.target_port,
            },
        )
        return text(answer, "serviceDomainCreate", "id")

    def fetch(self, api: Api, id_: str, inputs: ServiceDomainInputs) -> Properties:
        """Read the domain."""
        for domain in _list(api, inputs):
            if text(domain, "id") == id_:
                name = text(domain, "domain")
                url = f"https://{name}"
                return {"domain": name, "url": url, "target_port": domain["targetPort"]}
        raise NotFound("the service has no such domain")

    def change(self, api: Api, id_: str, old: Properties, inputs: ServiceDomainInputs) -> None:
        """Lead it to another port."""
        mutate(
            api,
            "($input: ServiceDomainUpdateInput!) { serviceDomainUpdate(input: $input) }",
            repeatable=True,
            input={
                "serviceDomainId": id_,
                "domain": old.get("domain"),
                "serviceId": inputs.service_id,
                "environmentId": inputs.environment(api),
                "targetPort": inputs.target_port,
            },
        )

    def remove(self, api: Api, id_: str, old: ServiceDomainInputs) -> None:
        """Give the name back."""
        mutate(api, "($id: String!) { serviceDomainDelete(id: $id) }", repeatable=True, id=id_)


def _list(api: Api, inputs: ServiceDomainInputs) -> list[dict[str, object]]:
    answer = query(
        api,
        _LIST,
        project=inputs.project_id,
        environment=inputs.environment(api),
        service=inputs.service_id,
    )
    found = items(answer, "domains", "serviceDomains")
    return [dict(domain) for domain in found if not domain.get("deletedAt")]
