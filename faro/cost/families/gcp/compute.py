"""Compute Engine: machines, disks and addresses by the hour or the month."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from faro.cost.families.family import (
    HOURS_PER_MONTH,
    Charged,
    Fixed,
    Free,
    Inputs,
    Pricing,
    number,
    text,
)
from faro.cost.families.gcp.place import region

_DEFAULT_BOOT_GIB = 10  # the least of a boot disk (https://cloud.google.com/compute/docs/disks)


def is_spot(scheduling: Any) -> bool:
    """Whether Google may take the machine away."""
    found = scheduling if isinstance(scheduling, dict) else {}
    return bool(found.get("preemptible")) or found.get("provisioningModel") == "SPOT"


def machine(name: object, *, spot: bool) -> str:
    """The meter of a machine type; its full address ends with the name."""
    short = str(name).rpartition("/")[2]
    return f"vm_spot_{short}" if spot else f"vm_{short}"


def _disk_meter(kind: object, *, regional: bool = False) -> str:
    short = str(kind).rpartition("/")[2]
    return f"disk_{short}_regional" if regional else f"disk_{short}"


def _instance(inputs: Inputs) -> Iterator[Fixed]:
    """The machine, its boot disk, and an address where it has one to the outside."""
    yield from _machine(inputs, Decimal(1))
    boot = (inputs.get("bootDisk") or {}).get("initializeParams") or {}
    yield Fixed(
        meter=_disk_meter(boot.get("type", "pd-standard")),
        quantity=number(boot.get("size", _DEFAULT_BOOT_GIB)),
    )
    yield from _addresses(inputs, Decimal(1))


def _machine(inputs: Inputs, count: Decimal | None) -> Iterator[Fixed]:
    spot = is_spot(inputs.get("scheduling"))
    hours = None if count is None else count * HOURS_PER_MONTH
    yield Fixed(meter=machine(inputs.get("machineType"), spot=spot), quantity=hours)


def _addresses(inputs: Inputs, count: Decimal | None) -> Iterator[Fixed]:
    spot = is_spot(inputs.get("scheduling"))
    interfaces = inputs.get("networkInterfaces")
    outside = [i for i in interfaces or () if isinstance(i, dict) and i.get("accessConfigs")]
    if outside:
        meter = "address_in_use_spot" if spot else "address_in_use"
        hours = None if count is None else count * HOURS_PER_MONTH * len(outside)
        yield Fixed(meter=meter, quantity=hours)


def _group(inputs: Inputs) -> Iterator[Fixed]:
    """As many machines of the template as the group begins with; an autoscaler's are usage."""
    count = number(inputs.get("targetSize"))
    versions = inputs.get("versions")
    template = inputs.follow("versions") if versions else None
    if template is None:
        yield Fixed(meter="vm of a template that is not known", quantity=None)
        return
    yield from _machine(template, count)
    for disk in template.get("disks") or ():
        found = disk if isinstance(disk, dict) else {}
        size = number(found.get("diskSizeGb", _DEFAULT_BOOT_GIB))
        quantity = None if count is None or size is None else count * size
        yield Fixed(meter=_disk_meter(found.get("diskType", "pd-standard")), quantity=quantity)
    yield from _addresses(template, count)


def _disk(inputs: Inputs) -> Iterator[Fixed]:
    regional = "replicaZones" in inputs
    meter = _disk_meter(inputs.get("type", "pd-standard"), regional=regional)
    yield Fixed(meter=meter, quantity=number(inputs.get("size")))


def _address(inputs: Inputs) -> Iterator[Fixed]:
    """What is not inside is charged from when it is kept; in use it costs half, or nothing."""
    if text(inputs.get("addressType")) != "INTERNAL":
        yield Fixed(meter="address_idle", quantity=HOURS_PER_MONTH)


_OF_THE_TEMPLATE = Free("what is made of it is charged")

TYPES: dict[str, Pricing] = {
    "gcp:compute/instance:Instance": Charged(fixed=_instance, region=region),
    "gcp:compute/instanceGroupManager:InstanceGroupManager": Charged(fixed=_group, region=region),
    "gcp:compute/regionInstanceGroupManager:RegionInstanceGroupManager": Charged(
        fixed=_group, region=region
    ),
    "gcp:compute/disk:Disk": Charged(fixed=_disk, region=region),
    "gcp:compute/regionDisk:RegionDisk": Charged(fixed=_disk, region=region),
    "gcp:compute/snapshot:Snapshot": Charged(meters=("disk_snapshot",), region=region),
    "gcp:compute/address:Address": Charged(fixed=_address, region=region),
    "gcp:compute/instanceTemplate:InstanceTemplate": _OF_THE_TEMPLATE,
    "gcp:compute/regionInstanceTemplate:RegionInstanceTemplate": _OF_THE_TEMPLATE,
    "gcp:compute/autoscaler:Autoscaler": Free("the machines of its group are charged"),
    "gcp:compute/regionAutoscaler:RegionAutoscaler": Free("the machines of its group are charged"),
    "gcp:compute/instanceGroup:InstanceGroup": Free("its machines are charged"),
}
