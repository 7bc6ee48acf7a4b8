"""Each phase composed under mocks: what it registers, and what it shares with the phase before."""

from __future__ import annotations

import json
import re
from collections import Counter
from typing import Any

import pytest

from .phases import PHASES, RUNS, addresses, named, of_type, record, resources, texts

EDGES = (
    ("phase1", "phase1.5"),
    ("phase1.5", "phase2"),
    ("phase1.5", "cloudrun from frontend"),
    ("phase2 contract", "phase2-cloudrun"),
    ("phase2 contract, on fly, with neon", "cloudrun from fly, with neon"),
    ("cloudrun grown", "phase3"),
    ("phase2 contract", "phase3 from railway"),
)
DATA = {
    "gcp:sql/databaseInstance:DatabaseInstance",
    "gcp:sql/database:Database",
    "gcp:redis/instance:Instance",
    "gcp:container/cluster:Cluster",
    "gcp:kms/keyRing:KeyRing",
    "gcp:kms/cryptoKey:CryptoKey",
    "upstash:index/redisDatabase:RedisDatabase",
    "aws:sqs/queue:Queue",
    "gcp:artifactregistry/repository:Repository",
    "vercel:index/project:Project",
    "sentry:index/sentryProject:SentryProject",
    "random:index/randomPassword:RandomPassword",
    "pulumi-python:dynamic/axiom:Dataset",
    "pulumi-python:dynamic/neon:Database",
    "pulumi-python:dynamic/neon:Project",
    "pulumi-python:dynamic/supabase:Project",
}
SECRETS = (
    "the-supabase-key",
    "the-supabase-url",
    "the-neon-url",
    "the-axiom-token",
    "the-key",
    "the-password",
    "the-auth",
    "the-redis-password",
    "the-rest-token",
)


@pytest.mark.parametrize("phase", PHASES)
def test_what_bears_data_is_protected(recorded: dict[str, Any], phase: str) -> None:
    bare = [r["urn"] for r in resources(recorded, phase) if r["type"] in DATA and not r["protect"]]
    assert bare == []


@pytest.mark.parametrize(
    "run", [run for run in RUNS if run not in {"wrong config", "plain token", "subnet overlap"}]
)
def test_no_urn_is_registered_twice(recorded: dict[str, Any], run: str) -> None:
    twice = [u for u, n in Counter(r["urn"] for r in resources(recorded, run)).items() if n > 1]
    assert twice == []


@pytest.mark.parametrize("phase", PHASES)
def test_names_carry_no_phase(recorded: dict[str, Any], phase: str) -> None:
    for resource in resources(recorded, phase):
        inputs = resource["inputs"]
        names = [resource["name"], *(str(inputs.get(k)) for k in ("name", "accountId", "secretId"))]
        assert not [name for name in names if re.search(r"phase|stack", name)], resource["urn"]


@pytest.mark.parametrize("phase", PHASES)
def test_every_child_sits_under_a_component(recorded: dict[str, Any], phase: str) -> None:
    loose = [r["urn"] for r in resources(recorded, phase) if r["custom"] and "$" not in r["urn"]]
    assert loose == []


@pytest.mark.parametrize("phase", PHASES)
def test_a_secret_is_only_ever_sent_as_one(recorded: dict[str, Any], phase: str) -> None:
    for resource in resources(recorded, phase):
        held = [text for text in texts(resource["inputs"]) if any(s in text for s in SECRETS)]
        marked = resource["secrets"]
        assert not held or marked, f"{resource['urn']} holds a secret in the clear"


@pytest.mark.parametrize("phase", ["phase2-cloudrun", "phase3"])
def test_containers_read_secrets_by_reference(recorded: dict[str, Any], phase: str) -> None:
    for type_ in ("cloudrunv2/service:Service", "Deployment"):
        for resource in of_type(recorded, phase, type_):
            assert not any(s in text for s in SECRETS for text in texts(resource["inputs"]))


@pytest.mark.parametrize(("before", "after"), EDGES)
def test_shared_resources_keep_their_address(
    recorded: dict[str, Any], before: str, after: str
) -> None:
    """Expanding takes nothing away: all that the phase before ended with is still there."""
    lost = addresses(recorded, before) - addresses(recorded, after)

    assert {address for address in lost if "RollingRelease" not in address} == set()


