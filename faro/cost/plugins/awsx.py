"""Components of pulumi-awsx, as its provider builds them (``awsx/**.ts`` at e60adf3cf0,
2026-08-20).

Leaves out what costs nothing and nothing refers to: subnets, routes, roles, security groups,
listeners.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from faro.cost.plugins.made import Made, Model, NotKnown, block, blocks, count, flag, given, word

_VPC = "aws:ec2/vpc:Vpc"
_SUBNET = "aws:ec2/subnet:Subnet"
_NAT = "aws:ec2/natGateway:NatGateway"
_EIP = "aws:ec2/eip:Eip"
_TASK = "aws:ecs/taskDefinition:TaskDefinition"
_LOG_GROUP = "aws:cloudwatch/logGroup:LogGroup"
_BUCKET = "aws:s3/bucket:Bucket"
_ZONES = 3  # where neither their names nor their number are given
_DEFAULT_SUBNETS = ({"type": "Private"}, {"type": "Public"})

_CPU_AND_GB = (
    *((0.25, gb) for gb in (0.5, 1, 2)),
    *((0.5, gb) for gb in range(1, 5)),
    *((1, gb) for gb in range(2, 9)),
    *((2, gb) for gb in range(4, 17)),
    *((4, gb) for gb in range(8, 31)),
    *((8, gb) for gb in range(16, 61)),
    *((16, gb) for gb in range(32, 121)),
    *((32, gb) for gb in (60, 120, 244)),
)
"""The sizes of a task that ``fargateMemoryAndCpu.ts`` knows."""
_SIZES = sorted(_CPU_AND_GB, key=lambda size: (size[1], size[0]))
"""In the order in which it looks for one: ``maxMemGB`` there sorts the list by memory, in place."""
_UNITS = 1024  # CPU units of a vCPU, MiB of a GiB


def _vpc(name: str, arguments: Mapping[str, Any]) -> Iterator[Made]:
    """NAT gateways by strategy, an address for each unless they are brought along, and interface
    endpoints.
    """
    place = given(arguments, "region")
    yield Made(path=(_VPC,), name=name, inputs=place)
    zones = _zones(arguments)
    gateways = block(arguments, "natGateways")
    number = {"none": 0, "single": 1, "oneperaz": zones}.get(word(gateways, "strategy", "oneperaz"))
    if number is None or not isinstance(gateways.get("elasticIpAllocationIds") or [], list):
        raise NotKnown
    for at in range(1, number + 1):
        below = (_VPC, _SUBNET)
        yield Made(path=(*below, _NAT), name=f"{name}-{at}", inputs=place)
        if not gateways.get("elasticIpAllocationIds"):
            yield Made(path=(*below, _EIP), name=f"{name}-{at}", inputs=place)
    for spec in blocks(arguments, "vpcEndpointSpecs"):
        yield _endpoint(spec, arguments, zones)


def _zones(arguments: Mapping[str, Any]) -> int:
    names = arguments.get("availabilityZoneNames")
    if names is None:
        return count(arguments, "numberOfAvailabilityZones", _ZONES)
    if not isinstance(names, list):
        raise NotKnown
    return len(names)


def _endpoint(spec: Mapping[str, Any], arguments: Mapping[str, Any], zones: int) -> Made:
    """With ``vpcEndpointStrategy: Auto``, an interface in one subnet of each zone."""
    inputs = given(spec, "vpcEndpointType", "subnetIds", "region") | given(arguments, "region")
    automatic = word(arguments, "vpcEndpointStrategy", "legacy") == "auto"
    if automatic and "subnetIds" not in inputs and "subnetConfigurations" not in spec:
        inputs["subnetIds"] = [f"zone-{at}" for at in range(zones)]
    name = spec.get("serviceName")
    if not isinstance(name, str):
        raise NotKnown
    return Made(path=(_VPC, "aws:ec2/vpcEndpoint:VpcEndpoint"), name=name, inputs=inputs)


def _balancer(kind: str) -> Model:
    def model(name: str, arguments: Mapping[str, Any]) -> Iterator[Made]:
        """The balancer; its subnets are those of the default VPC where none are given."""
        inputs = given(arguments, "internal", "ipAddressType", "subnetMappings", "region")
        subnets = arguments.get("subnetIds", arguments.get("subnets"))
        inputs |= {"loadBalancerType": kind} | ({} if subnets is None else {"subnets": subnets})
        yield Made(path=("aws:lb/loadBalancer:LoadBalancer",), name=name, inputs=inputs)

    return model


def _service(kind: str) -> Model:
    def model(name: str, arguments: Mapping[str, Any]) -> Iterator[Made]:
        """The service with the task definition that it makes, or that it is given."""
        handed_on = ("desiredCount", "capacityProviderStrategies", "networkConfiguration", "region")
        inputs = given(arguments, *handed_on)
        if kind == "FARGATE":
            inputs.setdefault("desiredCount", 1)
        if not (
            "capacityProviderStrategies" in inputs
            or flag(arguments, "useClusterDefaultCapacityProviderStrategy")
        ):
            inputs["launchType"] = kind
        if "networkConfiguration" not in inputs and flag(arguments, "assignPublicIp"):
            inputs["networkConfiguration"] = {"assignPublicIp": True}
        definition = block(arguments, "taskDefinitionArgs")
        follows = {}
        if definition:
            component = "Fargate" if kind == "FARGATE" else "EC2"
            above = (f"awsx:ecs:{component}TaskDefinition",)
            yield from _tasks(kind, name, definition, above)
            follows = {"taskDefinition": ((*above, _TASK), name)}
        yield Made(path=("aws:ecs/service:Service",), name=name, inputs=inputs, follows=follows)

    return model


def _task_definition(kind: str) -> Model:
    return lambda name, arguments: _tasks(kind, name, arguments, ())


def _tasks(
    kind: str, name: str, arguments: Mapping[str, Any], above: tuple[str, ...]
) -> Iterator[Made]:
    """The task definition, and the log group that its containers write to."""
    logs = block(arguments, "logGroup")
    if not flag(logs, "skip") and logs.get("existing") is None:
        yield Made(path=(*above, _LOG_GROUP), name=name, inputs=block(logs, "args"))
    handed_on = ("cpu", "memory", "runtimePlatform", "ephemeralStorage")
    inputs = given(arguments, *handed_on) | {"requiresCompatibilities": [kind]}
    if kind == "FARGATE" and not {"cpu", "memory"} <= inputs.keys():
        inputs = _fargate_size(arguments) | inputs
    yield Made(path=(*above, _TASK), name=name, inputs=inputs)


def _fargate_size(arguments: Mapping[str, Any]) -> dict[str, str]:
    """The size with the least memory in which the containers fit."""
    single = block(arguments, "container")
    containers = [single] if single else list(block(arguments, "containers").values())
    if not all(isinstance(one, dict) for one in containers):
        raise NotKnown
    cpus = sum(count(one, "cpu", 0) for one in containers) / _UNITS
    memory = sum(count(one, "memoryReservation", count(one, "memory", 0)) for one in containers)
    for cpu, gb in _SIZES:
        if cpu >= cpus and gb >= memory / _UNITS:
            return {"cpu": str(int(cpu * _UNITS)), "memory": str(int(gb * _UNITS))}
    raise NotKnown


def _repository(name: str, arguments: Mapping[str, Any]) -> Iterator[Made]:
    inputs = given(arguments, "region")
    yield Made(path=("aws:ecr/repository:Repository",), name=name.lower(), inputs=inputs)


def _trail(name: str, arguments: Mapping[str, Any]) -> Iterator[Made]:
    """The trail, its bucket unless one is brought along, and a log group where it is enabled."""
    place = given(arguments, "region")
    if block(arguments, "s3Bucket").get("existing") is None:
        yield Made(path=(_BUCKET,), name=name, inputs=place)
    logs = block(arguments, "cloudWatchLogsGroup")
    if flag(logs, "enable") and logs.get("existing") is None:
        yield Made(path=(_LOG_GROUP,), name=name, inputs=block(logs, "args"))
    yield Made(path=("aws:cloudtrail/trail:Trail",), name=name, inputs=dict(arguments))


def _nothing(_name: str, _arguments: Mapping[str, Any]) -> Iterator[Made]:
    """It reads what is there, or pushes an image to a repository."""
    return iter(())


MODELS: dict[str, Model] = {
    "awsx:ec2:Vpc": _vpc,
    "awsx:ec2:DefaultVpc": _nothing,
    "awsx:lb:ApplicationLoadBalancer": _balancer("application"),
    "awsx:lb:NetworkLoadBalancer": _balancer("network"),
    "awsx:lb:TargetGroupAttachment": _nothing,
    "awsx:ecs:FargateService": _service("FARGATE"),
    "awsx:ecs:EC2Service": _service("EC2"),
    "awsx:ecs:FargateTaskDefinition": _task_definition("FARGATE"),
    "awsx:ecs:EC2TaskDefinition": _task_definition("EC2"),
    "awsx:ecr:Repository": _repository,
    "awsx:ecr:Image": _nothing,
    "awsx:ecr:RegistryImage": _nothing,
    "awsx:cloudtrail:Trail": _trail,
}
