"""Components that a plugin builds: modelled or named, and never exact. With the real packages."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from faro.cli import main
from faro.cost.book import load
from faro.cost.compare import compare
from faro.cost.estimate import Estimate
from faro.cost.existing import priceable
from faro.cost.plugins import expanded, modelled, not_modelled
from faro.cost.sums import by_component, by_vendor, total
from faro.cost.usage_file import UsageFile
from faro.model.snapshot import Resource, Snapshot
from faro.model.value import UNKNOWN

from .states import ROOT, written

Capture = pytest.CaptureFixture[str]
AWSX = """\
import pulumi
import pulumi_aws as aws
import pulumi_awsx as awsx
import pulumi_eks as eks

net = awsx.ec2.Vpc(
    "net",
    number_of_availability_zones=2,
    nat_gateways={"strategy": "Single"},
    vpc_endpoint_strategy="Auto",
    vpc_endpoint_specs=[{"service_name": "ecr", "vpc_endpoint_type": "Interface"}],
)
eu = aws.Provider("eu", region="eu-west-1")
awsx.ec2.Vpc("other", opts=pulumi.ResourceOptions(provider=eu))
awsx.lb.ApplicationLoadBalancer("lb", subnet_ids=net.public_subnet_ids)
awsx.lb.NetworkLoadBalancer("nlb", subnet_ids=["a", "b"])
repo = awsx.ecr.Repository("Repo")
image = awsx.ecr.Image("img", repository_url=repo.url, context="./app")
container = awsx.ecs.TaskDefinitionContainerDefinitionArgs(
    name="app", image=image.image_uri, cpu=512, memory=1024
)
awsx.ecs.FargateService(
    "web",
    desired_count=3,
    assign_public_ip=True,
    task_definition_args=awsx.ecs.FargateServiceTaskDefinitionArgs(container=container),
)
cluster = eks.Cluster("k", instance_type="m5.4xlarge", desired_capacity=10)
eks.ManagedNodeGroup(
    "m", cluster=cluster, scaling_config={"desired_size": 5}, instance_types=["m5.large"]
)
"""
CHARTS = """\
import pulumi
from pulumi_kubernetes.helm.v3 import Chart as V3, LocalChartOpts
from pulumi_kubernetes.helm.v4 import Chart as V4

V4("four", chart="nginx")
V3("three", LocalChartOpts(path="./chart"))


class Shop(pulumi.ComponentResource):
    def __init__(self, name):
        super().__init__("acme:index:Shop", name, {"size": 3}, None, True)


