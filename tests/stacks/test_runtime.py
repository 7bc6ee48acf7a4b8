"""The runtime contract: each backend of each phase is told the same, and rolls when it changes."""

from __future__ import annotations

from typing import Any

import pytest

from .contract import container, env, told
from .phases import PHASES, named, of_type

Recorded = dict[str, Any]

ALWAYS = {
    *("GEMINI_MODEL", "GEMINI_API_KEY", "SENTRY_DSN", "AXIOM_DATASET", "AXIOM_TOKEN"),
    *("AUTH_ISSUER", "AUTH_JWKS_URL", "AUTH_AUDIENCE"),
}
DATABASE = {
    *("DATABASE_URL", "DATABASE_READ_URL", "DATABASE_DIRECT_URL"),
    *("DB_POOL_SIZE", "DB_READ_MAX_LAG_SECONDS"),
}
LIMITS = {"RATE_LIMIT_URL", "RATE_LIMIT_TOKEN"}


@pytest.mark.parametrize(
    "run", [*PHASES, "phase2 shift, on fly, with neon", "phase3 from railway", "phase3 retired"]
)
def test_every_backend_is_told_the_same(recorded: Recorded, run: str) -> None:
    for backend, names in told(recorded, run).items():
        assert not ALWAYS - names.keys(), backend
        if backend != "vercel" or "DATABASE_URL" in names:
            assert not DATABASE - names.keys(), backend
        if run not in {"phase1", "phase3 retired"} and backend != "ai-worker":
            assert not (LIMITS | {"REDIS_URL"}) - names.keys(), backend


def test_a_worker_limits_no_requests(recorded: Recorded) -> None:
    names = told(recorded, "phase3")["ai-worker"]

    assert not LIMITS & names.keys()
    assert {"REDIS_URL", "QUEUE_URL", "QUEUE_VISIBILITY_SECONDS"} <= names.keys()


def test_private_authorities_are_told(recorded: Recorded) -> None:
    """Cloud SQL and Memorystore sign for themselves; a client has to know them."""
    variables = env(container(recorded, "phase3", "api-deployment"))

    assert variables["REDIS_CA_CERTIFICATE"] == "PEM"
    assert variables["DATABASE_CA_CERTIFICATE"] == "PEM\nPEM"  # of the primary and the read pool
    assert "DATABASE_CA_CERTIFICATE" not in told(recorded, "phase2")["railway"]
    url = named(recorded, "phase3", "api-secrets-database-url-version")["inputs"]["secretData"]
    assert url.endswith("?sslmode=verify-ca")


def test_supabase_is_the_issuer_unless_config_names_another(recorded: Recorded) -> None:
    ours = env(container(recorded, "phase2-cloudrun", "api-run-service"))
    theirs = env(container(recorded, "another issuer", "api-run-service"))

    assert ours["AUTH_ISSUER"] == "https://supabase-project-id.supabase.co/auth/v1"
    assert ours["AUTH_JWKS_URL"] == f"{ours['AUTH_ISSUER']}/.well-known/jwks.json"
    assert ours["AUTH_AUDIENCE"] == "authenticated"
    assert theirs["AUTH_ISSUER"] == "https://login.example"
    assert theirs["AUTH_JWKS_URL"] == "https://login.example/keys"
    assert theirs["AUTH_AUDIENCE"] == "faro"


@pytest.mark.parametrize("phase", PHASES)
def test_previews_have_no_secrets_of_production(recorded: Recorded, phase: str) -> None:
    for variable in of_type(recorded, phase, "ProjectEnvironmentVariable"):
        inputs = variable["inputs"]
        assert not inputs["sensitive"] or inputs["targets"] == ["production"]


def depends(recorded: Recorded, run: str, name: str) -> list[str]:
    return [urn.rpartition("::")[2] for urn in named(recorded, run, name)["dependencies"]]


def test_a_new_version_of_a_secret_replaces_the_pods(recorded: Recorded) -> None:
    def digest(run: str, name: str) -> str:
        spec = named(recorded, run, f"{name}-deployment")["inputs"]["spec"]
        found: str = spec["template"]["metadata"]["annotations"]["checksum/secrets"]
        return found

    assert len(digest("phase3", "api")) == 12
    assert digest("phase3", "api") == digest("phase3 shift", "api")
    assert digest("phase3", "api") != digest("secrets at version 2", "api")
    assert digest("phase3", "ai-worker") != digest("secrets at version 2", "ai-worker")


def test_an_old_version_is_disabled_unless_a_revision_names_it(recorded: Recorded) -> None:
    def policies(run: str) -> set[str]:
        found = of_type(recorded, run, "SecretVersion")
        return {r["inputs"]["deletionPolicy"] for r in found if r["name"].startswith("api-run")}

    assert policies("phase2-cloudrun") == {"DISABLE"}
    assert policies("revision split") == {"ABANDON"}


@pytest.mark.parametrize(
    ("run", "name"),
    [
        ("phase2-cloudrun", "api-run-service"),
        ("phase3", "api-run-service"),
        ("phase3", "api-deployment"),
        ("phase3", "ai-worker-deployment"),
    ],
)
def test_the_schema_is_migrated_before_traffic_moves(
    recorded: Recorded, run: str, name: str
) -> None:
    assert "migration-job" in depends(recorded, run, name)


