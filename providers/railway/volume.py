"""A disk of a Railway service."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Field

from providers.answer import text
from providers.errors import Broken, NotFound
from providers.lifecycle import Properties
from providers.railway.graphql import PAGE, every, mutate
from providers.railway.kind import OnRailway
from providers.railway.place import OfService
from providers.resource import VendorResource
from providers.waiting import LOOKS_FOR_THE_NEW, wait

if TYPE_CHECKING:
    from providers.http import Api

# VolumeState of Railway's schema.
READY = frozenset({"READY"})
MOVING = frozenset({"MIGRATING", "MIGRATION_PENDING", "RESTORING", "UPDATING"})
FAILED = frozenset({"ERROR"})
DYING = frozenset({"DELETING", "DELETED"})

# A new one took more than 28 s to show (github.com/jamesprnich/terraform-provider-railway,
# CHANGELOG.md 0.11.1, which waits for 90 s).
LONGEST_LAG_SECONDS = 90.0

_MARKED = re.compile(r"-[0-9a-f]{10}$")


class Volume(VendorResource, module="railway", name="Volume"):
    """A disk; deleting it deletes what is on it."""


class VolumeInputs(OfService):
    """``region`` None: where the service runs. Its size grows with the plan, not by request."""

    mount_path: Annotated[str, Field(pattern=r"^/.+")]
    region: str | None = None

    @property
    def marked_name(self) -> str:
        """The name at Railway, which has the mark at its end."""
        place = self.mount_path.strip("/").replace("/", "-")
        return f"{place[:40]}-{self.mark}"

    def bears_mark(self, name: str) -> bool:
        """Return whether a volume's name is that of this stack and URN."""
        return name.endswith(f"-{self.mark}")


def _same_region(wanted: Any, live: Any) -> bool:
    """A region's name may have a suffix: asia-southeast1-eqsg3a (docs.railway.com, regions)."""
    return bool(wanted == live or str(live).startswith(f"{wanted}-"))


class VolumeLifecycle(OnRailway[VolumeInputs]):
    """Volumes are found by the mark in their name.

    The name can only be set on a volume that is there: one that was made and not yet named is found
    by its service and mount path, unless its name bears the mark of another.
    """

    type_name = "railway:Volume"
    kind = "volume"
    inputs = VolumeInputs
    replaces = frozenset({"project_id", "environment_id", "region"})
    unreadable = frozenset({"project_id", "environment_id"})
    equal = {"region": _same_region}  # noqa: RUF012
    looks_for_the_lost = LOOKS_FOR_THE_NEW
    deletion = "volumeDelete(volumeId: $id)"

    def matching(self, api: Api, inputs: VolumeInputs) -> list[str]:
        """The volume that bears the mark, else the unmarked one in its place."""
        found = list(_instances(api, inputs))
        marked = [v for v in found if inputs.bears_mark(_name(v))]
        in_place = [
            v
            for v in found
            if v.get("serviceId") == inputs.service_id
            and v.get("mountPath") == inputs.mount_path
            and not _MARKED.search(_name(v))
        ]
        return [text(volume, "volumeId") for volume in marked or in_place]

    def make(self, api: Api, inputs: VolumeInputs) -> str:
        """Attach a new disk."""
        wanted = {
            **inputs.place(api, inputs.service_id).where,
            "mountPath": inputs.mount_path,
        }
        if inputs.region:
            wanted["region"] = inputs.region
        answer = mutate(
            api, "($input: VolumeCreateInput!) { volumeCreate(input: $input) { id } }", input=wanted
        )
        return text(answer, "volumeCreate", "id")

    def settle(self, api: Api, id_: str, inputs: VolumeInputs) -> None:
        """Wait until it shows and is ready, and have its name bear the mark."""
        title, seen = f"Railway volume {inputs.mount_path}", dict[str, Any]()

        def there() -> str | None:
            try:
                seen.update(_instance(api, id_, inputs))
            except NotFound:
                return "not in the list of its environment yet"
            return None

        def state() -> str | None:
            there()
            state = seen.get("state")
            if state in FAILED:
                raise Broken(f"Volume is {state}", f"Volume {id_} at {inputs.mount_path}.")
            return str(state).lower() if state in MOVING else None

        wait(title, there, LONGEST_LAG_SECONDS)
        if seen.get("state") not in READY:
            wait(title, state)
        if not inputs.bears_mark(_name(seen)):
            mutate(
                api,
                "($id: String!, $input: VolumeUpdateInput!) "
                "{ volumeUpdate(volumeId: $id, input: $input) { id } }",
                repeatable=True,
                id=id_,
                input={"name": inputs.marked_name},
            )

    def fetch(self, api: Api, id_: str, inputs: VolumeInputs) -> Properties:
        """Read the volume. Its region counts where the program names one, and is the program's
        where Railway does not tell it: it is never a reason to replace a disk.
        """
        volume = _instance(api, id_, inputs)
        found = {"mount_path": text(volume, "mountPath")}
        if volume.get("serviceId"):
            found["service_id"] = text(volume, "serviceId")
        if inputs.region:
            found["region"] = volume.get("region") or inputs.region
        return found

    def change(self, api: Api, id_: str, old: Properties, inputs: VolumeInputs) -> None:
        """Mount it elsewhere. Without the service it would be disconnected, says the schema."""
        mutate(
            api,
            "($id: String!, $environment: String, $input: VolumeInstanceUpdateInput!) "
            "{ volumeInstanceUpdate(volumeId: $id, environmentId: $environment, input: $input) }",
            repeatable=True,
            id=id_,
            environment=inputs.place(api).environment,
            input={"mountPath": inputs.mount_path, "serviceId": inputs.service_id},
        )


def _instances(api: Api, inputs: VolumeInputs) -> Iterator[Mapping[str, Any]]:
    """The volumes of the environment that are not being deleted."""
    found = every(
        api,
        "($id: String!, $after: String) { environment(id: $id) { volumeInstances(after: $after) "
        "{ edges { node { volumeId serviceId mountPath region state deletedAt isPendingDeletion "
        f"volume {{ name }} }} }} {PAGE} }} }} }}",
        "environment",
        "volumeInstances",
        id=inputs.place(api).environment,
    )
    for volume in found:
        dying = volume.get("isPendingDeletion") or volume.get("state") in DYING
        if not volume.get("deletedAt") and not dying:
            yield volume


def _instance(api: Api, id_: str, inputs: VolumeInputs) -> Mapping[str, Any]:
    for volume in _instances(api, inputs):
        if text(volume, "volumeId") == id_:
            return volume
    raise NotFound("the environment has no such volume")


def _name(volume: Mapping[str, Any]) -> str:
    return text(volume, "volume", "name")
