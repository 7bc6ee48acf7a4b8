"""EC2: instances, groups of them, and the volumes that they keep."""

from collections.abc import Iterator

from faro.cost.families.aws.machines import (
    ON_HOST,
    extras,
    machine,
    market,
    template_volumes,
    unlimited,
    volume,
    volumes,
)
from faro.cost.families.family import (
    Charged,
    Count,
    Fixed,
    Inputs,
    Pricing,
    number,
    scaled,
    text,
    unpriced,
)
from faro.cost.families.part import hours, of_type

_ELASTIC = frozenset({"aws:ec2/eip:Eip", "aws:ec2/eipAssociation:EipAssociation"})
_OPTIMIZED_AT_A_CHARGE = frozenset({"m3.xlarge", "m3.2xlarge", "r3.xlarge", "r3.2xlarge"})


def _instance(inputs: Inputs) -> Iterator[Fixed]:
    template = inputs.follow("launchTemplate") or Inputs({})
    kind = text(inputs.get("instanceType", template.get("instanceType")))
    if (bought := market(inputs, template)) != ON_HOST:
        yield from machine(kind, market=bought)
    yield from volumes(inputs, template)
    if _has_address(inputs):
        yield hours("public_ipv4")
    if inputs.get("ebsOptimized") is True and str(kind) in _OPTIMIZED_AT_A_CHARGE:
        yield hours(of_type("ec2_ebs_optimized", kind))
    yield from extras(inputs, template)


def _has_address(inputs: Inputs) -> bool:
    """Return whether it has an address of its own: as it says itself, else as its subnet does;
    none beside an elastic one, which takes its place.
    """
    subnet = inputs.follow("subnetId")
    given = None if subnet is None else subnet.get("mapPublicIpOnLaunch")
    elastic = any(user.type in _ELASTIC for user in inputs.users())
    return inputs.get("associatePublicIpAddress", given) is True and not elastic


def _spot(inputs: Inputs) -> Iterator[Fixed]:
    yield from machine(text(inputs.get("instanceType")), market="ec2_spot")
    yield from volumes(inputs)
    yield from extras(inputs)


def _credits(inputs: Inputs) -> Iterator[str]:
    """CPU beyond what a burstable machine has, where it runs without limit."""
    template = inputs.follow("launchTemplate") or Inputs({})
    if unlimited(inputs, template):
        yield "ec2_cpu_credits"


def _group(inputs: Inputs) -> Iterator[Fixed]:
    """The machines that are wanted, or else the fewest, up to the most; how a mix of types divides
    is not known.
    """
    least = number(inputs.get("minSize"))
    wanted = number(inputs.get("desiredCapacity", inputs.get("minSize")))
    count = Count(wanted, least, number(inputs.get("maxSize")))
    if configuration := inputs.follow("launchConfiguration"):
        parts = [*_of(configuration), *volumes(configuration), *extras(configuration)]
    elif template := inputs.follow("launchTemplate"):
        parts = [*_of(template), *template_volumes(template), *extras(template)]
    else:
        mixed = inputs.follow("mixedInstancesPolicy") or Inputs({})
        parts, count = [*_of(mixed), *template_volumes(mixed)], Count(None)
    for part in parts:
        yield scaled(part, count)


def _of(source: Inputs) -> Iterator[Fixed]:
    if (bought := market(source)) != ON_HOST:
        yield from machine(text(source.get("instanceType")), market=bought)


def _group_credits(inputs: Inputs) -> Iterator[str]:
    for key in ("launchConfiguration", "launchTemplate"):
        source = inputs.follow(key)
        if source is not None and unlimited(source):
            yield "ec2_cpu_credits"


def _volume(inputs: Inputs) -> Iterator[Fixed]:
    yield from volume(inputs, text(inputs.get("type", "gp2")))


def _host(inputs: Inputs) -> Iterator[Fixed]:
    kind = str(inputs.get("instanceFamily", inputs.get("instanceType")))
    yield hours(f"ec2_host_{kind.partition('.')[0]}")


def _lightsail(inputs: Inputs) -> Iterator[Fixed]:
    yield hours(of_type("lightsail", text(inputs.get("bundleId"))))


TYPES: dict[str, Pricing] = {
    "aws:ec2/instance:Instance": Charged(fixed=_instance, metered=_credits),
    "aws:ec2/spotInstanceRequest:SpotInstanceRequest": Charged(fixed=_spot),
    "aws:ec2/spotFleetRequest:SpotFleetRequest": unpriced("ec2_spot_fleet"),
    "aws:ec2/fleet:Fleet": unpriced("ec2_fleet"),
    "aws:ec2/dedicatedHost:DedicatedHost": Charged(fixed=_host),
    "aws:ec2/capacityReservation:CapacityReservation": unpriced("ec2_unused_capacity"),
    "aws:autoscaling/group:Group": Charged(fixed=_group, metered=_group_credits),
    "aws:ebs/volume:Volume": Charged(fixed=_volume),
    "aws:ebs/snapshot:Snapshot": Charged(meters=("ebs_snapshot",)),
    "aws:ebs/snapshotCopy:SnapshotCopy": Charged(meters=("ebs_snapshot",)),
    "aws:ec2/ami:Ami": Charged(meters=("ebs_snapshot",)),
    "aws:ec2/amiCopy:AmiCopy": Charged(meters=("ebs_snapshot",)),
    "aws:ec2/amiFromInstance:AmiFromInstance": Charged(meters=("ebs_snapshot",)),
    "aws:lightsail/instance:Instance": Charged(fixed=_lightsail),
    "aws:elasticbeanstalk/environment:Environment": unpriced("beanstalk_environment"),
    "aws:batch/computeEnvironment:ComputeEnvironment": unpriced("batch_compute"),
}
