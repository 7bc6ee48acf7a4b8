"""A Neon endpoint: compute on a branch, and the host name that reaches it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

import pulumi

from providers.answer import items, part, text
from providers.lifecycle import Lifecycle, Properties
from providers.neon.compute import Compute, read
from providers.neon.vendor import NEON, delete, of_branch, protect, wait_for_operations
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

    def body(self) -> dict[str, Any]:
        """What an endpoint can be given at any time; its name carries the mark."""
        return {**self.settings(), "name": f"faro-{self.mark}"}


class EndpointLifecycle(Lifecycle[EndpointInputs]):
    """Endpoints are found by the mark in their name; one without a name, as Neon or an earlier
    version made it, by its branch and type.
    """

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
        there = [e for e in found if (e.get("branch_id"), e.get("type")) == place]
        own = [e for e in there if e.get("name") == inputs.body()["name"]]
        return [text(e, "id") for e in own or [e for e in there if not e.get("name")]]

    def make(self, api: Api, inputs: EndpointInputs) -> str:
        """Start compute on the branch."""
        endpoint = {**inputs.body(), "branch_id": inputs.branch_id, "type": inputs.type}
        answer = api.post(f"/projects/{inputs.project_id}/endpoints", {"endpoint": endpoint})
        return text(answer, "endpoint", "id")

    def settle(self, api: Api, id_: str, inputs: EndpointInputs) -> None:
        """Wait until it runs."""
        what = f"Neon endpoint {id_}"
        wait_for_operations(api, inputs.project_id, what, of_branch(inputs.branch_id))

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
        api.patch(path, {"endpoint": inputs.body()})

    def remove(self, api: Api, id_: str, old: EndpointInputs) -> None:
        """Delete the compute; the branch keeps its data, and its protection."""
        at = f"/projects/{old.project_id}/endpoints/{id_}"
        for branch in delete(api, old.project_id, at, lambda: [old.branch_id]):
            protect(api, old.project_id, branch, protected=True)

    def remains(self, api: Api, id_: str, old: EndpointInputs) -> str | None:
        """It is there until it is gone."""
        endpoint = part(api.get(f"/projects/{old.project_id}/endpoints/{id_}"), "endpoint")
        return text(endpoint, "current_state")
