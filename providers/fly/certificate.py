"""A certificate for a host name of one's own at a Fly app."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Annotated, Any

import pulumi
from pydantic import Field

from providers.answer import part, text
from providers.errors import NotFound
from providers.fly.vendor import FLY, InApp
from providers.lifecycle import Lifecycle, Properties
from providers.resource import VendorResource
from providers.waiting import progress

if TYPE_CHECKING:
    from providers.http import Api


class Certificate(VendorResource, module="fly", name="Certificate"):
    """Fly asks for it at once and gets it once a DNS record leads to ``cname``."""

    cname: pulumi.Output[str]


class CertificateInputs(InApp):
    """Nothing of a certificate can be changed."""

    hostname: Annotated[str, Field(pattern=r"^([a-z0-9-]+\.)+[a-z]{2,}$")]


class CertificateLifecycle(Lifecycle[CertificateInputs]):
    """A host name has no place for a mark; an app has it once."""

    vendor = FLY
    type_name = "fly:Certificate"
    kind = "certificate"
    inputs = CertificateInputs
    replaces = frozenset({"app", "hostname"})
    unreadable = frozenset({"app"})
    marked = False

    def matching(self, api: Api, inputs: CertificateInputs) -> list[str]:
        """The host name, where the app has it."""
        try:
            return [text(api.get(f"{inputs.at}/certificates/{inputs.hostname}"), "hostname")]
        except NotFound:
            return []

    def make(self, api: Api, inputs: CertificateInputs) -> str:
        """Have Fly ask for the certificate."""
        body = {"hostname": inputs.hostname}
        return text(api.post(f"{inputs.at}/certificates/acme", body), "hostname")

    def fetch(self, api: Api, id_: str, inputs: CertificateInputs) -> Properties:
        """Read what the DNS needs; say what keeps Fly from getting the certificate.

        It is pending until the DNS leads there, which is not waited for: the record may be of this
        very deployment.
        """
        found = api.get(f"{inputs.at}/certificates/{id_}")
        for trouble in _troubles(found):
            progress(f"Fly certificate {id_}: {trouble}")
        requirements = part(found, "dns_requirements")
        return {"hostname": text(found, "hostname"), "cname": requirements.get("cname") or ""}

    def remove(self, api: Api, id_: str, old: CertificateInputs) -> None:
        """Delete the certificate."""
        api.delete(f"{old.at}/certificates/{id_}")


def _troubles(certificate: Mapping[str, Any]) -> Iterator[str]:
    if until := certificate.get("rate_limited_until"):
        yield f"no other one is issued until {until}"
    for error in certificate.get("validation_errors") or ():
        yield ": ".join(filter(None, (error.get("message"), error.get("remediation"))))