def test_the_database_survives_the_move_to_phase3(recorded: dict[str, Any]) -> None:
    """It is as it was, for a growth that restarts it comes before, in an update of its own."""
    before = named(recorded, "phase2-cloudrun", "database-primary")["inputs"]
    grown = named(recorded, "cloudrun grown", "database-primary")["inputs"]

    assert before["name"] == grown["name"] == "faro-postgres-g1"
    assert before["settings"]["edition"] == "ENTERPRISE"
    assert grown["settings"]["edition"] == "ENTERPRISE_PLUS"
    assert grown == named(recorded, "phase3", "database-primary")["inputs"]


@pytest.mark.parametrize("phase", ["phase2-cloudrun", "phase3"])
def test_databases_are_private_and_doubly_guarded(recorded: dict[str, Any], phase: str) -> None:
    for database in of_type(recorded, phase, "DatabaseInstance"):
        settings = database["inputs"]["settings"]
        assert settings["ipConfiguration"]["ipv4Enabled"] is False
        assert settings["ipConfiguration"]["sslMode"] == "ENCRYPTED_ONLY"
        assert settings["deletionProtectionEnabled"] is True
        assert database["inputs"]["deletionProtection"] is True
        assert "diskSize" not in settings
        assert database["ignore"] == ["settings.diskSize"]


def test_the_primary_is_available_and_backed_up(recorded: dict[str, Any]) -> None:
    settings = named(recorded, "phase2-cloudrun", "database-primary")["inputs"]["settings"]

    assert settings["availabilityType"] == "REGIONAL"
    assert settings["backupConfiguration"]["pointInTimeRecoveryEnabled"] is True


def test_reads_go_to_the_read_pool(recorded: dict[str, Any]) -> None:
    pool = named(recorded, "phase3", "database-read-pool")["inputs"]

    assert pool["masterInstanceName"] == "faro-postgres-g1"
    assert pool["instanceType"] == "READ_POOL_INSTANCE"


def test_read_nodes_may_be_larger_for_a_while(recorded: dict[str, Any]) -> None:
    """They grow in an update before the primary does."""
    sizes = {}
    for name in ("database-primary", "database-read-pool"):
        settings = named(recorded, "phase3 nodes first", name)["inputs"]["settings"]
        flags = {flag["name"]: flag["value"] for flag in settings["databaseFlags"]}
        sizes[name] = (settings["tier"], flags["max_connections"])

    assert sizes == {
        "database-primary": ("db-perf-optimized-N-4", "1000"),
        "database-read-pool": ("db-perf-optimized-N-8", "2000"),
    }


def test_cloud_run_is_reached_by_the_load_balancer_only(recorded: dict[str, Any]) -> None:
    service = named(recorded, "phase2-cloudrun", "api-run-service")["inputs"]

    assert service["ingress"] == "INGRESS_TRAFFIC_INTERNAL_LOAD_BALANCER"
    assert service["defaultUriDisabled"] is True
    assert service["template"]["serviceAccount"]


def test_a_stable_revision_keeps_the_rest_of_the_traffic(recorded: dict[str, Any]) -> None:
    traffic = named(recorded, "revision split", "api-run-service")["inputs"]["traffics"]

    assert [(t.get("revision"), t["percent"]) for t in traffic] == [
        ("faro-api-run-1", 90),
        (None, 10),
    ]


def test_only_cloudflare_reaches_the_origin(recorded: dict[str, Any]) -> None:
    rules = named(recorded, "phase3", "origin-policy")["inputs"]["rules"]
    allowed = [r for r in rules if r["action"] == "allow"]
    ranges = [text for rule in allowed for text in rule["match"]["config"]["srcIpRanges"]]

    assert len(ranges) == 15
    assert "*" not in ranges
    assert max(rules, key=lambda rule: rule["priority"])["action"] == "deny(403)"


def test_pods_run_hardened(recorded: dict[str, Any]) -> None:
    for deployment in of_type(recorded, "phase3", "Deployment"):
        spec = deployment["inputs"]["spec"]
        (container,) = spec["template"]["spec"]["containers"]
        security = container["securityContext"]
        assert "replicas" not in spec
        assert "@sha256:" in container["image"]
        assert security["readOnlyRootFilesystem"] is True
        assert security["allowPrivilegeEscalation"] is False
        assert security["capabilities"] == {"drop": ["ALL"]}
        assert spec["template"]["spec"]["automountServiceAccountToken"] is False


def test_kubernetes_objects_use_the_clusters_provider(recorded: dict[str, Any]) -> None:
    objects = [r for r in resources(recorded, "phase3") if r["type"].startswith("kubernetes:")]

    assert len(objects) == 22
    assert all("cluster-provider" in r["provider"] for r in objects)


