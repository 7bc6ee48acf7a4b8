"""AWS, each bill worked by hand from the prices' own figures (in the comments)."""

import inspect
import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import pulumi_aws
import pytest

from faro.cost.book import load
from faro.cost.estimate import Estimate, Priceable
from faro.cost.families import aws
from faro.cost.families.aws import FAMILY
from faro.cost.families.family import Charged
from faro.cost.usage_file import UsageFile
from faro.model.cost import cents
from faro.model.snapshot import Resource, Snapshot
from faro.model.value import UNKNOWN

from .test_estimate import DAY, amounts, resource

VIRGINIA = "us-east-1"
GROUP = "aws:autoscaling/group:Group"
INSTANCE = "aws:ec2/instance:Instance"
TEMPLATE = "aws:ec2/launchTemplate:LaunchTemplate"


def priced(*resources: Resource, region: str = VIRGINIA, **used: Any) -> Estimate:
    """The bill of a program whose provider is in a region; ``used`` is of the resource ``one``."""
    snapshot = Snapshot(
        project="p", stack="dev", resources=resources, defaults={"aws": {"region": region}}
    )
    usage = UsageFile.model_validate({"resource_usage": {"one": used}} if used else {})
    return Priceable(snapshot).estimate(usage, load(), DAY)


def linked(type_: str, key: str, to: Resource, **inputs: Any) -> Resource:
    """A resource one of whose inputs comes from another."""
    return Resource(
        urn=f"urn:pulumi:dev::p::{type_}::one",
        type=type_,
        name="one",
        inputs={key: UNKNOWN, **inputs},
        property_dependencies={key: (to.urn,)},
    )


def total(found: Estimate) -> Decimal:
    assert not found.is_at_least, [(li.usage.meter, li.near) for li in found.bill.lines]
    return cents(found.bill.total)


def only(found: Estimate, **expected: str) -> None:
    """What each of these meters costs, whatever else is open."""
    assert {meter: amounts(found)[meter] for meter in expected} == {
        meter: Decimal(amount) for meter, amount in expected.items()
    }


GP3 = {"volumeType": "gp3", "volumeSize": 30}


def test_an_instance_with_its_volumes() -> None:
    # 730 x 0.096 + 30 x 0.08 + 100 x 0.10
    found = priced(
        resource(
            INSTANCE,
            instanceType="m5.large",
            rootBlockDevice=GP3,
            ebsBlockDevices=[{"volumeSize": 100}],
        )
    )
    assert total(found) == Decimal("82.48")


def test_an_instance_that_is_seen_and_watched() -> None:
    # 730 x 0.0104 + 30 x 0.08 + 730 x 0.005 + 7 x 0.30 + 10 x 0.05
    found = priced(
        resource(
            INSTANCE,
            instanceType="t3.micro",
            rootBlockDevice=GP3,
            associatePublicIpAddress=True,
            monitoring=True,
            creditSpecification={"cpuCredits": "unlimited"},
        ),
        ec2_cpu_credits=10,
    )
    assert total(found) == Decimal("16.24")


def test_a_root_volume_of_which_nobody_gives_the_type_stays_open() -> None:
    found = priced(resource(INSTANCE, instanceType="m5.large"))
    assert found.is_at_least
    assert cents(found.bill.total) == Decimal("70.08")  # 730 x 0.096


def test_a_spot_instance_has_the_price_of_the_spot_market() -> None:
    # 730 x 0.0425 + 30 x 0.08
    options = {"marketType": "spot"}
    kind: dict[str, Any] = {"instanceType": "m6i.large", "rootBlockDevice": GP3}
    assert total(priced(resource(INSTANCE, instanceMarketOptions=options, **kind))) == Decimal(
        "33.43"
    )
    assert total(
        priced(resource("aws:ec2/spotInstanceRequest:SpotInstanceRequest", **kind))
    ) == Decimal("33.43")


