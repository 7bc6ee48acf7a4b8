"""What makes the first `up` into an empty project work: APIs, order, names that stay reserved."""

from __future__ import annotations

from typing import Any

import pytest

from faro.model.snapshot import Resource, Snapshot
from faro.preflight.google import apis_enabled, apis_needed
from faro.preflight.needs import google
from tests.stacks.phases import PHASES, Record, named, of_type, resources

SERVICE = "gcp:projects/service:Service"


def snapshot(found: list[Record]) -> Snapshot:
    registered = tuple(
        Resource(urn=r["urn"], type=r["type"], name=r["name"], inputs=r["inputs"])
        for r in found
        if r["custom"]
    )
    return Snapshot(project="faro", stack="any", resources=registered)


def missing(found: list[Record]) -> set[str]:
    """The APIs that resources need and the program does not enable; the first two come before."""
    whole = snapshot(found)
    return set(apis_needed(whole)) - set(apis_enabled(whole)) - set(google().first)


@pytest.mark.parametrize("run", [*PHASES, "cloudrun with a budget", "phase3 long tasks"])
def test_every_api_that_a_resource_needs_is_enabled(recorded: dict[str, Any], run: str) -> None:
    assert missing(resources(recorded, run)) == set()


@pytest.mark.parametrize("run", [*PHASES, "cloudrun with a budget"])
def test_every_google_type_has_its_api_known(recorded: dict[str, Any], run: str) -> None:
    found = snapshot(resources(recorded, run)).resources
    types = [r for r in found if r.type.startswith("gcp:")]
    assert types
    assert [r.type for r in types if google().of(r) is None] == []


@pytest.mark.parametrize(
    "api", ["artifactregistry", "binaryauthorization", "cloudkms", "monitoring", "redis"]
)
def test_an_api_that_is_forgotten_is_found(recorded: dict[str, Any], api: str) -> None:
    rest = [r for r in resources(recorded, "phase3") if r["name"] != f"apis-{api}"]
    assert missing(rest) == {api}


@pytest.mark.parametrize("run", ["phase2-cloudrun", "phase3", "cloudrun with a budget"])
def test_a_resource_waits_for_its_api(recorded: dict[str, Any], run: str) -> None:
    """By itself, by what it is made from, or by the component that it is a part of."""
    found = {r["urn"]: r for r in resources(recorded, run)}
    by_api = {
        r["inputs"]["service"].removesuffix(".googleapis.com"): urn
        for urn, r in found.items()
        if r["type"] == SERVICE
    }
    early = [
        f"{r['name']} does not wait for {api}"
        for urn, r in found.items()
        if r["custom"] and r["type"].startswith("gcp:") and r["type"] != SERVICE
        for api in apis_needed(Snapshot(project="", stack="", resources=(_bare(r),)))
        if api not in google().first and by_api[api] not in _behind(urn, found)
    ]
    assert early == []


def _bare(record: Record) -> Resource:
    return Resource(
        urn=record["urn"], type=record["type"], name=record["name"], inputs=record["inputs"]
    )


def _behind(urn: str, found: dict[str, Record]) -> set[str]:
    seen: set[str] = set()
    waiting = [urn]
    while waiting:
        at = waiting.pop()
        for before in found[at]["dependencies"] if at in found else ():
            if before not in seen:
                seen.add(before)
                waiting.append(before)
    return seen


def test_a_service_is_there_when_its_groups_are(recorded: dict[str, Any]) -> None:
    """A backend service that names a group of endpoints which is not there ends in 404."""
    service = named(recorded, "phase3", "api-service")
    waits = service["inputs"]["metadata"]["annotations"]["pulumi.com/waitFor"]
    backend = named(recorded, "phase3", "origin-api-kubernetes")
    pool = named(recorded, "phase3", "cluster-pool-general")
    assert waits == r"jsonpath={.metadata.annotations.cloud\.google\.com/neg-status}"
    assert service["urn"] in backend["dependencies"]
    assert pool["inputs"]["initialNodeCount"] == 1
    assert pool["ignore"] == ["initialNodeCount"]


@pytest.mark.parametrize("run", ["phase2-cloudrun", "phase3"])
def test_images_have_a_registry(recorded: dict[str, Any], run: str) -> None:
    (registry,) = of_type(recorded, run, "Repository")
    assert registry["protect"] is True
    assert registry["inputs"]["repositoryId"] == "faro"
    assert registry["inputs"]["dockerConfig"] == {"immutableTags": True}


def test_a_preview_feature_has_its_launch_stage(recorded: dict[str, Any]) -> None:
    service = named(recorded, "phase2-cloudrun", "api-run-service")["inputs"]
    (container,) = service["template"]["containers"]
    assert container["readinessProbe"]
    assert service["launchStage"] == "BETA"


def test_no_setting_is_one_that_google_took_away(recorded: dict[str, Any]) -> None:
    posture = named(recorded, "phase3", "cluster-cluster")["inputs"]["securityPostureConfig"]
    assert posture["vulnerabilityMode"] == "VULNERABILITY_DISABLED"


def test_names_that_stay_reserved_have_a_generation(recorded: dict[str, Any]) -> None:
    """A deleted instance, key or key ring keeps its name: a second one needs another."""
    run = "phase3 again"
    assert named(recorded, run, "database-primary")["inputs"]["name"] == "faro-postgres-g2"
    assert named(recorded, run, "gemini-key")["inputs"]["name"] == "faro-gemini-g3"
    assert named(recorded, run, "cluster-secrets-ring")["inputs"]["name"] == "faro-cluster-g4"


@pytest.mark.parametrize("run", [phase for phase in PHASES if phase != "phase1"])
def test_vercel_can_prove_its_hosts_behind_cloudflare(recorded: dict[str, Any], run: str) -> None:
    setting = named(recorded, run, "cdn-always-use-https")["inputs"]
    (redirect,) = named(recorded, run, "https-rules")["inputs"]["rules"]
    *_, proofs, _api = named(recorded, run, "cdn-cache-rules")["inputs"]["rules"]
    assert setting["value"] == "off"
    assert redirect["expression"] == (
        'not ssl and not starts_with(http.request.uri.path, "/.well-known/acme-challenge/")'
    )
    assert redirect["actionParameters"]["fromValue"]["statusCode"] == 301
    assert proofs["expression"] == 'starts_with(http.request.uri.path, "/.well-known/")'
    assert proofs["actionParameters"] == {"cache": False}
