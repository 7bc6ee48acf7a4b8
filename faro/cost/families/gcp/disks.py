"""Persistent disks, images and snapshots."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from faro.cost.families.family import (
    Charged,
    Count,
    Fixed,
    Inputs,
    Pricing,
    number,
    scaled,
    unpriced,
)
from faro.cost.families.gcp.attached import project
from faro.cost.families.gcp.machine import ONE
from faro.cost.families.gcp.place import region

STANDARD = "pd-standard"
_DISK_GIB = {
    "pd-standard": Decimal(500),
    "pd-balanced": Decimal(100),
    "pd-ssd": Decimal(100),
    "pd-extreme": Decimal(1000),
    "hyperdisk-extreme": Decimal(1000),
}
"""Of a disk that names neither size nor source (https://cloud.google.com/compute/docs/disks)."""
_IMAGE_GIB = {
    **dict.fromkeys(("windows-cloud", "windows-sql-cloud"), Decimal(50)),
    **dict.fromkeys(("centos-cloud", "rhel-cloud", "rhel-sap-cloud"), Decimal(20)),
    **dict.fromkeys(("rhel-byos-cloud", "rocky-linux-cloud", "almalinux-cloud"), Decimal(20)),
    **dict.fromkeys(("cos-cloud", "debian-cloud", "suse-cloud", "suse-sap-cloud"), Decimal(10)),
    **dict.fromkeys(("opensuse-cloud", "ubuntu-os-cloud", "ubuntu-os-pro-cloud"), Decimal(10)),
}
"""Of the public images (https://cloud.google.com/compute/docs/images/os-details, 2026)."""
_BOOT_GIB = Decimal(10)
_EXTREME_IOPS = Decimal(100_000)
_HYPERDISK_IOPS, _IOPS_PER_GIB = Decimal(350_000), Decimal(1200)
"""Where a program names none (infracost/infracost, compute_disk.go of 2026-08-21)."""


def disk(
    kind: Any,
    gib: Decimal | None,
    given: Any,
    *,
    count: Count = ONE,
    regional: bool = False,
) -> Iterator[Fixed]:
    """Capacity, and performance that is provisioned; ``given``: the block that names it."""
    name = str(kind).rpartition("/")[2]
    meter = f"disk_{name}_regional" if regional else f"disk_{name}"
    yield scaled(Fixed(meter=meter, quantity=gib), count)
    for key, unit in (("provisionedIops", "iops"), ("provisionedThroughput", "throughput")):
        amount = given.get(key)
        each = _iops(name, gib) if amount is None and unit == "iops" else number(amount)
        if amount is not None or each is not None:
            yield scaled(Fixed(meter=f"{meter}_{unit}", quantity=each), count)


def boot_gib(image: Any) -> Decimal | None:
    """The size of a boot disk that names none: its image's; None for a custom image."""
    return _BOOT_GIB if image is None else _IMAGE_GIB.get(project(image) or "")


def _iops(kind: str, gib: Decimal | None) -> Decimal | None:
    if kind == "pd-extreme":
        return _EXTREME_IOPS
    if kind == "hyperdisk-extreme" and gib is not None:
        return min(gib * _IOPS_PER_GIB, _HYPERDISK_IOPS)
    return None


def size(inputs: Inputs) -> Decimal | None:
    """The size of a disk, or of the disk that an image or a snapshot was made of."""
    for key in ("size", "diskSizeGb"):
        if key in inputs:
            return number(inputs[key])
    for key in ("image", "sourceImage", "snapshot", "sourceSnapshot", "sourceDisk"):
        if key in inputs:
            source = inputs.follow(key)
            return size(source) if source is not None else boot_gib(inputs[key])
    return _DISK_GIB.get(_kind(inputs)) if inputs.type.endswith("isk") else None


def _kind(inputs: Inputs) -> str:
    return str(inputs.get("type", STANDARD)).rpartition("/")[2]


def _disk(inputs: Inputs) -> Iterator[Fixed]:
    yield from disk(_kind(inputs), size(inputs), inputs, regional="replicaZones" in inputs)


_IMAGE = Charged(meters=("image_storage",), region=region)
_INSTANT = unpriced("disk_instant_snapshot", region=region)
_SNAPSHOT = Charged(meters=("disk_snapshot",), region=region)

TYPES: dict[str, Pricing] = {
    "gcp:compute/disk:Disk": Charged(fixed=_disk, region=region),
    "gcp:compute/regionDisk:RegionDisk": Charged(fixed=_disk, region=region),
    "gcp:compute/image:Image": _IMAGE,
    "gcp:compute/machineImage:MachineImage": _IMAGE,
    "gcp:compute/snapshot:Snapshot": _SNAPSHOT,
    "gcp:compute/instantSnapshot:InstantSnapshot": _INSTANT,
    "gcp:compute/regionInstantSnapshot:RegionInstantSnapshot": _INSTANT,
}