@pytest.mark.parametrize(
    ("volume", "amount"),
    [
        # 50 x 0.10: gp2 where no type is given
        ({"size": 50}, "5.00"),
        # 100 x 0.08 + (4000 - 3000) x 0.005 + (225 - 125) x 0.04
        ({"type": "gp3", "size": 100, "iops": 4000, "throughput": 225}, "17.00"),
        # 100 x 0.125 + 1000 x 0.065
        ({"type": "io2", "size": 100, "iops": 1000}, "77.50"),
    ],
)
def test_a_volume(volume: dict[str, Any], amount: str) -> None:
    assert total(priced(resource("aws:ebs/volume:Volume", **volume))) == Decimal(amount)


def test_a_volume_of_unknown_size_stays_open() -> None:
    assert priced(resource("aws:ebs/volume:Volume", snapshotId="snap-1")).is_at_least


def test_a_group_by_its_launch_template() -> None:
    # 2 x 730 x 0.0104 + 2 x 30 x 0.08; without a wish, the fewest: 1 x
    template = resource(TEMPLATE, "t", instanceType="t3.micro", blockDeviceMappings=[{"ebs": GP3}])
    two = linked(GROUP, "launchTemplate", template, minSize=1, desiredCapacity=2)
    assert total(priced(template, two)) == Decimal("19.98")
    fewest = linked(GROUP, "launchTemplate", template, minSize=1, maxSize=9)
    assert total(priced(template, fewest)) == Decimal("9.99")


def test_a_group_by_its_launch_configuration() -> None:
    # 3 x 730 x 0.0116 + 3 x 30 x 0.08
    configuration = resource(
        "aws:ec2/launchConfiguration:LaunchConfiguration",
        "c",
        instanceType="t2.micro",
        rootBlockDevice=GP3,
    )
    group = linked(GROUP, "launchConfiguration", configuration, minSize=3)
    assert total(priced(configuration, group)) == Decimal("32.60")


def test_a_group_of_mixed_types_stays_open() -> None:
    template = resource(TEMPLATE, "t", instanceType="t3.micro")
    group = linked(GROUP, "mixedInstancesPolicy", template, minSize=3)
    assert amounts(priced(template, group)) == {"ec2_t3.micro": None, "ebs_gp3": None}


def test_addresses_and_a_nat_gateway() -> None:
    # 730 x 0.005 + 730 x 0.045 + 100 x 0.045
    found = priced(
        resource("aws:ec2/eip:Eip", "ip"),
        resource("aws:ec2/natGateway:NatGateway"),
        nat_data=100,
    )
    assert total(found) == Decimal("41.00")


def test_endpoints() -> None:
    # two interfaces: 2 x 730 x 0.01, 50 GB at 0.01; a gateway nothing
    kind = "aws:ec2/vpcEndpoint:VpcEndpoint"
    interfaces = resource(kind, vpcEndpointType="Interface", subnetIds=["a", "b"])
    assert total(priced(interfaces, vpc_endpoint_data=50)) == Decimal("15.10")
    assert total(priced(resource(kind, serviceName="s3"))) == 0


def test_balancers() -> None:
    # 730 x 0.0225 + 2 x 730 x 0.005 + 730 x 0.008; inside, with the network's units: at 0.006
    kind = "aws:lb/loadBalancer:LoadBalancer"
    public = resource(kind, subnets=["a", "b"])
    assert total(priced(public, alb_capacity=730)) == Decimal("29.57")  # exactly 29.565
    inner = resource(kind, internal=True, loadBalancerType="network")
    assert total(priced(inner, nlb_capacity=730)) == Decimal("20.81")  # exactly 20.805
    # 730 x 0.025 + 10 x 0.008
    classic = resource("aws:elb/loadBalancer:LoadBalancer")
    assert total(priced(classic, clb_data=10)) == Decimal("18.33")


def service(task: dict[str, Any], **inputs: Any) -> tuple[Resource, Resource]:
    definition = resource("aws:ecs/taskDefinition:TaskDefinition", "task", **task)
    return definition, linked("aws:ecs/service:Service", "taskDefinition", definition, **inputs)


SMALL: dict[str, Any] = {"cpu": "256", "memory": "512", "requiresCompatibilities": ["FARGATE"]}


