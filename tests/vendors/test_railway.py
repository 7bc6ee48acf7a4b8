"""Railway's resources against the fake: what is sent, what comes back, what is refused."""

from typing import Any

import pytest

from providers.errors import VendorError

from .driver import MARK, Driver
from .fake import Fault
from .railway import Railway

PROJECT = {"name": "faro", "workspace_id": "w-1"}
SERVICE = {
    "name": "api",
    "image": "registry.example/api@sha256:0",
    "health_path": "/healthz",
    "pre_deploy": ["migrate"],
    "replicas": {"asia-southeast1-eqsg3a": 2},
    "vcpus": 2,
    "memory_gb": 1.5,
    "variables": {"PORT": "8000", "SENTRY_DSN": "https://key@sentry.example/1"},
    "secrets": {"API_TOKEN": "the-railway-secret"},
}


@pytest.fixture
def place(railway: Railway) -> dict[str, str]:
    """Give a service in a project."""
    project, _ = Driver("railway:Project", railway).create(**PROJECT)
    service, _ = Driver("railway:Service", railway).create(**SERVICE, project_id=project)
    return {"project_id": project, "service_id": service}


def test_project_lives(railway: Railway) -> None:
    railway.faults.append(Fault("mutation projectCreate", reset=True))
    driver = Driver("railway:Project", railway)
    id_, outs = driver.create(**PROJECT)
    assert railway.count("mutation projectCreate") == 1
    assert railway.things["projects"][id_]["description"] == f"[{MARK}]"
    assert driver.diff(id_, outs, **PROJECT) == (False, [])
    assert driver.read(id_, outs) == outs
    outs = driver.update(id_, outs, **PROJECT | {"name": "other", "description": "Chat"})
    assert driver.read(id_, outs) == outs
    driver.delete(id_, outs)
    driver.delete(id_, outs)
    assert driver.read(id_, outs) is None


def test_service_lives(railway: Railway) -> None:
    project, _ = Driver("railway:Project", railway).create(**PROJECT)
    railway.faults.append(Fault("mutation serviceCreate", reset=True))
    driver = Driver("railway:Service", railway)
    inputs = {**SERVICE, "project_id": project}
    id_, outs = driver.create(**inputs)
    assert railway.count("mutation serviceCreate") == 1
    assert len(railway.things["deployments"]) == 1, "deployed once, with all that it needs"
    [instance] = railway.things["instances"].values()
    assert instance["limits"]["vCPUs"] == 2
    assert driver.diff(id_, outs, **inputs) == (False, [])
    assert driver.read(id_, outs) == outs
    changes: dict[str, Any] = {
        "name": "api2",
        "image": "registry.example/api@sha256:1",
        "replicas": {"asia-southeast1-eqsg3a": 1, "us-west2": 1},
        "variables": {"PORT": "9000"},
        "sleep": True,
        "start_command": "serve",
    }
    outs = driver.update(id_, outs, **inputs | changes)
    assert driver.read(id_, outs) == outs
    assert railway.variables[instance["environmentId"], id_] == {
        "PORT": "9000",
        "API_TOKEN": "the-railway-secret",
    }
    driver.delete(id_, outs)
    driver.delete(id_, outs)
    assert driver.read(id_, outs) is None


def test_service_of_a_repository(railway: Railway) -> None:
    project, _ = Driver("railway:Project", railway).create(**PROJECT)
    driver = Driver("railway:Service", railway)
    built = {**SERVICE, "image": None, "repository": "faro-app/api", "project_id": project}
    id_, outs = driver.create(**built)
    assert outs["repository"] == "faro-app/api"
    assert driver.read(id_, outs) == outs


