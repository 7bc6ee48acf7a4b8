"""Components of pulumi-eks, as its provider builds them (``nodejs/eks/**.ts`` at 7bf0c1b179,
2026-08-12).

Leaves out what costs nothing: roles, security groups, add-ons, the access configuration. Machines
that EKS Auto Mode or an autoscaler starts are in no program.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from faro.cost.plugins.made import Made, Model, NotKnown, block, count, flag, given
from faro.model.value import Value

_CLUSTER = "aws:eks/cluster:Cluster"
_TEMPLATE = "aws:ec2/launchTemplate:LaunchTemplate"
_GROUP = "aws:autoscaling/group:Group"
_INSTANCE = "t3.medium"  # where none is given
_GIGABYTES = 20  # of a root volume of Amazon Linux 2
_NODES = 2
"""Nodes that are wanted where nothing is said. Nothing scales them unless the program says between
which sizes: the plugin's own, 1 and 2, are no range that anybody asked for."""


def _cluster(name: str, arguments: Mapping[str, Any]) -> Iterator[Made]:
    """The control plane, and either the default node group or a Fargate profile."""
    automatic = flag(block(arguments, "autoMode"), "enabled")
    inputs = given(arguments, "version", "enabledClusterLogTypes", "upgradePolicy")
    inputs |= {"computeConfig": {"enabled": True}} if automatic else {}
    yield Made(path=(_CLUSTER,), name=f"{name}-eksCluster", inputs=inputs)
    fargate = arguments.get("fargate")
    if fargate:
        profile = "aws:eks/fargateProfile:FargateProfile"
        yield Made(path=(profile,), name=f"{name}-fargateProfile")
    if not (flag(arguments, "skipDefaultNodeGroup") or fargate or automatic):
        options = block(arguments, "nodeGroupOptions") or arguments
        yield from _nodes(name, options)


def _nodes(name: str, arguments: Mapping[str, Any]) -> Iterator[Made]:
    """A group of instances that join the cluster by themselves."""
    template = {
        "instanceType": arguments.get("instanceType") or _INSTANCE,
        "blockDeviceMappings": _volumes(arguments),
        "networkInterfaces": [
            {"associatePublicIpAddress": str(_is_public(arguments)).lower()},
        ],
        **({"instanceMarketOptions": {"marketType": "spot"}} if arguments.get("spotPrice") else {}),
        **({"monitoring": {"enabled": True}} if arguments.get("enableDetailedMonitoring") else {}),
    }
    of_template = f"{name}-launchTemplate"
    yield Made(path=(_TEMPLATE,), name=of_template, inputs=template)
    wanted = count(arguments, "desiredCapacity", _NODES)
    group: dict[str, Value] = {
        "desiredCapacity": wanted,
        "minSize": count(arguments, "minSize", wanted),
        "maxSize": count(arguments, "maxSize", wanted),
        "launchTemplate": {"version": "$Latest"},
    }
    follows = {"launchTemplate": ((_TEMPLATE,), of_template)}
    yield Made(path=(_GROUP,), name=name, inputs=group, follows=follows)


def _is_public(arguments: Mapping[str, Any]) -> bool:
    return flag(arguments, "nodeAssociatePublicIpAddress", default=True)


def _volumes(arguments: Mapping[str, Any]) -> list[Value]:
    """The root volume: that of the image where nothing is said of it, but for Amazon Linux 2."""
    size, kind = arguments.get("nodeRootVolumeSize"), arguments.get("nodeRootVolumeType")
    speed = given(arguments, "nodeRootVolumeIops", "nodeRootVolumeThroughput")
    if arguments.get("operatingSystem") == "AL2":
        size, kind = size or _GIGABYTES, kind or "gp2"
    if size is None and kind is None and not speed:
        return []
    names = {"nodeRootVolumeIops": "iops", "nodeRootVolumeThroughput": "throughput"}
    volume: dict[str, Value] = {names[key]: value for key, value in speed.items()}
    volume |= {} if size is None else {"volumeSize": size}
    volume |= {} if kind is None else {"volumeType": kind}
    return [{"ebs": volume}]


def _managed(name: str, arguments: Mapping[str, Any]) -> Iterator[Made]:
    """A node group that EKS keeps."""
    scaling = block(arguments, "scalingConfig")
    handed_on = ("instanceTypes", "capacityType", "diskSize", "amiType", "releaseVersion")
    wanted = count(scaling, "desiredSize", _NODES)
    inputs = given(arguments, *handed_on) | {
        "scalingConfig": {
            "desiredSize": wanted,
            "minSize": count(scaling, "minSize", wanted),
            "maxSize": count(scaling, "maxSize", wanted),
        }
    }
    if arguments.get("launchTemplate") is not None:
        raise NotKnown
    yield Made(path=("aws:eks/nodeGroup:NodeGroup",), name=name, inputs=inputs)


def _nothing(_name: str, _arguments: Mapping[str, Any]) -> Iterator[Made]:
    """Roles, rules and add-ons."""
    return iter(())


MODELS: dict[str, Model] = {
    "eks:index:Cluster": _cluster,
    "eks:index:NodeGroup": _nodes,
    "eks:index:NodeGroupV2": _nodes,
    "eks:index:ManagedNodeGroup": _managed,
    "eks:index:Addon": _nothing,
    "eks:index:VpcCniAddon": _nothing,
    "eks:index:NodeGroupSecurityGroup": _nothing,
    "eks:index:ClusterCreationRoleProvider": _nothing,
}
