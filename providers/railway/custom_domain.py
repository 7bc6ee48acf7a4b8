"""A host name of one's own that leads to a Railway service."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any

import pulumi
from pydantic import Field

from providers.answer import items, part, text
from providers.lifecycle import Properties
from providers.railway.domains import OfServiceDomains
from providers.railway.graphql import mutate
from providers.railway.place import OfService
from providers.resource import VendorResource

if TYPE_CHECKING:
    from providers.http import Api


class CustomDomain(VendorResource, module="railway", name="CustomDomain"):
    """A host name; ``dns_records`` (type, name and value) are made where its zone is.

    One of them, a TXT record, proves that the host name is one's own: ``verification_host`` is its
    name and ``verification_token`` its value, None where Railway asks for none. The certificate
    is issued when the records are there, which no deployment waits for.
    """

    dns_records: pulumi.Output[list[dict[str, str]]]
    verification_host: pulumi.Output[str | None]
    verification_token: pulumi.Output[str | None]


class CustomDomainInputs(OfService):
    """``target_port`` is where the container listens."""

    domain: Annotated[str, Field(pattern=r"^([a-z0-9-]+\.)+[a-z]{2,}$")]
    target_port: Annotated[int, Field(ge=1, le=65_535)]


class CustomDomainLifecycle(OfServiceDomains[CustomDomainInputs]):
    """A host name has no place for a mark, and only one owner at Railway."""

    type_name = "railway:CustomDomain"
    kind = "custom domain"
    inputs = CustomDomainInputs
    replaces = frozenset({"project_id", "environment_id", "service_id", "domain"})
    unreadable = frozenset({"project_id", "environment_id", "service_id"})
    marked = False
    deletion = "customDomainDelete(id: $id)"
    listed_as = "customDomains"
    fields = (
        "domain targetPort status { verificationDnsHost verificationToken "
        "dnsRecords { fqdn zone recordType requiredValue } }"
    )

    def matching(self, api: Api, inputs: CustomDomainInputs) -> list[str]:
        """The host name, where the service has it."""
        found = self.there(api, inputs)
        return [text(host, "id") for host in found if text(host, "domain") == inputs.domain]

    def make(self, api: Api, inputs: CustomDomainInputs) -> str:
        """Ask for the host name."""
        answer = mutate(
            api,
            "($input: CustomDomainCreateInput!) { customDomainCreate(input: $input) { id } }",
            input={
                **inputs.place(api, inputs.service_id).where,
                "domain": inputs.domain,
                "targetPort": inputs.target_port,
            },
        )
        return text(answer, "customDomainCreate", "id")

    def fetch(self, api: Api, id_: str, inputs: CustomDomainInputs) -> Properties:
        """Read the host name and the records it needs."""
        host = self.one(api, id_, inputs)
        status = part(host, "status")
        records = list(items(status, "dnsRecords"))
        found: Properties = {
            "domain": text(host, "domain"),
            "dns_records": [_record(record) for record in records],
            "verification_host": None,
            "verification_token": None,
        }
        # Railway answered 0 where there was no port (CHANGELOG.md 0.4.6 of its Terraform provider).
        if host["targetPort"]:
            found["target_port"] = host["targetPort"]
        name, token = status.get("verificationDnsHost"), status.get("verificationToken")
        if name and token:
            proof = {"type": "TXT", "name": _full(name, records), "value": token}
            found |= {"verification_host": proof["name"], "verification_token": token}
            found["dns_records"] += [proof] if proof not in found["dns_records"] else []
        return found

    def change(self, api: Api, id_: str, old: Properties, inputs: CustomDomainInputs) -> None:
        """Lead it to another port."""
        mutate(
            api,
            "($id: String!, $environment: String!, $port: Int) "
            "{ customDomainUpdate(id: $id, environmentId: $environment, targetPort: $port) }",
            repeatable=True,
            id=id_,
            environment=inputs.place(api).environment,
            port=inputs.target_port,
        )


def _record(record: Mapping[str, Any]) -> dict[str, str]:
    kind = text(record, "recordType").removeprefix("DNS_RECORD_TYPE_")
    return {"type": kind, "name": text(record, "fqdn"), "value": text(record, "requiredValue")}


def _full(name: str, records: list[Mapping[str, Any]]) -> str:
    """A host of the zone by its whole name: Railway gives its label alone."""
    zone = next((text(record, "zone") for record in records if record.get("zone")), "")
    return name if not zone or name.endswith(f".{zone}") else f"{name}.{zone}"
