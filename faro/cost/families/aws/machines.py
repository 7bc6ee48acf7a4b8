"""EC2 machines and their volumes, started by an instance, a group or a cluster."""

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from faro.cost.families.family import Fixed, Inputs, text
from faro.cost.families.nested import amount, block, blocks
from faro.cost.families.part import hours, of_type

_DETAILED_METRICS = Decimal(7)  # that an instance has when it is watched every minute
ON_HOST = "on_host"
"""The market of a machine that its dedicated host is charged for."""
_GP3_IOPS = Decimal(3000)  # that a volume has without charge, and MB/s likewise
_GP3_THROUGHPUT = Decimal(125)
_PROVISIONED = ("io1", "io2")
_IMAGES = ("ami", "imageId")
_LICENSED = ("rhel", "suse", "ubuntu-pro")
_ROOTS = ("/dev/xvda", "/dev/sda1")  # of Linux images
_SQL_EDITIONS = ("enterprise", "standard", "web")
_ON_DEMAND = "ec2"
_BY_CPU = re.compile(r"(?!t)[a-z]+[5-9][a-z-]*\.(?P<times>\d*)(?P<x>x?)large")
"""Types whose licence is charged for each vCPU, beside the price of Linux: those of the fifth
generation and later, but T (https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/optimize-cpu.html).
"""


def machine(kind: str | None, *, market: str = _ON_DEMAND) -> Iterator[Fixed]:
    """A machine of one type for a month, at the prices of a market, and its licence where that is
    charged apart.
    """
    cpus = _licensed_cpus(kind)
    if cpus is None or not market.startswith(f"{_ON_DEMAND}_windows"):
        yield hours(of_type(market, kind))
        return
    yield hours(of_type(_ON_DEMAND, kind))
    yield hours(market.replace(_ON_DEMAND, "ec2_licence", 1), cpus)


def _licensed_cpus(kind: str | None) -> Decimal | None:
    """The vCPUs of a type whose licence is charged for each of them; None for another type."""
    size = _BY_CPU.fullmatch(kind or "")
    if size is None:
        return None
    return Decimal(4) * Decimal(size["times"] or 1) if size["x"] else Decimal(2)


def market(inputs: Inputs, template: Inputs | None = None) -> str:
    """The price list that a machine is bought from: as it says itself, else as its template does.

    A tenancy is an instance's own, a launch configuration's or a template's placement.
    """
    template = template or Inputs({})
    options = [
        block(each, "instanceMarketOptions").get("marketType") for each in (inputs, template)
    ]
    system = _system(inputs) or _system(template)
    if inputs.get("spotPrice") or "spot" in options:
        return f"ec2_spot{system}"
    tenancies = [
        inputs.get("tenancy"),
        inputs.get("placementTenancy"),
        block(template, "placement").get("tenancy"),
        block(inputs, "placement").get("tenancy"),
    ]
    tenancy = next(filter(None, tenancies), None)
    if inputs.get("hostId"):
        return ON_HOST
    if tenancy in ("dedicated", "host"):
        return f"ec2_dedicated{system}" if tenancy == "dedicated" else ON_HOST
    return f"ec2{system}"


def _system(inputs: Inputs) -> str:
    """Return the part of a price list's name for an operating system with a licence.

    It is Windows if the instance uses a feature of Windows (a password, PowerShell), or the system
    that the name in an image lookup indicates. An image given by its id is priced as Linux.
    """
    script = inputs.get("userData")
    powershell = isinstance(script, str) and script.lstrip().startswith("<powershell>")
    asked = str([inputs.call(key) for key in _IMAGES]).lower()
    if inputs.get("getPasswordData") is True or powershell or "windows" in asked:
        return f"_windows{_sql(asked)}"
    return next((f"_{name}" for name in _LICENSED if name in asked), "")


def _sql(asked: str) -> str:
    """The SQL Server that an image's name says; Express needs no licence."""
    if "sql" not in asked or "express" in asked:
        return ""
    return next((f"_sql_{name}" for name in _SQL_EDITIONS if name in asked), "_sql")


def monitored(*sources: Mapping[str, Any]) -> bool:
    """Return whether it has detailed monitoring, by the first source that sets it."""
    said = [
        block(source, "monitoring").get("enabled", source.get(key))
        for source in sources
        for key in ("monitoring", "enableMonitoring")
    ]
    return next((given for given in said if isinstance(given, bool)), False)


def extras(*sources: Mapping[str, Any]) -> Iterator[Fixed]:
    """Detailed monitoring of one machine, where a source asks for it."""
    if monitored(*sources):
        yield Fixed(meter="cloudwatch_metrics", quantity=_DETAILED_METRICS)


def unlimited(*sources: Mapping[str, Any]) -> bool:
    """Return whether CPU beyond a burstable machine's credits is charged: as the first source
    says.
    """
    asked = [block(source, "creditSpecification").get("cpuCredits") for source in sources]
    return next(filter(None, asked), None) == "unlimited"


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
    mapped = {device.get("deviceName") for device in blocks(inputs, "ebsBlockDevices")}
    of_template = []
    for device in blocks(template or {}, "blockDeviceMappings"):
        if device.get("deviceName") not in mapped:
            of_template.append(device)
        else:
            block(device, "ebs").items()  # read: the instance's own takes its place
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