Shop("shop")
"""


def project(folder: Path, program: str) -> str:
    written(folder / "Pulumi.yaml", "name: p\nruntime: python\n")
    written(folder / "Pulumi.dev.yaml", "config:\n  aws:region: us-east-1\n")
    written(folder / "__main__.py", program)
    return f"--program={folder}"


def costs(capsys: Capture, *words: str) -> dict[str, str]:
    """The rows of the table by component."""
    assert main(["cost", *words]) == 0
    table = capsys.readouterr().out.partition("by component\n")[2].partition("\n\n")[0]
    return {name: " ".join(cells) for name, *cells in map(str.split, table.splitlines())}


EXPECTED = {
    "net": "≥ 51.10",  # 730 x (0.045 + 0.005 + 2 x 0.01)
    "other": "≥ 116.07",  # Ireland: 3 x 730 x (0.048 + 0.005)
    "lb": "≥ 16.43",  # 730 x 0.0225; how many subnets is known after the deployment
    "nlb": "≥ 23.73",  # and 2 x 3.65 for addresses
    "Repo": "?",
    "web": "≥ 65.01",  # 3 x 730 x (0.5 x 0.04048 + 1 x 0.004445 + 0.005)
    "k": "≥ 5,679.40",  # 73 + 10 x 730 x 0.768
    "m": "≥ 358.40",  # 5 x (730 x 0.096 + 20 GB x 0.08)
}


def test_the_real_packages_are_modelled(capsys: Capture, tmp_path: Path) -> None:
    """In cost, in the preview and in its saved JSON."""
    program = project(tmp_path, AWSX)
    found = costs(capsys, "dev", program)
    assert {name: found[name] for name in EXPECTED} == EXPECTED
    saved = tmp_path / "saved.json"
    words = ["preview", "dev", "--from=none", program]
    assert main([*words, "--format=json", "--show-same", f"--out={saved}"]) == 0
    assert costs(capsys, str(saved)) == found
    assert main(words) == 0
    shown = capsys.readouterr()
    rows = {line.split()[1]: line for line in shown.out.splitlines() if line.startswith("+")}
    assert "≥ +116.07" in rows["other"]
    assert "≥ +5,679.40" in rows["k"]
    assert shown.out.splitlines()[-1].endswith("0.00 => ≥ 6,310.13 USD a month before usage")
    assert "other (awsx:ec2:Vpc) as 3 Eip, 3 NatGateway, 1 Vpc" in shown.err
    assert main([*words, "--format=markdown"]) == 0
    assert "other (awsx:ec2:Vpc) as 3 Eip, 3 NatGateway" in capsys.readouterr().out


def test_what_has_no_model_is_named_and_open(capsys: Capture, tmp_path: Path) -> None:
    program = project(tmp_path, CHARTS)
    assert main(["cost", "dev", program]) == 0
    shown = " ".join(capsys.readouterr().out.split())
    assert "total ≥ 0.00" in shown
    for name in (
        "four (kubernetes:helm.sh/v4:Chart)",
        "three (kubernetes:helm.sh/v3:Chart)",
        "shop (acme:index:Shop)",
    ):
        assert name in shown.partition("built by a plugin, contents not known: ")[2], name
    assert main(["preview", "dev", "--from=none", program]) == 0
    preview = capsys.readouterr()
    assert "shop (acme:index:Shop)" in preview.err
    assert "  ?  acme:index:Shop" in preview.out
    assert preview.out.splitlines()[-1].endswith("0.00 => ≥ 0.00 USD a month before usage")


VPC = "awsx:ec2:Vpc"
NAT = "aws:ec2/natGateway:NatGateway"


def component(type_: str, name: str = "c", **inputs: Any) -> Resource:
    return Resource(
        urn=f"urn:pulumi:dev::p::{type_}::{name}",
        type=type_,
        name=name,
        custom=False,
        remote=True,
        inputs=inputs,
    )


def stack(*resources: Resource) -> Snapshot:
    return Snapshot(
        project="p",
        stack="dev",
        resources=resources,
        defaults={"aws": {"region": "us-east-1"}},
    )


def estimate(*resources: Resource) -> Estimate:
    return priceable([stack(*resources)]).estimate(UsageFile(), load(), date(2026, 11, 27))


def kinds(found: Resource) -> dict[str, int]:
    """How many of each type a component is modelled as."""
    types = [r.type.rpartition(":")[2] for r in expanded(stack(found)).resources if r.custom]
    return {kind: types.count(kind) for kind in sorted(set(types))}


@pytest.mark.parametrize(
    ("arguments", "gateways", "addresses"),
    [
        ({}, 3, 3),
        ({"numberOfAvailabilityZones": 2}, 2, 2),
        ({"availabilityZoneNames": ["a", "b", "c", "d"]}, 4, 4),
        ({"natGateways": {"strategy": "Single"}}, 1, 1),
        ({"natGateways": {"strategy": "None"}}, 0, 0),
        ({"natGateways": {"strategy": "OnePerAz", "elasticIpAllocationIds": ["x"] * 3}}, 3, 0),
    ],
)
def test_gateways_of_a_vpc(arguments: Mapping[str, Any], gateways: int, addresses: int) -> None:
    found = kinds(component(VPC, **arguments))
    assert (found.get("NatGateway", 0), found.get("Eip", 0)) == (gateways, addresses)


@pytest.mark.parametrize(
    "arguments",
    [
        {"numberOfAvailabilityZones": UNKNOWN},
        {"natGateways": UNKNOWN},
        {"natGateways": {"strategy": UNKNOWN}},
        {"natGateways": {"strategy": "Other"}},
        {"vpcEndpointSpecs": UNKNOWN},
    ],
)
def test_a_component_with_unknown_arguments_stands_for_what_is_in_it(
    arguments: Mapping[str, Any],
) -> None:
    found = estimate(component(VPC, **arguments))
    assert [resource.type for resource in found.unpriced] == [VPC]
    assert not_modelled(found.unpriced) == (f"c ({VPC})",)


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ({}, {"Cluster": 1, "Group": 1, "LaunchTemplate": 1}),
        ({"skipDefaultNodeGroup": True}, {"Cluster": 1}),
        ({"fargate": True}, {"Cluster": 1, "FargateProfile": 1}),
        ({"autoMode": {"enabled": True}}, {"Cluster": 1}),
    ],
)
def test_nodes_of_a_cluster(arguments: Mapping[str, Any], expected: dict[str, int]) -> None:
    assert kinds(component("eks:index:Cluster", **arguments)) == expected


@pytest.mark.parametrize(
    ("cpu", "memory", "size"),
    [
        (None, None, ("256", "512")),
        (256, 1024, ("256", "1024")),
        (257, 512, ("512", "1024")),
        (2048, 512, ("2048", "4096")),
        (1024, 9000, ("2048", "9216")),
        (20_000, 512, ("32768", "61440")),
    ],
)
def test_a_task_has_the_size_in_which_its_containers_fit(
    cpu: int | None, memory: int | None, size: tuple[str, str]
) -> None:
    """The sizes that fargateMemoryAndCpu.ts chooses."""
    container = {"cpu": cpu, "memory": memory}
    made = expanded(stack(component("awsx:ecs:FargateTaskDefinition", container=container)))
    [task] = [r for r in made.resources if r.type.endswith(":TaskDefinition") and r.custom]
    assert (task.inputs["cpu"], task.inputs["memory"]) == size


def test_a_model_is_never_exact() -> None:
    """Even where everything that it says has a price."""
    found = estimate(component("eks:index:Cluster", skipDefaultNodeGroup=True))
    assert total(found).is_open
    assert [cost and cost.is_open for cost in by_vendor(found).values()] == [True]
    assert [cost and cost.is_open for cost in by_component(found).values()] == [True]
    assert modelled(found.charged) == ("c (eks:index:Cluster) as 1 Cluster",)
    assert total(estimate(component("awsx:ec2:DefaultVpc"))).is_open


def test_the_same_component_on_both_sides_makes_no_difference() -> None:
    one, other = component(VPC), component(VPC, numberOfAvailabilityZones=2)
    assert compare(estimate(one), estimate(one)) == ()
    changed = compare(estimate(one), estimate(other))
    assert [(d.name, d.delta.amount, d.delta.may_be_less) for d in changed] == [
        ("c-3", Decimal("-32.85"), True),
        ("c-3", Decimal("-3.65"), True),
    ]


def test_a_state_has_what_was_created(capsys: Capture, tmp_path: Path) -> None:
    """There the children are priced, and nothing is modelled."""
    above = component(VPC)
    made = [one for one in expanded(stack(above)).resources if one.type in (VPC, NAT)]
    real = [replace(one, remote=False) for one in made]
    found = estimate(*real)
    assert len(found.charged) == 3
    assert modelled(found.charged) == ()
    names = {r.urn for r in real}
    assert f"urn:pulumi:dev::p::{VPC}$aws:ec2/vpc:Vpc$aws:ec2/subnet:Subnet${NAT}::c-1" in names


@pytest.mark.parametrize(("zones", "money"), [(3, ""), (2, "?")])
def test_a_component_against_its_state(
    capsys: Capture, tmp_path: Path, zones: int, money: str
) -> None:
    """Unchanged, it costs what its children in the state cost; else what the model says."""
    program = project(
        tmp_path,
        f'import pulumi_awsx as awsx\nawsx.ec2.Vpc("c", number_of_availability_zones={zones})\n',
    )
    made = expanded(stack(component(VPC, numberOfAvailabilityZones=3))).resources
    states: list[dict[str, Any]] = [
        {"urn": r.urn, "custom": r.custom, "type": r.type, "parent": r.parent}
        | {"inputs": dict(r.inputs), "outputs": dict(r.inputs), "id": "x" if r.custom else ""}
        for r in made
    ]
    for state in states:
        state["parent"] = state["parent"] or ROOT["urn"]
        if state["custom"]:
            state["inputs"]["region"] = "us-east-1"
    text = json.dumps({"version": 3, "deployment": {"manifest": {}, "resources": [ROOT, *states]}})
    old = written(tmp_path / "old.json", text)
    assert main(["preview", "dev", f"--from={old}", program]) == 0
    rows = capsys.readouterr().out.splitlines()
    [row] = [row for row in rows if row.split()[-1] == VPC or f" {VPC}" in row] or [""]
    assert ("?" in row.partition(VPC)[0]) is bool(money)
    children = [row for row in rows if "NatGateway" in row]
    assert all("-32.85" not in row for row in children)
    if not money:
        assert rows[-1].endswith("; 109.50 USD a month before usage")
