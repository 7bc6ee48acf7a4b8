"""A disk for one Fly machine."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Field

from providers.answer import items, part, text
from providers.errors import NotFound, VendorError
from providers.fly.states import DYING_VOLUME, MOVING_VOLUME
from providers.fly.vendor import FLY, InApp
from providers.lifecycle import Lifecycle, Properties
from providers.resource import VendorResource
from providers.waiting import progress, wait

if TYPE_CHECKING:
    from providers.http import Api


class Volume(VendorResource, module="fly", name="Volume"):
    """A disk in one region, on another host than the app's other disks of that name."""


class VolumeInputs(InApp):
    """A disk grows and never shrinks: a smaller one is a new one. ``auto_backup`` takes a snapshot
    each day, which stays for ``snapshot_days``.
    """

    name: Annotated[str, Field(pattern=r"^[a-z0-9_]{1,19}$")]
    region: Annotated[str, Field(pattern=r"^[a-z]{3}$")]
    size_gb: Annotated[int, Field(ge=1, le=500)]
    encrypted: bool = True
    snapshot_days: Annotated[int, Field(ge=1, le=60)] = 5
    auto_backup: bool = True

    @property
    def marked_name(self) -> str:
        """The name at Fly, of at most thirty signs."""
        return f"{self.name}_{self.mark}"


class VolumeLifecycle(Lifecycle[VolumeInputs]):
    """Volumes are found by the mark in their name."""

    vendor = FLY
    type_name = "fly:Volume"
    kind = "volume"
    inputs = VolumeInputs
    replaces = frozenset({"app", "name", "region", "encrypted"})
    unreadable = frozenset({"app"})

    def matching(self, api: Api, inputs: VolumeInputs) -> list[str]:
        """Ids of the app's volumes under the marked name."""
        found = items(api.get(f"{inputs.at}/volumes"))
        return [
            text(volume, "id")
            for volume in found
            if text(volume, "name") == inputs.marked_name
            and volume.get("state") not in DYING_VOLUME
        ]

    def make(self, api: Api, inputs: VolumeInputs) -> str:
        """Create the disk on a host of its own."""
        volume = {
            "name": inputs.marked_name,
            "region": inputs.region,
            "size_gb": inputs.size_gb,
            "encrypted": inputs.encrypted,
            "snapshot_retention": inputs.snapshot_days,
            "auto_backup_enabled": inputs.auto_backup,
            "require_unique_zone": True,
        }
        return text(api.post(f"{inputs.at}/volumes", volume), "id")

    def settle(self, api: Api, id_: str, inputs: VolumeInputs) -> None:
        """Wait until it can be mounted."""

        def state() -> str | None:
            now = text(_living(api, f"{inputs.at}/volumes/{id_}"), "state")
            return now if now in MOVING_VOLUME else None

        wait(f"Fly volume {inputs.name}", state)

    def fetch(self, api: Api, id_: str, inputs: VolumeInputs) -> Properties:
        """Read the disk."""
        volume = _living(api, f"{inputs.at}/volumes/{id_}")
        return {
            "name": text(volume, "name").removesuffix(f"_{inputs.mark}"),
            "region": text(volume, "region"),
            "size_gb": part(volume, "size_gb"),
            "encrypted": part(volume, "encrypted"),
            "snapshot_days": part(volume, "snapshot_retention"),
            "auto_backup": volume.get("auto_backup_enabled", True),
        }

    def change(self, api: Api, id_: str, old: Properties, inputs: VolumeInputs) -> None:
        """Grow it, or change its snapshots."""
        at = f"{inputs.at}/volumes/{id_}"
        if inputs.size_gb != old.get("size_gb"):
            _extend(api, at, inputs.size_gb)
        wanted = inputs.snapshot_days, inputs.auto_backup
        if wanted != (old.get("snapshot_days"), old.get("auto_backup")):
            days, auto = wanted
            api.put(at, {"snapshot_retention": days, "auto_backup_enabled": auto})

    def remove(self, api: Api, id_: str, old: VolumeInputs) -> None:
        """Delete the disk; its snapshots stay for their days."""
        api.delete(f"{old.at}/volumes/{id_}")

    def replaced(self, old: Properties, new: Properties, changed: set[str]) -> set[str]:
        """A smaller size needs a new disk."""
        sizes = old.get("size_gb"), new.get("size_gb")
        shrinks = isinstance(sizes[0], int) and isinstance(sizes[1], int) and sizes[1] < sizes[0]
        return super().replaced(old, new, changed) | ({"size_gb"} if shrinks else set())


def _living(api: Api, at: str) -> Mapping[str, Any]:
    """Read a disk; NotFound where it is deleted, which Fly shows for another day."""
    volume: Mapping[str, Any] = api.get(at)
    if volume.get("state") in DYING_VOLUME:
        raise NotFound(f"the volume is {volume['state']}")
    return volume


def _extend(api: Api, at: str, size_gb: int) -> None:
    """Grow a disk. Fly refuses the size that it has already, as after an answer that was lost."""
    try:
        answer = api.put(f"{at}/extend", {"size_gb": size_gb})
    except VendorError:
        if part(api.get(at), "size_gb") != size_gb:
            raise
        return
    machine = part(answer, "volume").get("attached_machine_id")
    if answer.get("needs_restart") and machine:
        progress(f"Fly machine {machine} sees the larger disk after a restart")
