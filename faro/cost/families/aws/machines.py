"""EC2 machines and their volumes, whoever starts them: an instance, a group, a cluster."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from faro.cost.families.aws.nested import amount, block, blocks
from faro.cost.families.aws.part import ONE, hours, of_type
from faro.cost.families.family import Fixed, text

_GP3_IOPS = Decimal(3000)  # that a volume has without charge, and MB/s likewise
_GP3_THROUGHPUT = Decimal(125)
_PROVISIONED = ("io1", "io2")


def machine(kind: str | None, count: Decimal | None = ONE, *, market: str = "ec2") -> Fixed:
    """Linux machines of one type for a month."""
    return hours(of_type(market, kind), count)


def market(inputs: Mapping[str, Any]) -> str:
    """The price list that a machine is bought from."""
    options = block(inputs, "instanceMarketOptions")
    if inputs.get("spotPrice") or options.get("marketType") == "spot":
        return "ec2_spot"
    return "ec2_dedicated" if inputs.get("tenancy") == "dedicated" else "ec2"


def volume(given: Mapping[str, Any], kind: str | None) -> Iterator[Fixed]:
    """The size of a volume, and the speed beyond what its type has without charge."""
    size = amount(given.get("volumeSize", given.get("size")))
    if kind is None:
        yield Fixed(meter="ebs_gp3", quantity=None)
        return
    yield Fixed(meter=f"ebs_{kind}", quantity=size)
    if kind in _PROVISIONED:
        yield Fixed(meter=f"ebs_{kind}_iops", quantity=amount(given.get("iops")))
    if kind == "gp3":
        yield from _beyond("ebs_gp3_iops", given.get("iops"), _GP3_IOPS)
        yield from _beyond("ebs_gp3_throughput", given.get("throughput"), _GP3_THROUGHPUT)


def _beyond(meter: str, given: object, free: Decimal) -> Iterator[Fixed]:
    asked = amount(given)
    if asked is not None and asked > free:
        yield Fixed(meter=meter, quantity=asked - free)


def volumes(inputs: Mapping[str, Any]) -> Iterator[Fixed]:
    """The volumes of an instance or a launch configuration; the type of a root volume is its
    image's where nobody gives it.
    """
    root = block(inputs, "rootBlockDevice")
    yield from volume(root, text(root.get("volumeType")))
    for device in blocks(inputs, "ebsBlockDevices"):
        yield from volume(device, text(device.get("volumeType", "gp2")))


def template_volumes(inputs: Mapping[str, Any]) -> Iterator[Fixed]:
    """The volumes of a launch template; that of the image where it maps none."""
    mapped = [block(device, "ebs") for device in blocks(inputs, "blockDeviceMappings")]
    for device in mapped or [{}]:
        yield from volume(device, text(device.get("volumeType")))