def test_the_migration_is_executed_when_it_changes(recorded: Recorded) -> None:
    def token(run: str) -> str:
        found: str = named(recorded, run, "migration-job")["inputs"]["runExecutionToken"]
        return found

    job = named(recorded, "phase2-cloudrun", "migration-job")["inputs"]
    assert len(f"{job['name']}{token('phase2-cloudrun')}") < 63
    assert token("phase2-cloudrun") == token("cloudrun shift")
    assert token("phase2-cloudrun") != token("another migration")
    assert token("phase3") != token("secrets at version 2")


def test_the_migration_makes_the_extension_and_the_grants(recorded: Recorded) -> None:
    described = container(recorded, "phase2-cloudrun", "migration-job")
    job = named(recorded, "phase2-cloudrun", "migration-job")["inputs"]["template"]["template"]

    assert 'CREATE EXTENSION IF NOT EXISTS "vector"' in str(env(described)["DATABASE_SETUP"])
    assert 'TO "a@faro.iam"' in str(env(described)["DATABASE_SETUP"])
    assert env(described)["DATABASE_DIRECT_URL"] is None
    assert described["args"] == ["/app/migrate"]
    assert job["maxRetries"] == 0
    assert job["vpcAccess"]["networkInterfaces"]


def test_services_log_in_with_their_own_account(recorded: Recorded) -> None:
    users = {
        r["name"]: r["inputs"]
        for r in of_type(recorded, "phase3", "User")
        if r["inputs"].get("type")
    }

    assert set(users) == {
        "api-database-user-login",
        "ai-worker-database-user-login",
        "api-run-database-user-login",
    }
    assert {user["type"] for user in users.values()} == {"CLOUD_IAM_SERVICE_ACCOUNT"}
    assert {user["name"] for user in users.values()} == {"a@faro.iam"}
    roles = {r["inputs"]["role"] for r in of_type(recorded, "phase3", "IAMMember")}
    assert {"roles/cloudsql.client", "roles/cloudsql.instanceUser"} <= roles


@pytest.mark.parametrize(("suffix", "seconds"), [("", 300), (" with its longest answers", 580)])
def test_one_value_limits_an_answer_everywhere(
    recorded: Recorded, suffix: str, seconds: int
) -> None:
    run = named(recorded, f"phase3{suffix}", "api-run-service")["inputs"]
    balancer = named(recorded, f"phase3{suffix}", "origin-api-kubernetes")["inputs"]
    deployment = named(recorded, f"phase3{suffix}", "api-deployment")["inputs"]
    pod = deployment["spec"]["template"]["spec"]
    (described,) = pod["containers"]
    wait = described["lifecycle"]["preStop"]["sleep"]["seconds"]

    assert run["template"]["timeout"] == f"{seconds}s"
    assert balancer["timeoutSec"] == balancer["connectionDrainingTimeoutSec"] == seconds
    assert pod["terminationGracePeriodSeconds"] > seconds + wait


@pytest.mark.parametrize(("suffix", "seconds"), [("", 300), (" with long answers", 1800)])
def test_a_container_that_is_replaced_finishes_its_answers(
    recorded: Recorded, suffix: str, seconds: int
) -> None:
    railway = named(recorded, f"phase2{suffix}", "api-service")["inputs"]

    assert railway["drain_seconds"] == seconds


def test_a_machine_at_fly_finishes_its_answers(recorded: Recorded) -> None:
    (machines,) = of_type(recorded, "phase2 shift, on fly, with neon", "Machines")

    assert machines["inputs"]["stop_seconds"] == 300


def test_pods_spread_over_zones_and_nodes(recorded: Recorded) -> None:
    for deployment in of_type(recorded, "phase3", "Deployment"):
        pod = deployment["inputs"]["spec"]["template"]["spec"]
        keys = [spread["topologyKey"] for spread in pod["topologySpreadConstraints"]]
        assert keys == ["topology.kubernetes.io/zone", "kubernetes.io/hostname"]


def test_pods_wait_for_the_link_to_their_account(recorded: Recorded) -> None:
    assert "api-link" in depends(recorded, "phase3", "api-deployment")


def test_quantities_are_as_the_api_server_writes_them(recorded: Recorded) -> None:
    disk = {"ephemeral-storage": "512Mi"}
    worker = container(recorded, "phase3", "ai-worker-deployment")["resources"]
    api = container(recorded, "phase3", "api-deployment")["resources"]

    assert worker["limits"] == worker["requests"] == disk | {"cpu": "1", "memory": "1Gi"}
    assert api["requests"] == disk | {"cpu": "500m", "memory": "512Mi"}


def test_no_log_line_for_each_query(recorded: Recorded) -> None:
    for database in of_type(recorded, "phase3", "DatabaseInstance"):
        flags = {f["name"]: f["value"] for f in database["inputs"]["settings"]["databaseFlags"]}
        assert flags["log_duration"] == "off"
        assert flags["log_min_duration_statement"] == "-1"
