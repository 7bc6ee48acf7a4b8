"""A Neon endpoint: compute on a branch, and the host name that reaches it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import pulumi

from providers.answer import items, part, text
from providers.lifecycle import Lifecycle, Properties
from providers.neon.compute import Compute, read
from providers.neon.vendor import NEON, wait_for_operations
from providers.resource import VendorResource

if TYPE_CHECKING:
    from providers.http import Api


class Endpoint(VendorResource, module="neon", name="Endpoint"):
    """Compute for a branch that has none, or to read from."""

    host: pulumi.Output[str]


class EndpointInputs(Compute):
    """A branch has one endpoint of type ``read_write`` and any number that are ``read_only``."""

    project_id: str
    branch_id: str
    type: Literal["read_write", "read_only"] = "read_write"


class EndpointLifecycle(Lifecycle[EndpointInputs]):
    """An endpoint has no place for a mark; one of this type that was not there before is ours."""

    vendor = NEON
    type_name = "neon:Endpoint"
    kind = "endpoint"
    inputs = EndpointInputs
    replaces = frozenset({"project_id", "branch_id", "type"})
    unreadable = frozenset({"project_id"})
    marked = False

    def matching(self, api: Api, inputs: EndpointInputs) -> list[str]:
        """Ids of the branch's endpoints of this type."""
        found = items(api.get(f"/projects/{inputs.project_id}/endpoints"), "endpoints")
        place = (inputs.branch_id, inputs.type)
        return [text(e, "id") for e in found if (e.get("branch_id"), e.get("type")) == place]

    def make(self, api: Api, inputs: EndpointInputs) -> str:
        """Start compute on the branch."""
        endpoint = {**inputs.settings(), "branch_id": inputs.branch_id, "type": inputs.type}
        answer = api.post(f"/projects/{inputs.project_id}/endpoints", {"endpoint": endpoint})
        return text(answer, "endpoint", "id")

    def settle(self, api: Api, id_: str, inputs: EndpointInputs) -> None:
        """Wait until it runs."""
        wait_for_operations(api, inputs.project_id, f"Neon endpoint {id_}")

    def fetch(self, api: Api, id_: str, inputs: EndpointInputs) -> Properties:
        """Read the endpoint."""
        answer = api.get(f"/projects/{inputs.project_id}/endpoints/{id_}")
        endpoint = part(answer, "endpoint")
        return {
            **read(endpoint),
            "branch_id": text(endpoint, "branch_id"),
            "type": text(endpoint, "type"),
            "host": text(endpoint, "host"),
        }

    def change(self, api: Api, id_: str, old: Properties, inputs: EndpointInputs) -> None:
        """Change the compute."""
        path = f"/projects/{inputs.project_id}/endpoints/{id_}"
        api.patch(path, {"endpoint": inputs.settings()})

    def remove(self, api: Api, id_: str, old: EndpointInputs) -> None:
        """Delete the compute; the branch keeps the data."""
        api.delete(f"/projects/{old.project_id}/endpoints/{id_}")
