"""What a first deployment needs, from a snapshot of any program; no program runs."""

from __future__ import annotations

import json
from typing import Any

import pytest

from faro.model.snapshot import Resource, Snapshot
from faro.model.value import UNKNOWN, Inputs
from faro.preflight.checklist import checklist
from faro.preflight.needs import parts
from faro.preflight.step import Group, Step
from faro.views import preflight as view
from faro.views.line import plain


def resource(type_: str, name: str = "x", /, **inputs: Any) -> Resource:
    return Resource(
        urn=f"urn:pulumi:dev::shop::{type_}::{name}", type=type_, name=name, inputs=inputs
    )


def snapshot(*resources: Resource) -> Snapshot:
    gcp: Inputs = {"project": "shop-1", "region": "us-east1"}
    return Snapshot(project="shop", stack="dev", resources=resources, defaults={"gcp": gcp})


def steps(group: Group, *resources: Resource) -> list[Step]:
    return [step for step in checklist(snapshot(*resources)).steps if step.group is group]


def texts(group: Group, *resources: Resource) -> list[str]:
    return [step.text for step in steps(group, *resources)]


BUCKET = resource("gcp:storage/bucket:Bucket")
ENABLED = resource("gcp:projects/service:Service", "storage-api", service="storage.googleapis.com")


@pytest.mark.parametrize(
    ("type_", "found"),
    [
        ("gcp:sql/user:User", ("gcp", "sql/user")),
        ("pulumi-python:dynamic/neon:Project", ("neon", "index/project")),
        ("kubernetes:core/v1:Pod", ("kubernetes", "core/v1")),
        ("pulumi:providers:gcp", ("pulumi", "providers/gcp")),
        ("shop", ("shop", "index/")),
    ],
)
def test_a_type_in_parts(type_: str, found: tuple[str, str]) -> None:
    assert parts(type_) == found


def test_an_api_that_the_program_forgets_is_enabled_by_hand() -> None:
    by_hand = {step.text: step.commands for step in steps(Group.APIS, BUCKET)}
    by_program = {step.text: step.done for step in steps(Group.APIS, BUCKET, ENABLED)}

    assert by_hand["storage.googleapis.com"] == (
        "gcloud services enable storage.googleapis.com --project=shop-1",
    )
    assert by_program["storage.googleapis.com, enabled by storage-api"] is True


def test_the_apis_that_enable_others_come_by_hand_even_so() -> None:
    first = resource("gcp:projects/service:Service", service="cloudresourcemanager.googleapis.com")
    (found,) = (s for s in steps(Group.APIS, first) if "cloudresourcemanager" in s.text)
    assert not found.done
    assert found.commands


def test_an_input_asks_for_an_api() -> None:
    cluster = resource("gcp:container/cluster:Cluster", databaseEncryption={"keyName": UNKNOWN})
    assert "cloudkms.googleapis.com" in texts(Group.APIS, cluster)
    assert "cloudkms.googleapis.com" not in texts(
        Group.APIS, resource("gcp:container/cluster:Cluster")
    )


def test_a_program_without_google_needs_nothing_of_it() -> None:
    found = checklist(snapshot(resource("aws:sqs/queue:Queue"))).steps
    assert {step.group for step in found} == {Group.TOKENS}
    assert "AmazonSQSFullAccess" in found[0].text


def test_roles_are_given_where_they_count() -> None:
    budget = resource("gcp:billing/budget:Budget", billingAccount="0A-1")
    (on_billing,) = (s for s in steps(Group.ROLES, budget) if "billing" in s.text)
    (on_project,) = steps(Group.ROLES, BUCKET)

    assert on_billing.commands == (
        "gcloud billing accounts add-iam-policy-binding 0A-1 "
        '--member="$DEPLOYER" --role=roles/billing.costsManager',
    )
    assert on_project.commands == (
        "gcloud projects add-iam-policy-binding shop-1 "
        '--member="$DEPLOYER" --role=roles/storage.admin',
    )


@pytest.mark.parametrize(
    ("pool", "said"),
    [
        (
            {
                "nodeConfig": {"machineType": "n2-standard-4"},
                "autoscaling": {"totalMaxNodeCount": 12},
                "upgradeSettings": {"maxSurge": 1},
                "location": "us-east1",
            },
            ["N2_CPUS in us-east1: 52"],
        ),
        (
            {
                "nodeConfig": {
                    "machineType": "g2-standard-12",
                    "guestAccelerators": [{"type": "nvidia-l4", "count": 1}],
                },
                "autoscaling": {"maxNodeCount": 2},
                "nodeLocations": ["us-east1-b", "us-east1-c"],
            },
            [
                "G2_CPUS in us-east1: 48",
                "GPUS_ALL_REGIONS in global: 4",
                "NVIDIA_L4_GPUS in us-east1: 4",
            ],
        ),
        (
            {"nodeConfig": {"machineType": "e2-standard-2", "spot": True}, "nodeCount": 3},
            ["PREEMPTIBLE_CPUS in us-east1: 6"],
        ),
        (
            {"nodeConfig": {"machineType": UNKNOWN}, "nodeCount": 3},
            ["CPUS in us-east1: 0 or more, not all is known"],
        ),
    ],
)
def test_quotas_of_the_largest_size(pool: dict[str, Any], said: list[str]) -> None:
    assert texts(Group.QUOTAS, resource("gcp:container/nodePool:NodePool", **pool)) == said


