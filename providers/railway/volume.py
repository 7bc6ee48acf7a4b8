"""A disk of a Railway service."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Field

from providers.answer import text
from providers.errors import NotFound
from providers.lifecycle import Lifecycle, Properties
from providers.railway.vendor import RAILWAY, OfService, mutate, nodes, query
from providers.resource import VendorResource

if TYPE_CHECKING:
    from providers.http import Api


class Volume(VendorResource, module="railway", name="Volume"):
    """A disk; deleting it deletes what is on it."""


class VolumeInputs(OfService):
    """``region`` None: where the service runs. Its size grows with the plan, not by request."""

    mount_path: Annotated[str, Field(pattern=r"^/.+")]
    region: str | None = None


class VolumeLifecycle(Lifecycle[VolumeInputs]):
    """A volume has no place for a mark; one that the service did not have before is ours."""

    vendor = RAILWAY
    type_name = "railway:Volume"
    kind = "volume"
    inputs = VolumeInputs
    replaces = frozenset({"project_id", "environment_id", "service_id", "region"})
    unreadable = frozenset({"project_id", "environment_id", "service_id"})
    marked = False

    def matching(self, api: Api, inputs: VolumeInputs) -> list[str]:
        """Ids of the service's volumes."""
        found = _instances(api, inputs.environment(api))
        return [text(v, "volumeId") for v in found if v.get("serviceId") == inputs.service_id]

    def make(self, api: Api, inputs: VolumeInputs) -> str:
        """Attach a new disk."""
        wanted = {
            "projectId": inputs.project_id,
            "environmentId": inputs.environment(api),
            "serviceId": inputs.service_id,
            "mountPath": inputs.mount_path,
        }
        if inputs.region:
            wanted["region"] = inputs.region
        answer = mutate(
            api, "($input: VolumeCreateInput!) { volumeCreate(input: $input) { id } }", input=wanted
        )
        return text(answer, "volumeCreate", "id")

    def fetch(self, api: Api, id_: str, inputs: VolumeInputs) -> Properties:
        """Read the volume."""
        for volume in _instances(api, inputs.environment(api)):
            if text(volume, "volumeId") == id_:
                found = {"mount_path": text(volume, "mountPath")}
                return found | ({"region": text(volume, "region")} if inputs.region else {})
        raise NotFound("the environment has no such volume")

    def change(self, api: Api, id_: str, old: Properties, inputs: VolumeInputs) -> None:
        """Mount it elsewhere."""
        mutate(
            api,
            "($id: String!, $environment: String, $input: VolumeInstanceUpdateInput!) "
            "{ volumeInstanceUpdate(volumeId: $id, environmentId: $environment, input: $input) }",
            repeatable=True,
            id=id_,
            environment=inputs.environment(api),
            input={"mountPath": inputs.mount_path},
        )

    def remove(self, api: Api, id_: str, old: VolumeInputs) -> None:
        """Delete the volume with what is on it."""
        mutate(api, "($id: String!) { volumeDelete(volumeId: $id) }", repeatable=True, id=id_)


def _instances(api: Api, environment: str) -> list[Mapping[str, Any]]:
    answer = query(
        api,
        "($id: String!) { environment(id: $id) { volumeInstances { edges { node "
        "{ volumeId serviceId mountPath region deletedAt isPendingDeletion } } } } }",
        id=environment,
    )
    found = nodes(answer, "environment", "volumeInstances")
    return [v for v in found if not v.get("deletedAt") and not v.get("isPendingDeletion")]
