"""AWS: bills worked by hand from the prices' own figures (in the comments)."""

from decimal import Decimal
from typing import Any

import pytest

from faro.cost.book import load
from faro.cost.estimate import Estimate, Priceable
from faro.cost.usage_file import UsageFile
from faro.model.cost import cents
from faro.model.snapshot import Resource, Snapshot
from faro.model.value import UNKNOWN

from .test_estimate import DAY, resource

ASG = "aws:autoscaling/group:Group"
ECS = "aws:ecs/service:Service"
EC2 = "aws:ec2/instance:Instance"
RDS = "aws:rds/instance:Instance"
CACHE = "aws:elasticache/replicationGroup:ReplicationGroup"


def priced(*resources: Resource, region: str = "us-east-1", **usage: Any) -> Estimate:
    snapshot = Snapshot(
        project="p", stack="dev", resources=resources, defaults={"aws": {"region": region}}
    )
    return Priceable(snapshot).estimate(UsageFile.model_validate(usage), load(), DAY)


def linked(one: Resource, key: str, to: Resource) -> Resource:
    """A resource whose input came from another."""
    return Resource(
        urn=one.urn,
        type=one.type,
        name=one.name,
        inputs=one.inputs,
        property_dependencies={key: (to.urn,)},
    )


ROOT = {"volumeType": "gp3", "volumeSize": 20}


@pytest.mark.parametrize(
    ("one", "total"),
    [
        # 730 x 0.0104 + 20 GB x 0.08
        (resource(EC2, instanceType="t3.micro", rootBlockDevice=ROOT), "9.19"),
        # and 730 x 0.005 for an address, 100 GB x 0.10
        (
            resource(
                EC2,
                instanceType="t3.micro",
                rootBlockDevice=ROOT,
                ebsBlockDevices=[{"volumeSize": 100}],
                associatePublicIpAddress=True,
            ),
            "22.84",
        ),
        # 50 GB x 0.125 + 1,000 x 0.065
        (resource("aws:ebs/volume:Volume", type="io2", size=50, iops=1000), "71.25"),
        # 730 x 0.005
        (resource("aws:ec2/eip:Eip"), "3.65"),
        # 730 x 0.10 and 3 x (730 x 0.0416 + 20 GB x 0.10)
        (resource("aws:eks/cluster:Cluster"), "73.00"),
        (resource("aws:eks/nodeGroup:NodeGroup", scalingConfig={"desiredSize": 3}), "97.10"),
        # 730 x 0.018 + 20 GB x 0.115
        (
            resource(RDS, engine="postgres", instanceClass="db.t3.micro", allocatedStorage=20),
            "15.44",
        ),
        # 730 x 0.036 + 20 GB x 0.23
        (
            resource(
                RDS,
                engine="postgres",
                instanceClass="db.t3.micro",
                allocatedStorage=20,
                multiAz=True,
                storageType="gp3",
            ),
            "30.88",
        ),
        # 730 x 0.260
        (
            resource(
                "aws:rds/clusterInstance:ClusterInstance",
                engine="aurora-postgresql",
                instanceClass="db.r6g.large",
            ),
            "189.80",
        ),
        # 2 shards with a replica each: 4 x 730 x 0.016
        (
            resource(CACHE, nodeType="cache.t4g.micro", numNodeGroups=2, replicasPerNodeGroup=1),
            "46.72",
        ),
        # 3 x 730 x 0.0128
        (
            resource(CACHE, nodeType="cache.t4g.micro", engine="valkey", numCacheClusters=3),
            "28.03",
        ),
        # 2 x 730 x 0.25
        (
            resource("aws:redshift/cluster:Cluster", nodeType="dc2.large", numberOfNodes=2),
            "365.00",
        ),
        # 730 x (20 x 0.00065 + 30 x 0.00013)
        (
            resource("aws:dynamodb/table:Table", writeCapacity=20, readCapacity=30),
            "12.34",
        ),
        # 730 x 0.576
        (
            resource(
                "aws:mq/broker:Broker",
                engineType="RabbitMQ",
                hostInstanceType="mq.m5.xlarge",
                deploymentMode="SINGLE_INSTANCE",
            ),
            "420.48",
        ),
        # 4 x 730 x 0.015
        (resource("aws:kinesis/stream:Stream", shardCount=4), "43.80"),
        (resource("aws:kms/key:Key"), "1.00"),
        (resource("aws:secretsmanager/secret:Secret"), "0.40"),
        (resource("aws:cloudwatch/metricAlarm:MetricAlarm", period=300), "0.10"),
        (resource("aws:cloudwatch/metricAlarm:MetricAlarm", period=10), "0.30"),
        (resource("aws:route53/zone:Zone"), "0.50"),
        # in two subnets: 2 x 730 x 0.01
        (
            resource(
                "aws:ec2/vpcEndpoint:VpcEndpoint",
                vpcEndpointType="Interface",
                subnetIds=["a", "b"],
            ),
            "14.60",
        ),
        (resource("aws:ec2/vpcEndpoint:VpcEndpoint"), "0.00"),
    ],
    ids=lambda found: getattr(found, "type", found),
)
def test_what_follows_from_the_inputs(one: Resource, total: str) -> None:
    assert cents(priced(one).bill.total) == Decimal(total)


