"""Containers: Fargate by the size of its tasks, EKS by its cluster and nodes, images by storage."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal, InvalidOperation

from faro.cost.families.aws.autoscaling import between_limits
from faro.cost.families.aws.lifetimes import Support, of_kubernetes
from faro.cost.families.aws.machines import machine, template_volumes, volume
from faro.cost.families.family import (
    BY_ITS_OPTIONS,
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
from faro.cost.families.nested import amount, block, blocks, texts
from faro.cost.families.part import hours

_CPU_UNITS = 1024  # of a vCPU
_MIB_PER_GIB = 1024
_FREE_DISK_GIB = 20
_NODE_DEFAULT = "t3.medium"
_NODE_DISK_GIB, _WINDOWS_NODE_DISK_GIB = 20, 50
"""https://docs.aws.amazon.com/eks/latest/APIReference/API_CreateNodegroup.html"""


def _service(inputs: Inputs) -> Iterator[Fixed]:
    """The tasks that are wanted; on instances they cost nothing, the instances do."""
    task = inputs.follow("taskDefinition") or Inputs({})
    kind = _capacity(inputs, task)
    if not kind.startswith("FARGATE"):
        return
    meter = "fargate_spot" if kind == "FARGATE_SPOT" else "fargate"
    platform = block(task, "runtimePlatform")
    if str(platform.get("operatingSystemFamily")).startswith("WINDOWS"):
        meter += "_windows"
    elif platform.get("cpuArchitecture") == "ARM64":
        meter += "_arm"
    count = between_limits(inputs, number(inputs.get("desiredCount", 0)))
    yield scaled(hours(f"{meter}_vcpu", _size(task.get("cpu"), _CPU_UNITS)), count)
    yield scaled(hours(f"{meter}_memory", _size(task.get("memory"), _MIB_PER_GIB)), count)
    disk = amount(block(task, "ephemeralStorage").get("sizeInGib", _FREE_DISK_GIB))
    if disk is None or disk > _FREE_DISK_GIB:
        beyond = None if disk is None else disk - _FREE_DISK_GIB
        yield scaled(hours("fargate_storage", beyond), count)
    if block(inputs, "networkConfiguration").get("assignPublicIp") is True:
        yield scaled(hours("public_ipv4"), count)


def _capacity(inputs: Inputs, task: Inputs) -> str:
    """Where the tasks run: what the service says, else what they are made for."""
    named = [s.get("capacityProvider") for s in blocks(inputs, "capacityProviderStrategies")]
    made_for = texts(task, "requiresCompatibilities")
    return str(inputs.get("launchType") or next(iter([*named, *made_for]), "EC2"))


def _size(given: object, unit: int) -> Decimal | None:
    """So many units, or a text with what they are: "512", "1 vCPU", "2 GB"."""
    whole, _, named = str(given).lower().partition(" ") if isinstance(given, str) else ("", "", "")
    one = amount(given) if not named else _decimal(whole)
    return one if one is None or named in ("vcpu", "gb") else one / unit


def _decimal(given: str) -> Decimal | None:
    try:
        return Decimal(given)
    except InvalidOperation:
        return None


def _cluster(inputs: Inputs) -> Iterator[Fixed]:
    """A cluster, with extended support after its version's standard support has ended."""
    support = of_kubernetes(text(inputs.get("version")), date.today())
    yield hours("eks_cluster" if support is Support.STANDARD else "eks_cluster_extended")


def _auto_mode(inputs: Inputs) -> Iterator[str]:
    """The machines that EKS starts by itself, with its fee; which ones, the pods decide."""
    if block(inputs, "computeConfig").get("enabled"):
        yield "eks_auto_machines"


def _nodes(inputs: Inputs) -> Iterator[Fixed]:
    """The nodes that are wanted, or else the fewest, up to the most, with their template's volumes.

    Without a template a node is a t3.medium with gp3: 20 GiB, of Windows 50.
    """
    scaling = block(inputs, "scalingConfig")
    wanted = number(scaling.get("desiredSize", scaling.get("minSize")))
    count = Count(wanted, number(scaling.get("minSize")), number(scaling.get("maxSize")))
    template = inputs.follow("launchTemplate")
    of_template = None if template is None else template.get("instanceType")
    kind = next(iter(texts(inputs, "instanceTypes")), of_template or _NODE_DEFAULT)
    windows = str(inputs.get("amiType")).startswith("WINDOWS")
    spot = inputs.get("capacityType") == "SPOT"
    bought = "ec2_spot" if spot else "ec2_windows" if windows else "ec2"
    disks = _node_disk(inputs, windows) if template is None else template_volumes(template)
    for part in (*machine(text(kind), market=bought), *disks):
        yield scaled(part, count)


def _node_disk(inputs: Inputs, windows: bool) -> Iterator[Fixed]:
    default = _WINDOWS_NODE_DISK_GIB if windows else _NODE_DISK_GIB
    yield from volume({"size": inputs.get("diskSize", default)}, "gp3")


_FARGATE_USAGE = Charged(meters=("fargate_vcpu", "fargate_memory"))

TYPES: dict[str, Pricing] = {
    "aws:ecs/cluster:Cluster": BY_ITS_OPTIONS,
    "aws:ecs/service:Service": Charged(fixed=_service),
    "aws:ecs/taskSet:TaskSet": _FARGATE_USAGE,
    "aws:ecs/expressGatewayService:ExpressGatewayService": _FARGATE_USAGE,
    "aws:eks/cluster:Cluster": Charged(fixed=_cluster, metered=_auto_mode),
    "aws:eks/nodeGroup:NodeGroup": Charged(fixed=_nodes),
    "aws:eks/fargateProfile:FargateProfile": _FARGATE_USAGE,
    "aws:ecr/repository:Repository": Charged(meters=("ecr_storage",)),
    "aws:ecrpublic/repository:Repository": unpriced("ecr_public_storage"),
    "aws:apprunner/service:Service": unpriced("apprunner_service"),
}
