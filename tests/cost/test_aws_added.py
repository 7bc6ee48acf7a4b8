"""What autoscaling, lifecycles, options and subnets add to the bill of a resource of AWS."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from faro.model.snapshot import Resource
from faro.model.value import UNKNOWN

from .test_aws import linked, only, priced
from .test_estimate import amounts, resource

TARGET = "aws:appautoscaling/target:Target"
SERVICE = "aws:ecs/service:Service"
TASK = resource(
    "aws:ecs/taskDefinition:TaskDefinition",
    "task",
    cpu="1024",
    memory="2048",
    requiresCompatibilities=["FARGATE"],
)


def target(of: Resource, dimension: str, least: int, most: int) -> Resource:
    limits = {"minCapacity": least, "maxCapacity": most, "scalableDimension": dimension}
    made = linked(TARGET, "resourceId", of, **limits)
    return Resource(
        urn=f"urn:pulumi:dev::p::{TARGET}::target",
        type=TARGET,
        name="target",
        inputs=made.inputs,
        property_dependencies=made.property_dependencies,
    )


def test_tasks_are_a_range_between_the_limits_of_their_target() -> None:
    service = linked(SERVICE, "taskDefinition", TASK, desiredCount=1)
    found = priced(TASK, service, target(service, "ecs:service:DesiredCount", 2, 10))
    line = next(one for one in found.bill.lines if one.usage.meter == "fargate_vcpu")
    # 730 x 0.04048 for each task: two at the least, ten at the most
    assert line.amount == Decimal("59.10080")
    assert line.below == 0
    assert line.above == Decimal("236.40320")
    assert not found.is_at_least


def test_a_limit_that_is_not_known_leaves_the_tasks_open() -> None:
    service = linked(SERVICE, "taskDefinition", TASK, desiredCount=1)
    scaled = target(service, "ecs:service:DesiredCount", 2, 10)
    unknown = replace(scaled, inputs={**scaled.inputs, "maxCapacity": UNKNOWN})
    assert amounts(priced(TASK, service, unknown))["fargate_vcpu"] is None
    assert priced(replace(unknown, property_dependencies={})).is_at_least


def test_capacity_of_a_table_is_a_range_by_its_dimension() -> None:
    table = resource("aws:dynamodb/table:Table", "one", readCapacity=5, writeCapacity=5)
    found = priced(table, target(table, "dynamodb:table:ReadCapacityUnits", 5, 100))
    reads, writes = (
        next(one for one in found.bill.lines if one.usage.meter == f"dynamodb_{way}_capacity")
        for way in ("read", "write")
    )
    assert reads.above == Decimal(95 * 730) * Decimal("0.00013")
    assert writes.above == 0


@pytest.mark.parametrize(
    ("least", "most", "named"),
    [(1, 8, ["autoscaled capacity, rds:cluster:ReadReplicaCount"]), (2, 2, [])],
)
def test_what_else_is_scaled_is_named(least: int, most: int, named: list[str]) -> None:
    found = priced(
        resource(
            TARGET,
            minCapacity=least,
            maxCapacity=most,
            resourceId="cluster:aurora",
            scalableDimension="rds:cluster:ReadReplicaCount",
        )
    )
    assert [line.usage.meter for line in found.bill.lines] == named


def aurora(version: str) -> list[Resource]:
    cluster = resource(
        "aws:rds/cluster:Cluster",
        "cluster",
        engine="aurora-postgresql",
        engineVersion=version,
        serverlessv2ScalingConfiguration={"minCapacity": 0.5, "maxCapacity": 4},
    )
    kind = "aws:rds/clusterInstance:ClusterInstance"
    return [cluster, linked(kind, "clusterIdentifier", cluster, instanceClass="db.serverless")]


def test_a_serverless_server_is_a_range_between_the_limits_of_its_cluster() -> None:
    lines = {one.usage.meter: one for one in priced(*aurora("16.4")).bill.lines}
    assert lines["aurora_capacity"].amount == Decimal("43.800")
    assert lines["aurora_capacity"].above == Decimal("306.600")
    assert "aurora_capacity_extended_support" not in lines


def test_extended_support_of_a_serverless_server_is_for_its_capacity() -> None:
    # 0.5 x 730 x 0.085, and 0.17 in the third year
    only(priced(*aurora("12.20")), aurora_capacity_extended_support="31.025")
    only(priced(*aurora("11.9")), aurora_capacity_extended_support_year_3="62.050")


BUCKET = resource("aws:s3/bucket:Bucket", "one")
MOVES = [{"transitions": [{"days": 30, "storageClass": "STANDARD_IA"}]}]


def lifecycle(rules: list[dict[str, Any]]) -> Resource:
    kind = "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration"
    return linked(kind, "bucket", BUCKET, rules=rules)


@pytest.mark.parametrize(
    "resources",
    [
        (resource("aws:s3/bucket:Bucket", "one", lifecycleRules=MOVES),),
        (BUCKET, lifecycle(MOVES)),
    ],
)
def test_a_class_that_objects_move_to_has_a_meter(resources: tuple[Resource, ...]) -> None:
    used: dict[str, Any] = {"s3_storage": 0, "s3_writes": 0, "s3_reads": 0}
    found = priced(*resources, **used)
    assert amounts(found)["s3_standard_ia_storage"] is None
    only(priced(*resources, **used, s3_standard_ia_storage=100), s3_standard_ia_storage="1.25")


def test_a_lifecycle_that_only_deletes_adds_nothing() -> None:
    found = priced(BUCKET, lifecycle([{"expiration": {"days": 1}}]))
    assert {line.usage.meter for line in found.bill.lines} == {
        "s3_storage",
        "s3_writes",
        "s3_reads",
    }


def managed(name: str) -> dict[str, Any]:
    return {"statement": {"managedRuleGroupStatement": {"name": name, "vendorName": "AWS"}}}


@pytest.mark.parametrize(
    ("type_", "inputs", "named"),
    [
        ("aws:s3/bucketReplicationConfig:BucketReplicationConfig", {"rules": [{"id": "a"}]},
         "replication"),
        ("aws:s3/bucketAccelerateConfiguration:BucketAccelerateConfiguration",
         {"status": "Enabled"}, "transfer acceleration"),
        ("aws:globalaccelerator/endpointGroup:EndpointGroup", {}, "global_accelerator_data"),
        ("aws:kms/key:Key", {"enableKeyRotation": True}, "older material that rotation keeps"),
        ("aws:ecs/cluster:Cluster",
         {"settings": [{"name": "containerInsights", "value": "enabled"}]}, "Container Insights"),
        ("aws:wafv2/webAcl:WebAcl", {"rules": [managed("AWSManagedRulesBotControlRuleSet")]},
         "fee of a managed rule group"),
    ],
)  # fmt: skip
def test_what_costs_beside_the_resource_is_named(
    type_: str, inputs: dict[str, Any], named: str
) -> None:
    found = priced(resource(type_, **inputs))
    assert named in {line.usage.meter for line in found.bill.lines if line.amount is None}


@pytest.mark.parametrize(
    ("type_", "inputs"),
    [
        ("aws:ecs/cluster:Cluster", {}),
        ("aws:ecs/cluster:Cluster",
         {"settings": [{"name": "containerInsights", "value": "disabled"}]}),
        ("aws:kms/key:Key", {"enableKeyRotation": False}),
        ("aws:wafv2/webAcl:WebAcl", {"rules": [managed("AWSManagedRulesCommonRuleSet"),
                                               managed("AWSManagedRulesAmazonIpReputationList")]}),
    ],
)  # fmt: skip
def test_what_costs_nothing_beside_it_is_not_named(type_: str, inputs: dict[str, Any]) -> None:
    assert [li for li in priced(resource(type_, **inputs)).bill.lines if li.usage.left_out] == []


def test_each_replica_of_a_secret_is_a_secret() -> None:
    kind = "aws:secretsmanager/secret:Secret"
    found = priced(resource(kind, replicas=[{"region": "us-east-1"}]), secret_requests=0)
    assert found.bill.total == Decimal("0.80")


SUBNET = resource("aws:ec2/subnet:Subnet", "subnet", mapPublicIpOnLaunch=True)
DISK = {"volumeType": "gp3", "volumeSize": 20}


@pytest.mark.parametrize(("own", "addresses"), [({}, 1), ({"associatePublicIpAddress": False}, 0)])
def test_an_instance_has_an_address_where_its_subnet_gives_one(
    own: dict[str, Any], addresses: int
) -> None:
    kind = "aws:ec2/instance:Instance"
    one = linked(kind, "subnetId", SUBNET, instanceType="m5.large", rootBlockDevice=DISK, **own)
    lines = [li.usage.meter for li in priced(SUBNET, one).bill.lines]
    assert lines.count("public_ipv4") == addresses


def test_an_elastic_address_takes_the_place_of_the_subnets() -> None:
    kind = "aws:ec2/instance:Instance"
    one = linked(kind, "subnetId", SUBNET, instanceType="m5.large", rootBlockDevice=DISK)
    elastic = Resource(
        urn="urn:pulumi:dev::p::aws:ec2/eip:Eip::ip",
        type="aws:ec2/eip:Eip",
        name="ip",
        property_dependencies={"instance": (one.urn,)},
    )
    lines = [li.usage.meter for li in priced(SUBNET, one, elastic).bill.lines]
    assert lines.count("public_ipv4") == 1


@pytest.mark.parametrize(("runtime", "units"), [("FLINK-1_20", 1), ("SQL-1_0", 0)])
def test_only_flink_has_a_unit_that_orchestrates(runtime: str, units: int) -> None:
    kind = "aws:kinesisanalyticsv2/application:Application"
    lines = [li.usage.meter for li in priced(resource(kind, runtimeEnvironment=runtime)).bill.lines]
    assert lines.count("flink_orchestration") == units


@pytest.mark.parametrize("of", [{"instanceFamily": "mac1"}, {"instanceType": "mac1.metal"}])
def test_a_host_is_charged_by_its_family(of: dict[str, str]) -> None:
    [line] = priced(resource("aws:ec2/dedicatedHost:DedicatedHost", **of)).bill.lines
    assert line.usage.meter == "ec2_host_mac1"
