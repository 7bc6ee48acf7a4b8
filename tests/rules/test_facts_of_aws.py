"""The facts of AWS: the types that people use most, and paths that the SDK knows."""

from __future__ import annotations

import importlib
import json
import re
from pathlib import Path as FilePath
from typing import Any

import pulumi_aws
import pytest

from faro.engine import paths
from faro.engine.facts.types import Answer, Setting, facts_for
from faro.model.plan import DiffKind
from faro.model.snapshot import Resource
from faro.model.value import Inputs, Path, Value

from .test_facts import ENTRIES

YES, NO, MAYBE = Answer.YES, Answer.NO, Answer.MAYBE
_INIT = FilePath(pulumi_aws.__file__).read_text(encoding="utf-8")
_MODULES: list[dict[str, Any]] = json.loads(
    _INIT.partition('resource_modules="""')[2].partition('"""')[0]
)
CLASSES = {
    token: (module["fqn"], name) for module in _MODULES for token, name in module["classes"].items()
}
ARGUMENTS = re.compile(r"\b(\w+Args)\b")

COMMON = """
acm/certificate:Certificate apigateway/restApi:RestApi apigatewayv2/api:Api
autoscaling/group:Group cloudfront/distribution:Distribution cloudwatch/eventRule:EventRule
cloudwatch/eventTarget:EventTarget cloudwatch/logGroup:LogGroup cognito/userPool:UserPool
dynamodb/table:Table ebs/volume:Volume ec2/eip:Eip ec2/instance:Instance
ec2/internetGateway:InternetGateway ec2/keyPair:KeyPair ec2/launchTemplate:LaunchTemplate
ec2/natGateway:NatGateway ec2/route:Route ec2/routeTable:RouteTable
ec2/routeTableAssociation:RouteTableAssociation ec2/securityGroup:SecurityGroup
ec2/securityGroupRule:SecurityGroupRule ec2/subnet:Subnet ec2/vpc:Vpc ec2/vpcEndpoint:VpcEndpoint
ecr/lifecyclePolicy:LifecyclePolicy ecr/repository:Repository ecs/cluster:Cluster
ecs/service:Service ecs/taskDefinition:TaskDefinition efs/fileSystem:FileSystem eks/addon:Addon
eks/cluster:Cluster eks/nodeGroup:NodeGroup elasticache/cluster:Cluster
elasticache/replicationGroup:ReplicationGroup iam/instanceProfile:InstanceProfile iam/policy:Policy
iam/role:Role iam/rolePolicy:RolePolicy iam/rolePolicyAttachment:RolePolicyAttachment
kinesis/stream:Stream kms/key:Key lambda/eventSourceMapping:EventSourceMapping
lambda/function:Function lambda/layerVersion:LayerVersion lambda/permission:Permission
lb/listener:Listener lb/listenerRule:ListenerRule lb/loadBalancer:LoadBalancer
lb/targetGroup:TargetGroup rds/cluster:Cluster rds/clusterInstance:ClusterInstance
rds/instance:Instance rds/subnetGroup:SubnetGroup route53/record:Record route53/zone:Zone
s3/bucket:Bucket s3/bucketObject:BucketObject s3/bucketPolicy:BucketPolicy
s3/bucketVersioning:BucketVersioning secretsmanager/secret:Secret sfn/stateMachine:StateMachine
sns/topic:Topic sqs/queue:Queue ssm/parameter:Parameter wafv2/webAcl:WebAcl
"""


@pytest.mark.parametrize("type_", COMMON.split())
def test_the_common_types_are_known(type_: str) -> None:
    assert facts_for(f"aws:{type_}") is not None


def properties(class_: type | None) -> dict[str, str]:
    """The inputs of an arguments class by their engine names, with what they hold."""
    found = {}
    for given in vars(class_).values() if class_ else ():
        name = getattr(getattr(given, "fget", None), "_pulumi_name", None)
        if name:
            found[name] = str(given.fget.__annotations__.get("return", ""))
    return found


def not_in_sdk(type_: str, text: str) -> str:
    """The path, where the SDK has no such input; empty where it has."""
    module, name = CLASSES[type_]
    own = importlib.import_module(module)
    inner = importlib.import_module(f"{module}._inputs")
    # The class of a resource's own arguments has another name where a nested block took it.
    resource = importlib.import_module(getattr(own, name).__module__)
    arguments = getattr(resource, f"{name}InitArgs", None) or getattr(resource, f"{name}Args")
    known = properties(arguments)
    for step in paths.parse(text):
        if step == paths.ANY:
            continue
        if not known:
            return ""  # a map, whose keys are the program's
        if step not in known:
            return text
        nested = ARGUMENTS.search(known[str(step)])
        known = properties(getattr(inner, nested[1], None)) if nested else {}
    return ""


