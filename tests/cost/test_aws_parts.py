"""The parts of AWS resources that are easily left out, each amount worked by hand."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from faro.cost.families.aws.lifetimes import Support, of_database, of_kubernetes
from faro.model.snapshot import Resource

from .test_aws import INSTANCE, TEMPLATE, linked, only, priced, total
from .test_estimate import resource

DISK = {"volumeType": "gp3", "volumeSize": 20}


def test_an_instance_takes_from_its_template_what_it_does_not_say() -> None:
    template = resource(
        TEMPLATE,
        "t",
        instanceType="m5.xlarge",
        monitoring={"enabled": True},
        creditSpecification={"cpuCredits": "unlimited"},
        blockDeviceMappings=[
            {
                "deviceName": "/dev/sdf",
                "ebs": {"volumeType": "io2", "volumeSize": 500, "iops": 10000},
            }
        ],
    )
    one = linked(INSTANCE, "launchTemplate", template, rootBlockDevice=DISK)
    found = priced(template, one, ec2_cpu_credits=10)
    # 7 x 0.30; 500 x 0.125; 10,000 x 0.065; 10 x 0.05
    only(
        found,
        cloudwatch_metrics="2.10",
        ebs_io2="62.50",
        ebs_io2_iops="650.00",
        ec2_cpu_credits="0.50",
    )


def test_what_an_instance_says_itself_is_not_open_in_its_template() -> None:
    template = resource(
        TEMPLATE,
        "t",
        monitoring={"enabled": True},
        creditSpecification={"cpuCredits": "unlimited"},
        placement={"tenancy": "dedicated"},
        blockDeviceMappings=[{"deviceName": "/dev/sdf", "ebs": {"volumeSize": 500}}],
    )
    own: dict[str, Any] = {
        "instanceType": "m5.xlarge",
        "tenancy": "default",
        "monitoring": False,
        "creditSpecification": {"cpuCredits": "standard"},
        "rootBlockDevice": DISK,
        "ebsBlockDevices": [{"deviceName": "/dev/sdf", "volumeType": "gp3", "volumeSize": 10}],
    }
    # 730 x 0.192 + 30 x 0.08
    found = priced(template, linked(INSTANCE, "launchTemplate", template, **own))
    assert total(found) == Decimal("142.56")


def test_a_machine_on_a_host_costs_nothing_beside_it() -> None:
    found = priced(
        resource(INSTANCE, instanceType="m5.xlarge", tenancy="host", rootBlockDevice=DISK)
    )
    assert [line.usage.meter for line in found.bill.lines] == ["ebs_gp3"]


@pytest.mark.parametrize(
    ("inputs", "meter"),
    [
        ({"instanceMarketOptions": {"marketType": "spot"}}, "ec2_spot_m5.xlarge"),
        ({"tenancy": "dedicated"}, "ec2_dedicated_m5.xlarge"),
    ],
)
def test_another_price_list_is_not_that_of_linux_on_demand(
    inputs: dict[str, Any], meter: str
) -> None:
    found = priced(resource(INSTANCE, instanceType="m5.xlarge", rootBlockDevice=DISK, **inputs))
    assert found.bill.lines[0].usage.meter == meter


@pytest.mark.parametrize(
    "asked", [{"getPasswordData": True}, {"userData": "<powershell>dir</powershell>"}]
)
@pytest.mark.parametrize(
    ("kind", "costs"),
    [
        ("m5.xlarge", {"ec2_m5.xlarge": "140.16", "ec2_licence_windows": "134.32"}),
        ("m5.large", {"ec2_m5.large": "70.08", "ec2_licence_windows": "67.16"}),
        ("t3.medium", {"ec2_windows_t3.medium": "43.80"}),
    ],
)
def test_a_licence_of_windows_is_for_each_vcpu(
    asked: dict[str, Any], kind: str, costs: dict[str, str]
) -> None:
    """4 and 2 x 730 x 0.046 beside the price of Linux; a T type has a price of its own."""
    found = priced(resource(INSTANCE, instanceType=kind, rootBlockDevice=DISK, **asked))
    only(found, **costs, ebs_gp3="1.60")


@pytest.mark.parametrize("kind", ["m5.metal", "c4.8xlarge", "m3.xlarge"])
def test_a_licence_of_windows_is_open_where_the_vcpus_are_not_known(kind: str) -> None:
    found = priced(
        resource(INSTANCE, instanceType=kind, getPasswordData=True, rootBlockDevice=DISK)
    )
    opened = [line.usage.meter for line in found.bill.lines if line.amount is None]
    assert opened == [f"ec2_windows_{kind}"]


def test_what_auto_mode_starts_is_usage_at_on_demand_prices_and_a_fee() -> None:
    cluster = resource("aws:eks/cluster:Cluster", version="1.40", computeConfig={"enabled": True})
    # 730 x 0.10; the pods decide which machines: 306 of them and 36.72
    assert priced(cluster).is_at_least
    only(priced(cluster, eks_auto_machines=306), eks_cluster="73.00", eks_auto_machines="342.72")


SERVER: dict[str, Any] = {
    "instanceClass": "db.m5.large",
    "allocatedStorage": 100,
    "storageType": "gp3",
}
RDS = "aws:rds/instance:Instance"


def test_speed_beyond_what_gp3_has_is_charged_in_each_zone() -> None:
    """In Ireland 0.176 for each MB/s beyond 500, 0.044 for each IOPS beyond 12,000."""
    fast = {"iops": 13_000, "storageThroughput": 600, "multiAz": True}
    found = priced(resource(RDS, engine="postgres", **SERVER | fast), region="eu-west-1")
    only(found, rds_postgres_gp3_throughput_multi="17.60", rds_postgres_gp3_iops_multi="44.00")


def test_extended_support_and_insights_are_for_each_vcpu() -> None:
    # 2 vCPU x 730 x 0.10; 2 x 3.815
    found = priced(
        resource(
            RDS,
            engine="postgres",
            engineVersion="12.20",
            performanceInsightsEnabled=True,
            performanceInsightsRetentionPeriod=731,
            **SERVER,
        )
    )
    only(found, rds_extended_support="146.00", rds_insights_long_m5="7.63")


@pytest.mark.parametrize(
    ("version", "day", "support"),
    [
        ("1.28", date(2026, 11, 27), Support.EXTENDED),
        ("1.32", date(2026, 3, 22), Support.STANDARD),
        ("1.32", date(2026, 3, 23), Support.EXTENDED),
        ("1.40", date(2026, 11, 27), Support.STANDARD),
        (None, date(2026, 11, 27), Support.STANDARD),
    ],
)
def test_a_cluster_is_dearer_from_the_end_of_its_support(
    version: str | None, day: date, support: Support
) -> None:
    assert of_kubernetes(version, day) is support


@pytest.mark.parametrize(
    ("engine", "version", "support"),
    [
        ("postgres", "11.22", Support.THIRD_YEAR),
        ("postgres", "12", Support.EXTENDED),
        ("postgres", "17.1", Support.STANDARD),
        ("mysql", "5.7.44", Support.THIRD_YEAR),
        ("mysql", "8.0.36", Support.EXTENDED),
        ("mysql", "8.4.3", Support.STANDARD),
        ("aurora-mysql", "8.0.mysql_aurora.3.05.2", Support.STANDARD),
        ("mariadb", "10.4", Support.STANDARD),
    ],
)
def test_the_support_of_a_database(engine: str, version: str, support: Support) -> None:
    assert of_database(engine, version, date(2026, 11, 27)) is support


def fleet(kind: str, count: int) -> dict[str, Any]:
    return {"instanceTypeConfigs": [{"instanceType": kind}], "targetOnDemandCapacity": count}


def test_the_fleets_of_a_hadoop_cluster_have_lines() -> None:
    # 730 x 0.192 and a quarter; 10 x 730 x 0.384 and a quarter
    found = priced(
        resource(
            "aws:emr/cluster:Cluster",
            masterInstanceFleet=fleet("m5.xlarge", 1),
            coreInstanceFleet=fleet("m5.2xlarge", 10),
        )
    )
    only(found, **{"ec2_m5.xlarge": "140.16", "ec2_m5.2xlarge": "2803.20"})
    only(found, **{"emr_m5.xlarge": "35.04", "emr_m5.2xlarge": "700.80"})


def task(cpu: str, memory: str, **more: Any) -> Resource:
    kind = "aws:ecs/taskDefinition:TaskDefinition"
    return resource(
        kind, "task", cpu=cpu, memory=memory, requiresCompatibilities=["FARGATE"], **more
    )


@pytest.mark.parametrize(("cpu", "memory"), [("1024", "2048"), ("1 vCPU", "2 GB")])
def test_a_size_of_a_task_is_units_or_says_its_unit(cpu: str, memory: str) -> None:
    # 2 x 730 x 0.04048; 2 x 2 x 730 x 0.004445
    one = task(cpu, memory)
    service = linked("aws:ecs/service:Service", "taskDefinition", one, desiredCount=2)
    only(priced(one, service), fargate_vcpu="59.1008", fargate_memory="12.9794")


def test_disks_beyond_what_is_free_have_a_line() -> None:
    one = task("1024", "2048", ephemeralStorage={"sizeInGib": 200})
    service = linked("aws:ecs/service:Service", "taskDefinition", one, desiredCount=2)
    meters = [line.usage.meter for line in priced(one, service).bill.lines]
    assert "fargate_storage" in meters
    function = resource("aws:lambda/function:Function", ephemeralStorage={"size": 10240})
    assert "lambda_ephemeral_gb_seconds" in [x.usage.meter for x in priced(function).bill.lines]


def test_warm_nodes_and_the_attachment_of_a_vpn() -> None:
    # 3 x 730 x 0.238
    nodes = {"instanceType": "r5.large.search", "warmEnabled": True, "warmCount": 3}
    search = resource(
        "aws:opensearch/domain:Domain",
        clusterConfig={**nodes, "warmType": "ultrawarm1.medium.search"},
    )
    only(priced(search), **{"opensearch_ultrawarm1.medium.search": "521.22"})
    vpn = resource("aws:ec2/vpnConnection:VpnConnection", transitGatewayId="t")
    only(priced(vpn), vpn_connection="36.50", transit_gateway_attachment="36.50")


def test_replicas_of_a_table_are_charged_in_their_regions() -> None:
    # 20 x 730 x 0.00065 in Ohio, x 0.000725 in California
    table = resource(
        "aws:dynamodb/table:Table",
        billingMode="PROVISIONED",
        readCapacity=30,
        writeCapacity=20,
        replicas=[{"regionName": "us-east-2"}, {"regionName": "us-west-1"}],
    )
    lines = [
        line
        for line in priced(table).bill.lines
        if line.usage.meter == "dynamodb_replicated_write_capacity"
    ]
    assert [line.amount for line in lines] == [Decimal("9.490"), Decimal("10.585")]


def test_a_node_has_a_disk_of_its_own() -> None:
    # 730 x 0.0416 + 20 x 0.08
    found = priced(resource("aws:eks/nodeGroup:NodeGroup", scalingConfig={"minSize": 1}))
    only(found, **{"ec2_t3.medium": "30.368", "ebs_gp3": "1.60"})


def test_a_node_of_windows_has_a_larger_one() -> None:
    kind: dict[str, Any] = {"amiType": "WINDOWS_CORE_2022_x86_64", "scalingConfig": {"minSize": 1}}
    only(priced(resource("aws:eks/nodeGroup:NodeGroup", **kind)), ebs_gp3="4.00")


def test_windows_builds_have_their_own_meter() -> None:
    build = {"computeType": "BUILD_GENERAL1_LARGE", "type": "WINDOWS_SERVER_2022_CONTAINER"}
    found = priced(
        resource("aws:codebuild/project:Project", environment=build), codebuild_windows_large=1000
    )
    only(found, codebuild_windows_large="36.00")


def test_what_no_pricer_reads_is_named() -> None:
    tier = {"tier": "tier-xl"}
    cluster = resource("aws:eks/cluster:Cluster", version="1.40", controlPlaneScalingConfig=tier)
    [line] = [line for line in priced(cluster).bill.lines if line.usage.left_out]
    assert (line.usage.meter, line.usage.left_out) == (
        "provisioned control plane",
        "not priced",
    )


def test_a_port_of_direct_connect_is_charged_by_its_speed() -> None:
    port = "aws:directconnect/connection:Connection"
    found = priced(resource(port, bandwidth="1Gbps", location="EqDC2"), direct_connect_data_out=200)
    only(found, direct_connect_port_1gbps="219.00", direct_connect_data_out="4.00")
    assert priced(resource(port, bandwidth="100Gbps"), direct_connect_data_out=0).is_at_least