@pytest.mark.parametrize(
    ("kind", "inputs", "usage", "total"),
    [
        # 730 x 0.0225 + 1,460 LCU-hours x 0.008
        ("aws:lb/loadBalancer:LoadBalancer", {}, {"alb_lcu": 1460}, "28.11"),
        # 730 x 0.0225 + 730 x 0.006
        (
            "aws:lb/loadBalancer:LoadBalancer",
            {"loadBalancerType": "network"},
            {"nlb_lcu": 730},
            "20.81",
        ),
        # 730 x 0.045 + 100 GB x 0.045
        ("aws:ec2/natGateway:NatGateway", {}, {"nat_data": 100}, "37.35"),
        # 3 M less 1 M at 0.20; 1 M GB-s less 400,000 at 0.0000166667
        (
            "aws:lambda/function:Function",
            {},
            {"lambda_requests": 3_000_000, "lambda_duration": 1_000_000},
            "10.40",
        ),
        # 1,000 GB x 0.023, 50 and 100 thousands
        (
            "aws:s3/bucket:Bucket",
            {},
            {"s3_standard": 1000, "s3_writes": 50_000, "s3_reads": 100_000},
            "23.29",
        ),
        # 3 M less 1 M at 0.40
        ("aws:sqs/queue:Queue", {}, {"sqs_requests": 3_000_000}, "0.80"),
        # 10 M at 1.00, and at 3.50
        ("aws:apigatewayv2/api:Api", {}, {"api_http_requests": 10_000_000}, "10.00"),
        ("aws:apigateway/restApi:RestApi", {}, {"api_rest_requests": 10_000_000}, "35.00"),
        # 2,000 GB less 1,000 at 0.085; 30 M less 10 M at 0.010 for 10,000
        (
            "aws:cloudfront/distribution:Distribution",
            {},
            {"cloudfront_egress": 2000, "cloudfront_requests": 30_000_000},
            "105.00",
        ),
        # on demand: 5 M x 0.625, 10 M x 0.125, 100 GB x 0.25
        (
            "aws:dynamodb/table:Table",
            {"billingMode": "PAY_PER_REQUEST"},
            {
                "dynamodb_writes": 5_000_000,
                "dynamodb_reads": 10_000_000,
                "dynamodb_storage": 100,
            },
            "29.38",
        ),
        # 25 GB less 5 at 0.50, 10 GB x 0.03
        (
            "aws:cloudwatch/logGroup:LogGroup",
            {},
            {"logs_ingestion": 25, "logs_storage": 10},
            "10.30",
        ),
        # 60 DPU-hours x 0.44
        ("aws:glue/job:Job", {}, {"glue_dpu": 60}, "26.40"),
        # 10 GB x 0.10
        ("aws:ecr/repository:Repository", {}, {"ecr_storage": 10}, "1.00"),
        # 5 M x 0.50 and 200 thousands x 0.06 for 100
        ("aws:sns/topic:Topic", {}, {"sns_requests": 5_000_000, "sns_http": 200_000}, "2.62"),
        # 100 thousands x 0.025
        ("aws:sfn/stateMachine:StateMachine", {}, {"sfn_transitions": 100_000}, "2.50"),
    ],
)
def test_what_is_used(
    kind: str, inputs: dict[str, Any], usage: dict[str, float], total: str
) -> None:
    found = priced(resource(kind, **inputs), resource_usage={"one": usage})
    assert cents(found.bill.total) == Decimal(total)
    assert not found.bill.is_at_least


def test_tasks_on_fargate_by_their_definition() -> None:
    # 2 x 730 x (0.5 x 0.04048 + 1 x 0.004445)
    task = resource("aws:ecs/taskDefinition:TaskDefinition", "task", cpu="512", memory="1024")
    service = resource(ECS, "service", launchType="FARGATE", desiredCount=2, taskDefinition=UNKNOWN)
    assert cents(priced(task, linked(service, "taskDefinition", task)).bill.total) == Decimal(
        "36.04"
    )


def test_tasks_on_machines_cost_what_the_machines_do() -> None:
    assert priced(resource(ECS, launchType="EC2", desiredCount=2)).bill.lines == ()


def test_a_group_has_the_machines_of_its_template() -> None:
    # 2 x (730 x 0.0104 + 30 GB x 0.08)
    template = resource(
        "aws:ec2/launchTemplate:LaunchTemplate",
        "template",
        instanceType="t3.micro",
        blockDeviceMappings=[{"ebs": {"volumeSize": 30, "volumeType": "gp3"}}],
    )
    group = resource(ASG, "group", desiredCapacity=2, launchTemplate={"id": UNKNOWN})
    found = priced(template, linked(group, "launchTemplate", template))
    assert cents(found.bill.total) == Decimal("19.98")
    assert not found.is_at_least


def test_a_group_of_nothing_that_is_known_stays_open() -> None:
    assert priced(resource(ASG, minSize=1)).is_at_least


@pytest.mark.parametrize(
    ("one", "region", "near"),
    [
        (resource(EC2, instanceType="t3.micr"), "us-east-1", "the nearest is ec2_t3.micro"),
        (resource("aws:ec2/eip:Eip"), "mars-north-1", "known in "),
        (
            resource(RDS, engine="oracle-ee", instanceClass="db.t3.micro", allocatedStorage=1),
            "us-east-1",
            "the nearest is rds_postgres_db.t3.micro",
        ),
    ],
)
def test_what_is_not_known_has_no_price_and_names_the_nearest(
    one: Resource, region: str, near: str
) -> None:
    found = priced(one, region=region)
    assert found.bill.lines[0].amount is None
    assert near in found.bill.lines[0].near
    assert found.is_at_least


def test_a_zone_tells_the_region() -> None:
    # 100 GB x 0.096 in Tokyo
    one = resource(
        "aws:ebs/volume:Volume", type="gp3", size=100, availabilityZone="ap-northeast-1a"
    )
    assert cents(priced(one).bill.total) == Decimal("9.60")
