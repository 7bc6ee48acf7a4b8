"""An address of a Fly app."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal

import pulumi

from providers.answer import items, text
from providers.errors import NotFound
from providers.fly.vendor import FLY, InApp
from providers.lifecycle import Lifecycle, Properties
from providers.resource import VendorResource

if TYPE_CHECKING:
    from providers.http import Api

_PRIVATE = "fdaa:"
"""How private addresses begin (superfly/fly-go, flaps_ip_assignments.go: IsFlycast)."""


class IpAssignment(VendorResource, module="fly", name="IpAssignment"):
    """An address; its id is the address itself."""

    address: pulumi.Output[str]


class IpAssignmentInputs(InApp):
    """``shared_v4`` costs nothing and serves HTTP and TLS; ``v4`` is the app's own, and priced."""

    type: Literal["v4", "shared_v4", "v6"]

    def describes(self, assignment: Mapping[str, Any]) -> bool:
        """Return whether an assignment is of this type."""
        ip = text(assignment, "ip")
        if ip.startswith(_PRIVATE):
            return False
        if ":" in ip:
            return self.type == "v6"
        return self.type == ("shared_v4" if assignment.get("shared") else "v4")


class IpAssignmentLifecycle(Lifecycle[IpAssignmentInputs]):
    """An address has no place for a mark; one that the app did not have before is ours."""

    vendor = FLY
    type_name = "fly:IpAssignment"
    kind = "address"
    inputs = IpAssignmentInputs
    replaces = frozenset({"app", "type"})
    unreadable = frozenset({"app", "type"})
    marked = False

    def matching(self, api: Api, inputs: IpAssignmentInputs) -> list[str]:
        """The app's addresses of this type."""
        found = items(api.get(f"{inputs.at}/ip_assignments"), "ips")
        return [text(ip, "ip") for ip in found if inputs.describes(ip)]

    def make(self, api: Api, inputs: IpAssignmentInputs) -> str:
        """Ask for an address."""
        return text(api.post(f"{inputs.at}/ip_assignments", {"type": inputs.type}), "ip")

    def fetch(self, api: Api, id_: str, inputs: IpAssignmentInputs) -> Properties:
        """Read the address."""
        if id_ not in self.matching(api, inputs):
            raise NotFound("the app has no such address")
        return {"address": id_}

    def remove(self, api: Api, id_: str, old: IpAssignmentInputs) -> None:
        """Give the address back."""
        api.delete(f"{old.at}/ip_assignments/{id_}")