def test_the_cluster_is_private_and_encrypted(recorded: dict[str, Any]) -> None:
    cluster = named(recorded, "phase3", "cluster-cluster")["inputs"]

    assert cluster["privateClusterConfig"]["enablePrivateNodes"] is True
    assert cluster["controlPlaneEndpointsConfig"]["ipEndpointsConfig"]["enabled"] is False
    assert cluster["databaseEncryption"]["state"] == "ENCRYPTED"
    assert cluster["workloadIdentityConfig"]["workloadPool"] == "faro-prod.svc.id.goog"


def test_the_queue_drops_poison_messages(recorded: dict[str, Any]) -> None:
    redrive = named(recorded, "phase3", "ai-queue-redrive")["inputs"]["redrivePolicy"]

    assert json.loads(redrive)["maxReceiveCount"] == 5


@pytest.mark.parametrize("phase", [phase for phase in PHASES if phase != "phase1"])
def test_the_api_is_never_cached(recorded: dict[str, Any], phase: str) -> None:
    rules = named(recorded, phase, "cdn-cache-rules")["inputs"]["rules"]

    assert rules[-1]["ref"] == "api-bypass"
    assert rules[-1]["actionParameters"] == {"cache": False}


def pool_shares(recorded: dict[str, Any], run: str) -> dict[str, float]:
    weights = named(recorded, run, "api-edge-host")["inputs"]["randomSteering"]["poolWeights"]
    return {key.removeprefix("api-edge-").removesuffix("-pool-id"): w for key, w in weights.items()}


@pytest.mark.parametrize(
    ("run", "shares"),
    [
        ("cloudrun from frontend", {"cloud-run": 1}),
        ("phase2-cloudrun", {"cloud-run": 0, "railway": 1}),
        ("cloudrun shift", {"cloud-run": 0.1, "railway": 0.9}),
        ("cloudrun grown", {"cloud-run": 1}),
        ("phase3", {"kubernetes": 0, "cloud-run": 1}),
        ("phase3 shift", {"kubernetes": 0.1, "cloud-run": 0.9}),
        ("phase3 contract", {"kubernetes": 1, "cloud-run": 0}),
        ("phase3 retired", {"kubernetes": 1}),
        ("phase3 from railway", {"kubernetes": 0, "railway": 1}),
    ],
)
def test_the_move_decides_the_split(
    recorded: dict[str, Any], run: str, shares: dict[str, float]
) -> None:
    assert pool_shares(recorded, run) == shares


@pytest.mark.parametrize(
    ("run", "percent"),
    [
        ("phase2", "0"),
        ("phase2 shift", "10"),
        ("phase2 contract", "100"),
        ("cloudrun from frontend", "0"),
        ("phase2-cloudrun", "100"),
        ("phase3", "100"),
    ],
)
def test_the_frontend_sends_its_share(recorded: dict[str, Any], run: str, percent: str) -> None:
    assert named(recorded, run, "frontend-API_V2_PERCENT")["inputs"]["value"] == percent


def stated(recorded: dict[str, Any], run: str) -> dict[str, float]:
    (split,) = of_type(recorded, run, "Split")
    assert split["inputs"]["path"] == "/api/v2"
    return dict(split["inputs"]["percent"])


def test_what_is_stated_of_the_traffic_is_what_is_sent(recorded: dict[str, Any]) -> None:
    assert stated(recorded, "phase1") == stated(recorded, "phase1.5") == {"frontend": 100}
    for run in ("phase2", "phase2 shift", "phase2 contract", "cloudrun from frontend"):
        sent = int(named(recorded, run, "frontend-API_V2_PERCENT")["inputs"]["value"])
        (new,) = (share for name, share in stated(recorded, run).items() if name != "frontend")
        assert new == sent
    for run in ("phase2-cloudrun", "cloudrun shift", "cloudrun grown", "phase3 shift"):
        weights = {name: share * 100 for name, share in pool_shares(recorded, run).items()}
        assert stated(recorded, run) == weights