def test_addresses_and_cloud_run_take_quota() -> None:
    address = resource("gcp:compute/globalAddress:GlobalAddress", "public")
    inside = resource("gcp:compute/globalAddress:GlobalAddress", "range", addressType="INTERNAL")
    limits = {"resources": {"limits": {"cpu": "500m"}}}
    service = resource(
        "gcp:cloudrunv2/service:Service",
        location="us-east1",
        scaling={"maxInstanceCount": 20},
        template={"containers": [limits, {}]},
    )
    assert texts(Group.QUOTAS, address, inside, service) == [
        "STATIC_ADDRESSES in global: 1",
        "run.googleapis.com CPU in us-east1: 30.0",
    ]


def test_a_scope_is_asked_for_by_what_needs_it() -> None:
    cache = resource("cloudflare:index/ruleset:Ruleset", phase="http_request_cache_settings")
    record = resource("cloudflare:index/dnsRecord:DnsRecord", zoneId="z", name="app.shop.example")
    (both,) = texts(Group.TOKENS, cache, record)
    (one,) = texts(Group.TOKENS, record)

    assert "zone, Cache Rules: edit" in both
    assert "Cache Rules" not in one
    assert "zone, DNS: edit" in one
    assert "Single Redirect" not in both


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (
            resource("pulumi-python:dynamic/supabase:Project", compute_size="large"),
            ["supabase: Pro, for compute above nano"],
        ),
        (resource("pulumi-python:dynamic/supabase:Project", compute_size="nano"), []),
        (
            resource("vercel:index/projectRollingRelease:ProjectRollingRelease"),
            ["vercel: Pro, for rolling releases"],
        ),
    ],
)
def test_plans_that_a_person_buys(given: Resource, said: list[str]) -> None:
    assert texts(Group.PLANS, given) == said


def test_images_are_found_however_deep() -> None:
    digest = "sha256:" + 64 * "a"
    pod = {"spec": {"containers": [{"image": f"eu-docker.pkg.dev/p/r/api@{digest}"}]}}
    found = texts(
        Group.IMAGES,
        resource("kubernetes:apps/v1:Deployment", spec={"template": pod}),
        resource("gcp:compute/disk:Disk", image="debian-12"),
    )
    assert found == [f"eu-docker.pkg.dev/p/r/api@{digest}"]


def test_a_domain_is_what_the_hosts_of_a_zone_share() -> None:
    records = [
        resource("cloudflare:index/dnsRecord:DnsRecord", host, zoneId="z", name=host)
        for host in ("app.shop.example", "api.shop.example", "_acme.api.shop.example")
    ]
    (delegated,) = steps(Group.DNS, *records)
    assert delegated.text == "shop.example: name the zone's servers at the registrar"
    assert delegated.commands == ("dig +short NS shop.example",)


def test_a_type_that_nobody_knows_is_named() -> None:
    found = checklist(
        snapshot(
            resource("gcp:newthing/box:Box"),
            resource("acme:index/rocket:Rocket"),
            resource("random:index/randomId:RandomId"),
            resource("pulumi:providers:acme"),
        )
    )
    assert found.unknown == ("acme:index/rocket:Rocket", "gcp:newthing/box:Box")
    assert "  acme:index/rocket:Rocket\n" in plain(view.render(found, "text"))  # type: ignore[arg-type]


def test_no_value_of_a_program_becomes_a_command() -> None:
    """A name, a project or an image of a hostile program stays one word of the shell."""
    evil = "x; rm -rf /\n$(id)"
    hostile = Snapshot(
        project="shop",
        stack=evil,
        resources=(
            BUCKET,
            resource("gcp:billing/budget:Budget", billingAccount=evil),
            resource("gcp:dns/managedZone:ManagedZone", dnsName=evil),
            resource("pulumi-python:dynamic/neon:Project", evil),
        ),
        defaults={"gcp": {"project": evil}},
    )
    script = str(view.render(checklist(hostile), "commands"))
    for line in script.splitlines():
        assert line.startswith("#") or "rm -rf" not in line.replace(_quoted(evil), "")


def _quoted(evil: str) -> str:
    return "'" + evil.encode("unicode_escape").decode() + "'"


def test_json_holds_every_step() -> None:
    made = checklist(snapshot(BUCKET, ENABLED))
    document = json.loads(str(view.render(made, "json")))
    assert [step["text"] for step in document["steps"]] == [step.text for step in made.steps]
    assert document["stack"] == "dev"
    assert all(step["source"] for step in document["steps"] if step["group"] == "Google APIs")


def test_commands_leave_out_what_the_program_does() -> None:
    script = str(view.render(checklist(snapshot(BUCKET, ENABLED)), "commands"))
    assert script.startswith("#!/bin/sh\n")
    assert "storage.googleapis.com" not in script
    assert "gcloud services enable cloudresourcemanager.googleapis.com" in script
