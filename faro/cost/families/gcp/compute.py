"""Compute Engine: instances and groups of them, with their disks and addresses."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from faro.cost.families.family import Charged, Count, Fixed, Free, Inputs, Pricing, number
from faro.cost.families.gcp.address import addresses, outside
from faro.cost.families.gcp.attached import gpus, licenses, local_ssds
from faro.cost.families.gcp.disks import STANDARD, boot_gib, disk
from faro.cost.families.gcp.disks import size as size_of_disk
from faro.cost.families.gcp.machine import ONE, Machines, hardware, is_spot, machines
from faro.cost.families.gcp.place import region
from faro.cost.families.nested import block, blocks

_OFF = frozenset({"TERMINATED", "SUSPENDED"})


def _instance(inputs: Inputs) -> Iterator[Fixed]:
    """The machine with what is in it, its boot disk, and an address where it has one outside."""
    count = Count(Decimal(0)) if inputs.get("desiredStatus") in _OFF else ONE
    found = machines(inputs.get("machineType"), count, spot=is_spot(inputs))
    image, boot = _boot(inputs)
    yield from _running(found, inputs, image)
    yield from local_ssds(found, Decimal(len(blocks(inputs, "scratchDisks"))))
    yield from boot


def _running(found: Machines, inputs: Inputs, image: Any) -> Iterator[Fixed]:
    """What costs only while the machine runs."""
    yield from hardware(found)
    yield from gpus(found, inputs.get("guestAccelerators"))
    if image is not None:
        yield from licenses(found, image)
    yield from addresses(found, inputs)


def _boot(inputs: Inputs) -> tuple[Any, list[Fixed]]:
    """The image of the boot disk, and the disk; one that is there already is charged by itself."""
    given = block(inputs, "bootDisk")
    source = next((s for s in inputs.links("bootDisk") if s.type.endswith("isk")), None)
    if "source" in given or source is not None:
        return source.get("image") if source else None, []
    params = block(given, "initializeParams")
    image = params.get("image")
    own = next((s for s in inputs.links("bootDisk") if s.type.endswith("image:Image")), None)
    if "size" in params:
        gib = number(params["size"])
    else:
        gib = boot_gib(image) if own is None else size_of_disk(own)
    kind = params.get("type", STANDARD)
    return _license_of(image, own), list(disk(kind, gib, params))


def _license_of(image: Any, own: Inputs | None) -> Any:
    """The image that a licence goes by: of a custom image the one that it was made from."""
    return image if own is None else own.get("sourceImage", "")


def _traffic(inputs: Inputs) -> Iterator[str]:
    """What leaves for the internet, where a machine has an address there."""
    if outside(inputs):
        yield "egress_internet"


def _group_traffic(inputs: Inputs) -> Iterator[str]:
    template = inputs.follow("versions")
    if template is not None:
        yield from _traffic(template)


def _group(inputs: Inputs) -> Iterator[Fixed]:
    """As many machines of the template as the group has at the least."""
    templates = inputs.links("versions")
    if not templates:
        yield Fixed(meter="vm of a template that is not known", quantity=None)
        return
    if len(blocks(inputs, "versions")) > 1:
        yield Fixed(meter="vm of a second version", quantity=None)
    yield from _made(templates[0], _count(inputs))


def _count(inputs: Inputs) -> Count:
    """Its target, what its autoscaler keeps, or one for each configuration of an instance."""
    users = inputs.users()
    for user in users:
        if user.type.endswith("utoscaler"):
            policy = block(user, "autoscalingPolicy")
            least = number(policy.get("minReplicas"))
            return Count(least, least, number(policy.get("maxReplicas")))
    target = number(inputs.get("targetSize", 0))
    single = Decimal(sum(1 for user in users if user.type.endswith("PerInstanceConfig")))
    return Count(None if target is None else max(target, single))


def _made(template: Inputs, count: Count) -> Iterator[Fixed]:
    """Machines of a template, with the disks that are made for each."""
    spot = is_spot(template)
    found = machines(template.get("machineType"), count, spot=spot)
    made = [one for one in blocks(template, "disks") if "source" not in one]
    local = [one for one in made if _is_local(one)]
    images = [one["sourceImage"] for one in made if "sourceImage" in one]
    yield from _running(found, template, images[0] if images else None)
    yield from local_ssds(found, Decimal(len(local)))
    for one in made:
        if one not in local:
            image = one.get("sourceImage")
            gib = number(one["diskSizeGb"]) if "diskSizeGb" in one else boot_gib(image)
            yield from disk(one.get("diskType", STANDARD), gib, one, count=count)


def _is_local(disk: Mapping[str, Any]) -> bool:
    """Return whether a template's disk is a local SSD, which is said in one way or in both."""
    said = (disk.get("type"), disk.get("diskType"))
    return said[0] == "SCRATCH" or said[1] == "local-ssd"


def _from_template(inputs: Inputs) -> Iterator[Fixed]:
    """One machine of a template, with what it says otherwise."""
    template = inputs.follow("sourceInstanceTemplate")
    if template is None:
        yield Fixed(meter="vm of a template that is not known", quantity=None)
        return
    given = Inputs(
        {**template, **inputs},
        region=inputs.region,
        links=lambda key: (inputs if key in inputs else template).links(key),
    )
    yield from _made(given, ONE)


_OF_THE_TEMPLATE = Free("what is made of it is charged")
_OF_THE_GROUP = Free("the machines of its group are charged")

TYPES: dict[str, Pricing] = {
    "gcp:compute/instance:Instance": Charged(fixed=_instance, metered=_traffic, region=region),
    "gcp:compute/instanceFromTemplate:InstanceFromTemplate": Charged(
        fixed=_from_template, region=region
    ),
    "gcp:compute/instanceGroupManager:InstanceGroupManager": Charged(
        fixed=_group, metered=_group_traffic, region=region
    ),
    "gcp:compute/regionInstanceGroupManager:RegionInstanceGroupManager": Charged(
        fixed=_group, metered=_group_traffic, region=region
    ),
    "gcp:compute/instanceTemplate:InstanceTemplate": _OF_THE_TEMPLATE,
    "gcp:compute/regionInstanceTemplate:RegionInstanceTemplate": _OF_THE_TEMPLATE,
    "gcp:compute/autoscaler:Autoscaler": _OF_THE_GROUP,
    "gcp:compute/regionAutoscaler:RegionAutoscaler": _OF_THE_GROUP,
    "gcp:compute/bulkPerInstanceConfig:BulkPerInstanceConfig": _OF_THE_GROUP,
    "gcp:compute/perInstanceConfig:PerInstanceConfig": _OF_THE_GROUP,
    "gcp:compute/regionPerInstanceConfig:RegionPerInstanceConfig": _OF_THE_GROUP,
    "gcp:compute/instanceGroup:InstanceGroup": Free("its machines are charged"),
    "gcp:compute/attachedDisk:AttachedDisk": Free("its disk is charged"),
}