def homes(recorded: dict[str, Any], run: str) -> dict[str, str]:
    """The database that each backend which gets requests writes to."""
    found: dict[str, str] = {}
    for resource in resources(recorded, run):
        inputs = resource["inputs"]
        if resource["name"] == "frontend-DATABASE_URL":
            found["frontend"] = inputs["value"]
        elif resource["name"] == "api-run-secrets-database-url-version":
            found["cloud-run"] = inputs["secretData"]
        elif resource["name"] == "api-secrets-database-url-version":
            found["kubernetes"] = inputs["secretData"]
        elif resource["type"].endswith("railway:Service"):
            found["railway"] = inputs["secrets"]["DATABASE_URL"]
        elif resource["type"].endswith("fly:Secrets"):
            found["fly"] = inputs["values"]["DATABASE_URL"]
    serving = {name for name, share in stated(recorded, run).items() if share}
    assert serving <= found.keys()
    return {name: url for name, url in found.items() if name in serving | {"frontend"}}


@pytest.mark.parametrize(
    ("run", "home"),
    [
        ("phase1.5", "the-supabase-url"),
        ("phase2 shift", "the-supabase-url"),
        ("phase2 shift, on fly, with neon", "the-supabase-url"),
        ("phase2 contract, on fly, with neon", "the-neon-url"),
        ("cloudrun from frontend", "the-supabase-url"),
        ("phase2-cloudrun", "the-supabase-url"),
        ("cloudrun from fly, with neon", "the-neon-url"),
        ("cloudrun shift", "the-supabase-url"),
        ("cloudrun contract", "10.99.0.3"),
        ("cloudrun grown", "10.99.0.3"),
        ("phase3", "10.99.0.3"),
        ("phase3 shift", "10.99.0.3"),
        ("phase3 from railway", "the-supabase-url"),
        ("phase3 from railway, contract", "10.99.0.3"),
        ("phase3 retired", "10.99.0.3"),
    ],
)
def test_one_home_of_data_accepts_writes(recorded: dict[str, Any], run: str, home: str) -> None:
    found = homes(recorded, run)
    assert [url for url in found.values() if home not in url] == []


def test_contracting_only_gives_up_the_protection(recorded: dict[str, Any]) -> None:
    """The first of two acts: nothing is gone yet, and the second act can delete it."""
    assert addresses(recorded, "phase3") == addresses(recorded, "phase3 contract")
    assert named(recorded, "phase3 contract", "redis-database")["protect"] is False
    service = named(recorded, "phase3 contract", "api-run-service")["inputs"]
    assert service["deletionProtection"] is False


def test_retiring_takes_the_old_backend_away(recorded: dict[str, Any]) -> None:
    gone = addresses(recorded, "phase3 contract") - addresses(recorded, "phase3 retired")

    assert {"faro:run:CloudRun::api-run", "faro:redis:UpstashRedis::redis"} <= gone
    assert not [address for address in gone if "database" in address.split("::")[1].split("-")[:1]]


def test_wrong_config_ends_in_a_message(recorded: dict[str, Any]) -> None:
    assert (
        "pulumi config set faro:vercelPlan pro --stack phase1" in recorded["wrong config"]["error"]
    )
    assert recorded["wrong config"]["resources"] == []


def test_a_token_in_plain_text_is_refused(recorded: dict[str, Any]) -> None:
    """The engine would write it into the state as it is."""
    said = recorded["plain token"]["error"]
    assert "supabase:token is in plain text" in said
    assert "pulumi config set --secret supabase:token" in said
    assert "in-the-clear" not in said


def test_wrong_arguments_end_in_a_message(recorded: dict[str, Any]) -> None:
    assert "overlaps subnetRange, 10.10.0.0/20" in recorded["subnet overlap"]["error"]


def test_phase1_loads_only_what_it_uses() -> None:
    modules = record({"phase1": ("phase1", [])})["phase1"]["modules"]

    parts = {m for m in modules if m.startswith("components.")}
    assert {m for m in parts if not m.startswith("components.limits")} == {
        "components.contracts",
        "components.environment",
        "components.frontend",
        "components.gemini",
        "components.grace",
        "components.logs",
        "components.maintenance",
        "components.monitoring",
        "components.naming",
        "components.stack_identity",
        "components.supabase",
        "components.traffic_split",
        "components.validation",
    }
    assert not {"pulumi_cloudflare", "pulumi_aws", "pulumi_kubernetes"} & set(modules)


@pytest.mark.parametrize(
    ("phase", "custom", "components"),
    [
        ("phase1", 40, 7),
        ("phase1.5", 54, 11),
        ("phase2", 66, 12),
        ("phase2-cloudrun", 153, 30),
        ("phase3", 272, 47),
    ],
)
def test_how_much_a_phase_registers(
    recorded: dict[str, Any], phase: str, custom: int, components: int
) -> None:
    kinds = Counter(r["custom"] for r in resources(recorded, phase))

    assert (kinds[True], kinds[False]) == (custom, components)