def test_service_that_does_not_get_healthy(railway: Railway) -> None:
    project, _ = Driver("railway:Project", railway).create(**PROJECT)
    railway.becomes = "CRASHED"
    with pytest.raises(VendorError, match=r"ended as CRASHED(.|\n)*railway logs deployment-"):
        Driver("railway:Service", railway).create(**SERVICE, project_id=project)
    railway.becomes = "SUCCESS"
    Driver("railway:Service", railway).create(**SERVICE, project_id=project)
    assert railway.count("mutation serviceCreate") == 1


@pytest.mark.parametrize(
    "kind",
    [
        ("ServiceDomain", {"target_port": 8000}, {"target_port": 9000}, "serviceDomainCreate"),
        (
            "CustomDomain",
            {"domain": "api.faro.example", "target_port": 8000},
            {"target_port": 9000},
            "customDomainCreate",
        ),
        ("Volume", {"mount_path": "/data"}, {"mount_path": "/var"}, "volumeCreate"),
        (
            "DeploymentTrigger",
            {"repository": "faro-app/api"},
            {"branch": "release", "check_suites": False},
            "deploymentTriggerCreate",
        ),
        ("Variables", {"variables": {"A": "1"}}, {"variables": {"B": "2"}}, ""),
    ],
)
def test_what_a_service_has_lives(
    railway: Railway,
    place: dict[str, str],
    kind: tuple[str, dict[str, Any], dict[str, Any], str],
) -> None:
    """Made once although the answer is lost, read, changed in place, deleted twice."""
    type_name, inputs, changes, request_ = kind
    railway.faults.append(Fault(f"mutation {request_}", reset=True))
    driver = Driver(f"railway:{type_name}", railway)
    wanted = {**inputs, **place}
    id_, outs = driver.create(**wanted)
    if request_:
        assert railway.count(f"mutation {request_}") == 1
    assert driver.diff(id_, outs, **wanted) == (False, [])
    assert driver.read(id_, outs) == outs
    outs = driver.update(id_, outs, **wanted | changes)
    assert driver.read(id_, outs) == outs
    assert driver.diff(id_, outs, **wanted | {"project_id": "other"})[1] == ["project_id"]
    driver.delete(id_, outs)
    driver.delete(id_, outs)


def test_gone_with_its_service(railway: Railway, place: dict[str, str]) -> None:
    driver = Driver("railway:ServiceDomain", railway)
    id_, outs = driver.create(**place, target_port=8000)
    assert outs["url"] == f"https://api-{MARK}-production.up.railway.app"
    railway.things["domains"].clear()
    assert driver.read(id_, outs) is None


def test_host_name_of_somebody_else(railway: Railway, place: dict[str, str]) -> None:
    driver = Driver("railway:CustomDomain", railway)
    id_, outs = driver.create(**place, domain="api.faro.example", target_port=8000)
    assert outs["dns_records"] == [
        {"type": "CNAME", "name": "api.faro.example", "value": "target.up.railway.app"},
        {
            "type": "TXT",
            "name": "_railway-verify.api.faro.example",
            "value": "railway-verify=1f0c",
        },
    ]
    assert outs["verification_host"] == "_railway-verify.api.faro.example"
    assert outs["verification_token"] == "railway-verify=1f0c"
    railway.things["hosts"][id_]["serviceId"] = "service-of-others"
    with pytest.raises(VendorError, match="Name already in use at"):
        driver.create(**place, domain="api.faro.example", target_port=8000)


def test_environment_lives(railway: Railway) -> None:
    project, _ = Driver("railway:Project", railway).create(**PROJECT)
    railway.faults.append(Fault("mutation environmentCreate", reset=True))
    driver = Driver("railway:Environment", railway)
    id_, outs = driver.create(name="staging", project_id=project)
    assert railway.count("mutation environmentCreate") == 1
    outs = driver.update(id_, outs, name="preview", project_id=project)
    assert driver.read(id_, outs) == outs
    driver.delete(id_, outs)
    assert driver.read(id_, outs) is None
    with pytest.raises(VendorError, match="already"):
        driver.create(name="production", project_id=project)


