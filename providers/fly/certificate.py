"""A certificate for a host name of one's own at a Fly app."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import pulumi
from pydantic import Field

from providers.answer import part, text
from providers.errors import NotFound
from providers.fly.vendor import FLY, InApp
from providers.lifecycle import Lifecycle, Properties
from providers.resource import VendorResource

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
    unreadable = frozenset({"app", "hostname"})
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
        """Read what the DNS has to say."""
        certificate = api.get(f"{inputs.at}/certificates/{id_}")
        return {"cname": str(part(certificate, "dns_requirements", "cname"))}

    def remove(self, api: Api, id_: str, old: CertificateInputs) -> None:
        """Delete the certificate."""
        api.delete(f"{old.at}/certificates/{id_}")
