"""EC2 machines and their volumes, whoever starts them: an instance, a group, a cluster."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from faro.cost.families.aws.nested import amount, block, blocks
from faro.cost.families.aws.part import ONE, hours, of_type
from faro.cost.families.family import Fixed, text

_DETAILED_METRICS = Decimal(7)  # that an instance has when it is watched every minute
ON_HOST = "on_host"
"""The market of a machine that its dedicated host is charged for."""
_GP3_IOPS = Decimal(3000)  # that a volume has without charge, and MB/s likewise
_GP3_THROUGHPUT = Decimal(125)
_PROVISIONED = ("io1", "io2")
_ROOTS = ("/dev/xvda", "/dev/sda1")  # of Linux images


def machine(kind: str | None, count: Decimal | None = ONE, *, market: str = "ec2") -> Fixed:
    """Linux machines of one type for a month."""
    return hours(of_type(market, kind), count)


def market(inputs: Mapping[str, Any], template: Mapping[str, Any] = MappingProxyType({})) -> str:
    """The price list that a machine is bought from: as it says itself, else as its template does.

    A tenancy is an instance's own, a launch configuration's or a template's placement.
    """
    options = [
        block(each, "instanceMarketOptions").get("marketType") for each in (inputs, template)
    ]
    if inputs.get("spotPrice") or "spot" in options:
        return "ec2_spot"
    tenancy = (
        inputs.get("tenancy")
        or inputs.get("placementTenancy")
        or block(template, "placement").get("tenancy")
        or block(inputs, "placement").get("tenancy")
    )
    if inputs.get("hostId"):
        return ON_HOST
    if tenancy in ("dedicated", "host"):
        return "ec2_dedicated" if tenancy == "dedicated" else ON_HOST
    return "ec2_windows" if is_windows(inputs) or is_windows(template) else "ec2"


def is_windows(inputs: Mapping[str, Any]) -> bool:
    """Whether only Windows takes what is asked: a password, PowerShell. An image's own system is
    not known here, and is taken for Linux.
    """
    script = inputs.get("userData")
    return inputs.get("getPasswordData") is True or (
        isinstance(script, str) and script.lstrip().startswith("<powershell>")
    )


def monitored(*sources: Mapping[str, Any]) -> bool:
    """Whether it has detailed monitoring, by the first source that says so."""
    for source in sources:
        for given in (source.get("monitoring"), source.get("enableMonitoring")):
            if isinstance(given, bool):
                return given
            if isinstance(given, dict):
                return given.get("enabled") is True
    return False


def extras(*sources: Mapping[str, Any]) -> Iterator[Fixed]:
    """Detailed monitoring of one machine, where a source asks for it."""
    if monitored(*sources):
        yield Fixed(meter="cloudwatch_metrics", quantity=_DETAILED_METRICS)


def unlimited(*sources: Mapping[str, Any]) -> bool:
    """Whether CPU beyond a burstable machine's credits is charged: as the first source says."""
    for source in sources:
        if asked := block(source, "creditSpecification").get("cpuCredits"):
            return bool(asked == "unlimited")
    return False


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


def volumes(
    inputs: Mapping[str, Any], template: Mapping[str, Any] | None = None
) -> Iterator[Fixed]:
    """The volumes of an instance or a launch configuration, and those of its template that it does
    not map itself; the type of a root volume is its image's where it is not given.
    """
    mapped = {str(d.get("deviceName")): d for d in blocks(inputs, "ebsBlockDevices")}
    of_template = [
        device
        for device in blocks(template or {}, "blockDeviceMappings")
        if str(device.get("deviceName")) not in mapped
    ]
    roots = [device for device in of_template if device.get("deviceName") in _ROOTS]
    root = block(inputs, "rootBlockDevice") or (block(roots[0], "ebs") if roots else {})
    yield from volume(root, text(root.get("volumeType")))
    for device in blocks(inputs, "ebsBlockDevices"):
        yield from volume(device, text(device.get("volumeType", "gp2")))
    for device in of_template:
        if device not in roots:
            disk = block(device, "ebs")
            yield from volume(disk, text(disk.get("volumeType", "gp2")))


def template_volumes(inputs: Mapping[str, Any]) -> Iterator[Fixed]:
    """The volumes of a launch template; that of the image where it maps none."""
    mapped = [block(device, "ebs") for device in blocks(inputs, "blockDeviceMappings")]
    for device in mapped or [{}]:
        yield from volume(device, text(device.get("volumeType")))