def test_shared_variables(railway: Railway) -> None:
    project, _ = Driver("railway:Project", railway).create(**PROJECT)
    driver = Driver("railway:Variables", railway)
    inputs = {"project_id": project, "variables": {"A": "1"}, "secrets": {"B_TOKEN": "t-1"}}
    id_, outs = driver.create(**inputs)
    railway.variables[id_, None]["A"] = "changed"
    railway.variables[id_, None]["THEIRS"] = "x"
    drifted = driver.read(id_, outs)
    assert drifted is not None
    assert drifted["variables"] == {"A": "changed"}
    driver.delete(id_, outs)
    assert railway.variables[id_, None] == {"THEIRS": "x"}


@pytest.mark.parametrize(
    ("message", "said"),
    [
        ("Not Authorized", "rejected the token"),
        ("Project limit reached, upgrade", "Railway rate limit or quota reached"),
        ("Not Authorized", "no access to the workspace or the thing in the request"),
        ("Free plan resource provision limit exceeded", "Railway rate limit or quota reached"),
        ("Invalid region", "Railway rejected the request"),
    ],
)
def test_errors_of_graphql(railway: Railway, message: str, said: str) -> None:
    raw = f'{{"data": null, "errors": [{{"message": "{message}"}}]}}'
    railway.faults.append(Fault("mutation projectCreate", raw=raw, times=9))
    with pytest.raises(VendorError, match=said) as caught:
        Driver("railway:Project", railway).create(**PROJECT | {"workspace_id": "w-1"})
    assert message in str(caught.value)


def test_internal_error_after_it_was_done(railway: Railway) -> None:
    """GraphQL answers 200: what it says may have been carried out, so it is looked for."""
    raw = '{"data": null, "errors": [{"message": "Problem processing request"}]}'
    railway.faults.append(Fault("mutation projectCreate", raw=raw))
    id_, _ = Driver("railway:Project", railway).create(**PROJECT)
    assert list(railway.things["projects"]) == [id_]


@pytest.mark.parametrize(
    ("changes", "paths"),
    [
        ({"image": None}, ["image"]),
        ({"repository": "a/b"}, ["image"]),
        ({"health_path": "healthz"}, ["health_path"]),
        ({"volume_mount": "/data"}, ["replicas"]),
        ({"volume_mount": "/data", "replicas": {"a": 1}}, []),
        ({"replicas": {"a": 0}}, ["replicas.a"]),
        ({"variables": {"DB_PASSWORD": "x"}}, ["variables.DB_PASSWORD"]),
        ({"variables": {"API_TOKEN": "x"}}, ["variables.API_TOKEN"]),
        ({"variables": {"1A": "x"}}, ["variables.1A.[key]"]),
    ],
)
def test_what_a_preview_refuses(
    railway: Railway, changes: dict[str, Any], paths: list[str]
) -> None:
    refused = Driver("railway:Service", railway).check(**SERVICE | changes, project_id="p")
    assert [path for path, _ in refused] == paths


def test_reset_that_comes_with_every_answer(
    railway: Railway, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It says when the hour of requests ends, which a failure in between does not wait for."""
    slept: list[float] = []
    monkeypatch.setattr("providers.http.time.sleep", slept.append)
    raw = '{"data": null, "errors": [{"message": "Problem processing request"}]}'
    railway.faults.append(Fault("query projects", raw=raw))
    Driver("railway:Project", railway).create(**PROJECT)
    assert max(slept) < 1


def test_limit_of_the_hour(railway: Railway, monkeypatch: pytest.MonkeyPatch) -> None:
    """docs.railway.com/integrations/api: reset and remaining requests, without Retry-After."""
    slept: list[float] = []
    monkeypatch.setattr("providers.http.time.sleep", slept.append)
    head = {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "37"}
    railway.faults.append(Fault("query projects", status=429, headers=head))
    Driver("railway:Project", railway).create(**PROJECT)
    assert 37 <= max(slept) <= 47