@pytest.mark.parametrize("type_", [one for one in ENTRIES if one.startswith("aws:")])
def test_every_path_is_an_input_of_the_sdk(type_: str) -> None:
    entry = ENTRIES[type_]
    texts = {
        text for key in ("replaces", "replacesWhenAddedOrRemoved") for text in entry.get(key, ())
    }
    assert [bad for text in sorted(texts) if (bad := not_in_sdk(type_, text))] == []


def nested(path: Path, value: Value) -> Value:
    """The value at a path, with what is around it."""
    if not path:
        return value
    below = nested(path[1:], value)
    return [below] if path[0] == 0 else {str(path[0]): below}


def answer(type_: str, text: str, old: Value, new: Value, beside: Inputs) -> Answer:
    """Whether a change at a path replaces a resource of the type, ``beside`` other inputs."""
    path = paths.parse(text)
    sides = (nested(path, old), nested(path, new))
    resources = [
        Resource(urn="r", type=f"aws:{type_}", name="r", inputs={**beside, **side})
        for side in sides
        if isinstance(side, dict)
    ]
    facts = facts_for(f"aws:{type_}")
    assert facts is not None
    return facts.replaces(path, DiffKind.UPDATE, old, new, Setting(*resources))


TASK = "ecs/taskDefinition:TaskDefinition"
SERVICE = "ecs/service:Service"
INSTANCE = "ec2/instance:Instance"
LISTENER = "lb/listener:Listener"
PARAMETER = "ssm/parameter:Parameter"
CACHE = "elasticache/cluster:Cluster"
ON_CHANGE: Inputs = {"userDataReplaceOnChange": True}
NEW_DEPLOYMENT: Inputs = {"forceNewDeployment": True}


@pytest.mark.parametrize(
    ("type_", "path", "old", "new", "beside", "expected"),
    [
        (TASK, "containerDefinitions", "[]", "[{}]", {}, YES),
        (TASK, "volumes", [{"name": "a"}], [{"name": "b"}], {}, YES),
        (TASK, "tags", {"a": "1"}, {"a": "2"}, {}, NO),
        (SERVICE, "desiredCount", 1, 2, {}, NO),
        (SERVICE, "taskDefinition", "a", "b", {}, NO),
        (SERVICE, "launchType", "EC2", "FARGATE", {}, YES),
        (SERVICE, "deploymentController.type", "ECS", "CODE_DEPLOY", {}, YES),
        (SERVICE, "capacityProviderStrategies", [1], [2], NEW_DEPLOYMENT, NO),
        (SERVICE, "capacityProviderStrategies", [1], [2], {}, MAYBE),
        (INSTANCE, "ami", "a", "b", {}, YES),
        (INSTANCE, "instanceType", "a", "b", {}, NO),
        (INSTANCE, "ebsBlockDevices[0].volumeSize", 1, 2, {}, YES),
        (INSTANCE, "rootBlockDevice.volumeSize", 1, 2, {}, NO),
        (INSTANCE, "rootBlockDevice.encrypted", False, True, {}, YES),
        (INSTANCE, "userData", "a", "b", {}, NO),
        (INSTANCE, "userData", "a", "b", ON_CHANGE, YES),
        (INSTANCE, "placementGroupId", "a", "b", {}, MAYBE),
        (LISTENER, "port", 80, 81, {}, NO),
        (LISTENER, "loadBalancerArn", "a", "b", {}, YES),
        ("ec2/launchTemplate:LaunchTemplate", "imageId", "a", "b", {}, NO),
        ("autoscaling/group:Group", "maxSize", 1, 2, {}, NO),
        (PARAMETER, "tier", "Advanced", "Standard", {}, YES),
        (PARAMETER, "tier", "Standard", "Advanced", {}, NO),
        (CACHE, "engineVersion", "7.0", "7.1", {}, NO),
        (CACHE, "engineVersion", "7.1", "6.2", {}, YES),
        (CACHE, "nodeType", "a", "b", {"engine": "redis"}, NO),
        (CACHE, "nodeType", "a", "b", {"engine": "memcached"}, YES),
        ("acm/certificate:Certificate", "domainName", "a", "b", {}, YES),
        ("ec2/natGateway:NatGateway", "allocationId", "a", "b", {}, YES),
        ("apigatewayv2/api:Api", "corsConfiguration.maxAge", 1, 2, {}, NO),
    ],
)
def test_what_replaces(
    *, type_: str, path: str, old: Value, new: Value, beside: Inputs, expected: Answer
) -> None:
    assert answer(type_, path, old, new, beside) is expected
