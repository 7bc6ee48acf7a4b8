"""ECS, EKS and ECR: Fargate by its sizes, clusters by the hour, nodes as machines."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from faro.cost.families.aws.compute import machine
from faro.cost.families.aws.place import region
from faro.cost.families.family import (
    HOURS_PER_MONTH,
    Charged,
    Fixed,
    Free,
    Inputs,
    Pricing,
    number,
)

_UNITS_PER_CPU = 1024
_MIB_PER_GB = 1024
_DEFAULT_NODE = "t3.medium"
_DEFAULT_NODE_DISK_GB = 20
"""Of a node group that names none (https://docs.aws.amazon.com/eks, 2026)."""


def _service(inputs: Inputs) -> Iterator[Fixed]:
    """So many tasks on Fargate all month; on machines of its own the machines are charged."""
    if not _is_on_fargate(inputs):
        return
    count, task = number(inputs.get("desiredCount", 1)), inputs.follow("taskDefinition")
    arm = "_arm" if task and _architecture(task) == "ARM64" else ""
    for meter, key, scale in (("vcpu", "cpu", _UNITS_PER_CPU), ("memory", "memory", _MIB_PER_GB)):
        size = _amount(task.get(key)) if task else None
        known = None if size is None or count is None else size / scale * count * HOURS_PER_MONTH
        yield Fixed(meter=f"fargate{arm}_{meter}", quantity=known)


def _is_on_fargate(inputs: Inputs) -> bool:
    if inputs.get("launchType") is not None:
        return inputs.get("launchType") == "FARGATE"
    strategies = inputs.get("capacityProviderStrategies")
    return isinstance(strategies, list) and any(
        str((each or {}).get("capacityProvider", "")).startswith("FARGATE") for each in strategies
    )


def _architecture(task: Inputs) -> Any:
    platform = task.get("runtimePlatform")
    return platform.get("cpuArchitecture") if isinstance(platform, dict) else None


def _amount(given: Any) -> Decimal | None:
    """CPU units or MiB, which a task definition has as text."""
    if isinstance(given, str) and given.isdecimal():
        return Decimal(given)
    return number(given)


def _cluster(_inputs: Inputs) -> Iterator[Fixed]:
    yield Fixed(meter="eks_cluster", quantity=HOURS_PER_MONTH)


def _nodes(inputs: Inputs) -> Iterator[Fixed]:
    """As many as are wanted, each with its disk."""
    scaling = inputs.get("scalingConfig")
    found = scaling if isinstance(scaling, dict) else {}
    count = number(found.get("desiredSize", found.get("minSize")))
    types = inputs.get("instanceTypes")
    template = inputs.follow("launchTemplate") if "launchTemplate" in inputs else None
    of_template = template.get("instanceType") if template else None
    kind = types[0] if isinstance(types, list) and types else of_template or _DEFAULT_NODE
    yield machine(kind, count)
    size = number(inputs.get("diskSize", _DEFAULT_NODE_DISK_GB))
    disk = None if size is None or count is None else size * count
    yield Fixed(meter="ebs_gp2", quantity=disk)


TYPES: dict[str, Pricing] = {
    "aws:ecs/service:Service": Charged(fixed=_service, region=region),
    "aws:ecs/cluster:Cluster": Free("its tasks or machines are charged"),
    "aws:ecs/clusterCapacityProviders:ClusterCapacityProviders": Free("its tasks are charged"),
    "aws:ecs/capacityProvider:CapacityProvider": Free("its machines are charged"),
    "aws:ecs/taskDefinition:TaskDefinition": Free("the service that runs it is charged"),
    "aws:eks/cluster:Cluster": Charged(fixed=_cluster, region=region),
    "aws:eks/nodeGroup:NodeGroup": Charged(fixed=_nodes, region=region),
    "aws:eks/addon:Addon": Free("what it runs on is charged"),
    "aws:eks/accessEntry:AccessEntry": Free("rights cost nothing"),
    "aws:eks/podIdentityAssociation:PodIdentityAssociation": Free("rights cost nothing"),
    "aws:ecr/repository:Repository": Charged(meters=("ecr_storage",), region=region),
    "aws:ecr/lifecyclePolicy:LifecyclePolicy": Free("its repository is charged"),
    "aws:ecr/repositoryPolicy:RepositoryPolicy": Free("rights cost nothing"),
}
