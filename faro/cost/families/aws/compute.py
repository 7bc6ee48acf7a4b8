"""EC2: machines, volumes, addresses, groups of machines."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from faro.cost.families.aws.place import region
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

_DEFAULT_VOLUME = "gp2"
"""Of a volume that names no type (https://docs.aws.amazon.com/ebs, 2026)."""


def machine(kind: object, count: Decimal | None) -> Fixed:
    """So many machines of a type, all month."""
    hours = None if count is None else count * HOURS_PER_MONTH
    return Fixed(meter=f"ec2_{kind}", quantity=hours)


def volume(given: Any, kind: str, size: str, count: Decimal | None) -> Fixed:
    """A volume by the names that its resource has for type and size."""
    found = given if isinstance(given, dict) else {}
    gib = number(found.get(size))
    quantity = None if gib is None or count is None else gib * count
    return Fixed(meter=f"ebs_{found.get(kind) or _DEFAULT_VOLUME}", quantity=quantity)


def _instance(inputs: Inputs) -> Iterator[Fixed]:
    """The machine and its volumes; the size of a root volume is that of the image unless given."""
    one = Decimal(1)
    yield machine(inputs.get("instanceType"), one)
    yield volume(inputs.get("rootBlockDevice"), "volumeType", "volumeSize", one)
    devices = inputs.get("ebsBlockDevices")
    for device in devices if isinstance(devices, list) else ():
        yield volume(device, "volumeType", "volumeSize", one)
    if inputs.get("associatePublicIpAddress") is True:
        yield Fixed(meter="ipv4", quantity=HOURS_PER_MONTH)


def _volume(inputs: Inputs) -> Iterator[Fixed]:
    yield volume(inputs, "type", "size", Decimal(1))
    iops = number(inputs.get("iops"))
    if text(inputs.get("type")) in ("io1", "io2"):
        yield Fixed(meter="ebs_iops", quantity=iops)


def _address(_inputs: Inputs) -> Iterator[Fixed]:
    yield Fixed(meter="ipv4", quantity=HOURS_PER_MONTH)


def _group(inputs: Inputs) -> Iterator[Fixed]:
    """As many machines as are wanted, or the fewest; what scaling adds is usage."""
    wanted = inputs.get("desiredCapacity")
    count = number(inputs.get("minSize") if wanted is None else wanted)
    template = _template(inputs)
    if template is None:
        yield Fixed(meter="ec2 of a template that is not known", quantity=None)
        return
    yield machine(template.get("instanceType"), count)
    devices = template.get("blockDeviceMappings")
    for device in devices if isinstance(devices, list) else ():
        ebs = device.get("ebs") if isinstance(device, dict) else None
        yield volume(ebs, "volumeType", "volumeSize", count)
    if "rootBlockDevice" in template:
        yield volume(template["rootBlockDevice"], "volumeType", "volumeSize", count)


def _template(inputs: Inputs) -> Inputs | None:
    for key in ("launchTemplate", "launchConfiguration", "mixedInstancesPolicy"):
        if key in inputs:
            return inputs.follow(key)
    return None


_OF_THE_GROUP = Free("the machines made of it are charged")

TYPES: dict[str, Pricing] = {
    "aws:ec2/instance:Instance": Charged(fixed=_instance, region=region),
    "aws:autoscaling/group:Group": Charged(fixed=_group, region=region),
    "aws:ebs/volume:Volume": Charged(fixed=_volume, region=region),
    "aws:ec2/eip:Eip": Charged(fixed=_address, region=region),
    "aws:ec2/launchTemplate:LaunchTemplate": _OF_THE_GROUP,
    "aws:ec2/launchConfiguration:LaunchConfiguration": _OF_THE_GROUP,
    "aws:autoscaling/policy:Policy": _OF_THE_GROUP,
    "aws:autoscaling/schedule:Schedule": _OF_THE_GROUP,
    "aws:autoscaling/attachment:Attachment": _OF_THE_GROUP,
    "aws:ec2/eipAssociation:EipAssociation": Free("the address is charged"),
    "aws:ec2/volumeAttachment:VolumeAttachment": Free("the volume is charged"),
}
