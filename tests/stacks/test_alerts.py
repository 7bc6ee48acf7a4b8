"""Every part of Google's and Amazon's that serves users is watched, and told to the same people."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from tests.stacks.phases import Record, of_type, resources

GOOGLE = ("phase2-cloudrun", "phase3")
ALERTS = (
    "gcp:monitoring/alertPolicy:AlertPolicy",
    "aws:cloudwatch/metricAlarm:MetricAlarm",
    "pulumi-python:dynamic/sentry:Alert",
    "pulumi-python:dynamic/axiom:Monitor",
)
Watched = Callable[[Record], list[str]]


def _name(resource: Record) -> list[str]:
    return [f'"{resource["inputs"]["name"]}"']


def _said(*words: str) -> Watched:
    return lambda _resource: list(words)


def _by_sentry(resource: Record) -> list[str]:
    """Its requests fail or are slow where it fails: the alert on the service that stands on it."""
    return ["faro-api"] if "api" in resource["name"] else ["faro-frontend"]


SERVING: dict[str, Watched] = {
    # By a metric of its own, with its name in the condition.
    "gcp:sql/databaseInstance:DatabaseInstance": lambda r: [f'"faro-prod:{r["inputs"]["name"]}"'],
    "gcp:redis/instance:Instance": lambda r: [f'"{r["name"]}-id"'],
    "gcp:compute/routerNat:RouterNat": _name,
    "gcp:container/cluster:Cluster": _name,
    "aws:sqs/queue:Queue": _name,
    # By its requests, as the load balancer counts them, and from outside.
    "gcp:compute/backendService:BackendService": _name,
    "gcp:cloudrunv2/service:Service": _name,
    "gcp:certificatemanager/certificate:Certificate": lambda r: r["inputs"]["managed"]["domains"],
    "cloudflare:index/loadBalancer:LoadBalancer": _name,
    "cloudflare:index/loadBalancerPool:LoadBalancerPool": _said("api.faro.example"),
    "vercel:index/projectDomain:ProjectDomain": lambda r: [r["inputs"]["domain"]],
    "kubernetes:apps/v1:Deployment": _said("kube_deployment_status_replicas_available"),
    "gcp:container/nodePool:NodePool": _said("kube_pod_status_phase"),
    # By the errors of what stands on it.
    "vercel:index/project:Project": _by_sentry,
    "upstash:index/redisDatabase:RedisDatabase": _by_sentry,
    "pulumi-python:dynamic/supabase:Project": _by_sentry,
    "pulumi-python:dynamic/railway:Service": _by_sentry,
}
SUPPORTING = (
    *("aws:cloudwatch/", "aws:iam/", "aws:sns/", "aws:sqs/queuePolicy", "aws:sqs/redrive"),
    *("cloudflare:index/argoTiered", "cloudflare:index/dnsRecord", "cloudflare:index/ruleset"),
    *("cloudflare:index/loadBalancerMonitor", "cloudflare:index/tiered"),
    *("cloudflare:index/zoneSetting", "gcp:artifactregistry/", "gcp:cloudquota/", "gcp:kms/"),
    "gcp:cloudrunv2/job:",  # an update fails with the migration
    *("gcp:certificatemanager/certificateMap", "gcp:certificatemanager/dnsAuth"),
    *("gcp:compute/firewall", "gcp:compute/global", "gcp:compute/healthCheck"),
    *("gcp:compute/network", "gcp:compute/region", "gcp:compute/router:", "gcp:compute/sSLPolicy"),
    *("gcp:compute/securityPolicy", "gcp:compute/subnetwork", "gcp:compute/targetHttps"),
    *("gcp:compute/uRLMap", "gcp:monitoring/", "gcp:projects/", "gcp:secretmanager/"),
    *("gcp:serviceaccount/", "gcp:servicenetworking/", "gcp:sql/database:", "gcp:sql/user"),
    *("kubernetes:autoscaling/", "kubernetes:core/", "kubernetes:helm.sh/", "kubernetes:keda.sh/"),
    *("kubernetes:networking", "kubernetes:policy/", "kubernetes:secrets-store"),
    *("pulumi-python:dynamic/axiom", "pulumi-python:dynamic/railway:Project"),
    *("pulumi-python:dynamic/railway:ServiceDomain", "pulumi-python:dynamic/sentry"),
    *("pulumi-python:dynamic/supabase:ApiKeys", "pulumi-python:dynamic/supabase:Settings"),
    *("pulumi:providers:", "random:", "sentry:", "vercel:index/firewall", "vercel:index/logDrain"),
    *("vercel:index/projectEnvironment", "vercel:index/projectRolling"),
)
"""Types that serve nobody by themselves: what they are for fails with them, and is watched."""


def unwatched(found: list[Record]) -> list[str]:
    """What serves users and stands in no alert, directly or by what the alert points at."""
    told = _told(found)
    return [
        resource["urn"].split("::")[-1]
        for resource in found
        if resource["type"] in SERVING
        for word in SERVING[resource["type"]](resource)
        if word not in told
    ]


def _told(found: list[Record]) -> str:
    """The text of every alert, and of the checks and objectives that an alert names."""
    alerts = json.dumps([r["inputs"] for r in found if r["type"] in ALERTS]).replace('\\"', '"')
    pointed = [
        r["inputs"]
        for r in found
        if (r["type"].endswith(":UptimeCheckConfig") and f'check_id="{r["name"]}"' in alerts)
        or (r["type"].endswith(":Slo") and f'slo_burn_rate("{r["name"]}-id"' in alerts)
    ]
    return alerts + json.dumps(pointed)


@pytest.mark.parametrize("phase", [*GOOGLE, "phase3 long tasks", "phase3 retired"])
def test_nothing_that_serves_users_is_without_an_alert(
    recorded: dict[str, Any], phase: str
) -> None:
    assert unwatched(resources(recorded, phase)) == []


@pytest.mark.parametrize("phase", GOOGLE)
def test_every_type_serves_users_or_supports_what_does(
    recorded: dict[str, Any], phase: str
) -> None:
    types = {r["type"] for r in resources(recorded, phase) if r["custom"]}
    assert {t for t in types if t not in SERVING and not t.startswith(SUPPORTING)} == set()


@pytest.mark.parametrize(
    ("taken", "left"),
    [
        (("saturation-cache-memory",), ["cache-instance"]),
        (("saturation-database-replica-lag",), ["database-read-pool"]),
        (("saturation-pods-missing",), ["ai-worker-deployment", "api-deployment"]),
        (("saturation-pods-pending",), ["cluster-pool-general"]),
        (("queue-alarms-dead-letters",), ["ai-queue-dead-letters"]),
        (("queue-alarms-waiting",), ["ai-queue-main"]),
        (
            ("uptime-alerts-api-down",),
            ["api-edge-cloud-run-pool", "api-edge-kubernetes-pool", "api-edge-host"],
        ),
        (("uptime-alerts-app-down",), ["frontend-domain"]),
        (
            ("monitoring-frontend-alert", "logs-error-rate"),
            ["frontend-project", "supabase-project", "redis-database"],
        ),
    ],
)
def test_what_an_alert_watches_is_missed_without_it(
    recorded: dict[str, Any], taken: tuple[str, ...], left: list[str]
) -> None:
    rest = [r for r in resources(recorded, "phase3") if r["name"] not in taken]
    assert sorted(unwatched(rest)) == sorted(left)


@pytest.mark.parametrize("phase", GOOGLE)
def test_every_alert_is_mailed_to_the_same_people(recorded: dict[str, Any], phase: str) -> None:
    channels = of_type(recorded, phase, "NotificationChannel")
    assert [c["inputs"]["labels"] for c in channels] == [{"email_address": "on-call@faro.example"}]
    for policy in of_type(recorded, phase, "AlertPolicy"):
        assert policy["inputs"]["notificationChannels"] == [f"{channels[0]['name']}-id"]
        assert policy["inputs"]["documentation"]["content"]
    for mail in of_type(recorded, phase, "TopicSubscription"):
        assert (mail["inputs"]["protocol"], mail["inputs"]["endpoint"]) == (
            "email",
            "on-call@faro.example",
        )


def test_the_titles_are_the_same_in_every_phase(recorded: dict[str, Any]) -> None:
    """A rule of who is called needs no change when the product moves on."""
    before, after = (
        {p["inputs"]["displayName"] for p in of_type(recorded, phase, "AlertPolicy")}
        for phase in GOOGLE
    )
    assert len(before) == 10
    assert before <= after


def test_an_origin_has_to_refuse_whoever_is_not_cloudflare(recorded: dict[str, Any]) -> None:
    checks = {c["name"]: c["inputs"] for c in of_type(recorded, "phase3", "UptimeCheckConfig")}
    origin = checks["uptime-api-kubernetes-origin"]["httpCheck"]
    assert origin["acceptedResponseStatusCodes"] == [{"statusValue": 403}]
    assert all(check["httpCheck"]["validateSsl"] for check in checks.values())


def test_the_budget_burns_in_two_windows(recorded: dict[str, Any]) -> None:
    """Two percent of four weeks' errors within an hour, five percent within six."""
    rates = {
        p["name"]: [c["conditionThreshold"]["thresholdValue"] for c in p["inputs"]["conditions"]]
        for p in of_type(recorded, "phase2-cloudrun", "AlertPolicy")
        if p["name"].startswith("availability-")
    }
    assert rates == {
        "availability-api-run-fast": [13.44, 13.44],
        "availability-api-run-slow": [5.6, 5.6],
    }


def test_a_budget_needs_a_billing_account(recorded: dict[str, Any]) -> None:
    assert of_type(recorded, "phase2-cloudrun", "Budget") == []
    (budget,) = of_type(recorded, "cloudrun with a budget", "Budget")
    assert budget["inputs"]["amount"] == {"specifiedAmount": {"units": "2500"}}
    assert budget["inputs"]["billingAccount"] == "01A2B3-C4D5E6-F70819"
    assert budget["inputs"]["allUpdatesRule"]["monitoringNotificationChannels"]