@pytest.mark.parametrize(
    ("inputs", "amount"),
    [
        # 3 x 730 x (0.25 x 0.04048 + 0.5 x 0.004445)
        ({"launchType": "FARGATE", "desiredCount": 3}, "27.03"),
        # made for Fargate, one, with an address: 730 x (0.25 x 0.04048 + 0.5 x 0.004445 + 0.005)
        ({"desiredCount": 1, "networkConfiguration": {"assignPublicIp": True}}, "12.66"),
        ({"launchType": "EC2", "desiredCount": 3}, "0.00"),
    ],
)
def test_a_service(inputs: dict[str, Any], amount: str) -> None:
    assert total(priced(*service(SMALL, **inputs))) == Decimal(amount)


def test_an_arm_service_in_tokyo() -> None:
    # 730 x (1 x 0.04045 + 2 x 0.00442)
    arm = {"cpu": "1024", "memory": "2048", "runtimePlatform": {"cpuArchitecture": "ARM64"}}
    found = priced(*service(arm, launchType="FARGATE", desiredCount=1), region="ap-northeast-1")
    assert total(found) == Decimal("35.98")


def test_a_cluster_with_its_nodes() -> None:
    # 730 x 0.10 + 3 x 730 x 0.096 + 3 x 30 x 0.08
    template = resource(TEMPLATE, "t", blockDeviceMappings=[{"ebs": GP3}])
    nodes = linked(
        "aws:eks/nodeGroup:NodeGroup",
        "launchTemplate",
        template,
        instanceTypes=["m5.large"],
        scalingConfig={"desiredSize": 3, "minSize": 1},
    )
    cluster = resource("aws:eks/cluster:Cluster", "cluster")
    assert total(priced(template, cluster, nodes)) == Decimal("290.44")


def test_nodes_of_the_usual_type() -> None:
    # 2 x 730 x 0.0416; of what type their volumes are nobody says
    nodes = resource("aws:eks/nodeGroup:NodeGroup", scalingConfig={"desiredSize": 2})
    only(priced(nodes), **{"ec2_t3.medium": "60.7360"})


@pytest.mark.parametrize(
    ("kind", "region", "near"),
    [
        ("m5.hage", VIRGINIA, "the nearest is ec2_m5.large"),
        ("m5.large", "us-east-7", "known in us-east-"),
    ],
)
def test_a_type_or_a_region_that_is_not_known_has_no_price(
    kind: str, region: str, near: str
) -> None:
    found = priced(resource(INSTANCE, instanceType=kind, rootBlockDevice=GP3), region=region)
    machine = next(line for line in found.bill.lines if line.usage.meter == f"ec2_{kind}")
    assert machine.amount is None
    assert near in machine.near


def test_a_type_that_is_not_known_yet_has_no_price() -> None:
    assert amounts(priced(resource(INSTANCE, instanceType=UNKNOWN)))["ec2_unknown_type"] is None


def test_the_region_of_a_resource_goes_before_its_providers() -> None:
    # 730 x 0.107
    found = priced(resource(INSTANCE, instanceType="m6i.large", region="eu-west-1"))
    only(found, **{"ec2_m6i.large": "78.110"})


@pytest.mark.parametrize("token", [t for t, p in FAMILY.types.items() if isinstance(p, Charged)])
def test_what_is_not_known_is_never_zero(token: str) -> None:
    """Of a type of which no input is known, or none is given."""
    unknown: dict[str, Any] = dict.fromkeys(_KEYS - {"region"}, UNKNOWN)
    assert all(line.amount != 0 for line in priced(resource(token, **unknown)).bill.lines)
    priced(resource(token))


def test_every_token_is_one_of_the_sdks() -> None:
    sources = Path(pulumi_aws.__file__).parent.rglob("*.py")
    real = {token for source in sources for token in _TOKEN.findall(source.read_text())}
    assert set(FAMILY.types) - real == set()


_FOLDER = Path(inspect.getfile(aws)).parent
_KEYS = {key for f in _FOLDER.glob("*.py") for key in re.findall(r'"([a-z]\w+)"', f.read_text())}
_TOKEN = re.compile(r"'(aws:\w+/\w+:\w+)'")
