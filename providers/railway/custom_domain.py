"""A host name of one's own that leads to a Railway service."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import pulumi
from pydantic import Field

from providers.answer import items, part, text
from providers.lifecycle import Lifecycle, Properties
from providers.railway.vendor import RAILWAY, OfService, live, mutate, query
from providers.resource import VendorResource

if TYPE_CHECKING:
    from providers.http import Api


class CustomDomain(VendorResource, module="railway", name="CustomDomain"):
    """A host name; ``dns_records`` (type, name and value) are made where its zone is."""

    dns_records: pulumi.Output[list[dict[str, str]]]


class CustomDomainInputs(OfService):
    """``target_port`` is where the container listens."""

    domain: Annotated[str, Field(pattern=r"^([a-z0-9-]+\.)+[a-z]{2,}$")]
    target_port: Annotated[int, Field(ge=1, le=65_535)]


class CustomDomainLifecycle(Lifecycle[CustomDomainInputs]):
    """A host name has no place for a mark, and only one owner at Railway."""

    vendor = RAILWAY
    type_name = "railway:CustomDomain"
    kind = "custom domain"
    inputs = CustomDomainInputs
    replaces = frozenset({"project_id", "environment_id", "service_id", "domain"})
    unreadable = frozenset({"project_id", "environment_id", "service_id"})
    marked = False

    def matching(self, api: Api, inputs: CustomDomainInputs) -> list[str]:
        """The host name, where the service has it."""
        answer = query(
            api,
            "($project: String!, $environment: String!, $service: String!) { domains("
            "projectId: $project, environmentId: $environment, serviceId: $service) "
            "{ customDomains { id domain } } }",
            project=inputs.project_id,
            environment=inputs.environment(api),
            service=inputs.service_id,
        )
        found = items(answer, "domains", "customDomains")
        return [text(host, "id") for host in found if text(host, "domain") == inputs.domain]

    def make(self, api: Api, inputs: CustomDomainInputs) -> str:
        """Ask for the host name."""
        answer = mutate(
            api,
            "($input: CustomDomainCreateInput!) { customDomainCreate(input: $input) { id } }",
            input={
                "domain": inputs.domain,
                "projectId": inputs.project_id,
                "environmentId": inputs.environment(api),
                "serviceId": inputs.service_id,
                "targetPort": inputs.target_port,
            },
        )
        return text(answer, "customDomainCreate", "id")

    def fetch(self, api: Api, id_: str, inputs: CustomDomainInputs) -> Properties:
        """Read the host name and the records it needs."""
        answer = query(
            api,
            "($id: String!, $project: String!) { customDomain(id: $id, projectId: $project) "
            "{ domain targetPort deletedAt "
            "status { dnsRecords { fqdn recordType requiredValue } } } }",
            id=id_,
            project=inputs.project_id,
        )
        host = live(part(answer, "customDomain"))
        return {
            "domain": text(host, "domain"),
            "target_port": part(host, "targetPort"),
            "dns_records": [_record(record) for record in items(host, "status", "dnsRecords")],
        }

    def change(self, api: Api, id_: str, old: Properties, inputs: CustomDomainInputs) -> None:
        """Lead it to another port."""
        mutate(
            api,
            "($id: String!, $environment: String!, $port: Int) "
            "{ customDomainUpdate(id: $id, environmentId: $environment, targetPort: $port) }",
            repeatable=True,
            id=id_,
            environment=inputs.environment(api),
            port=inputs.target_port,
        )

    def remove(self, api: Api, id_: str, old: CustomDomainInputs) -> None:
        """Give the host name up."""
        mutate(api, "($id: String!) { customDomainDelete(id: $id) }", repeatable=True, id=id_)


def _record(record: Any) -> dict[str, str]:
    kind = text(record, "recordType").removeprefix("DNS_RECORD_TYPE_")
    return {"type": kind, "name": text(record, "fqdn"), "value": text(record, "requiredValue")}
