"""What somebody changes in Railway's dashboard is seen, and what means nothing is not."""

from collections.abc import Callable
from typing import Any

import pytest

from .driver import MARK, Driver
from .railway import Railway
from .test_railway import PROJECT, SERVICE
from .test_railway_recovery import LISTS

Drift = Callable[[dict[str, Any]], object]


def after_refresh(driver: Driver, id_: str, outs: dict[str, Any], **inputs: Any) -> bool:
    """Whether a refresh and then a preview show a change, that never replaces anything."""
    found = driver.read(id_, outs)
    assert found is not None
    changes, replaces = driver.diff(id_, found, **inputs)
    assert replaces == []
    return changes


@pytest.mark.parametrize(
    ("drift", "seen"),
    [
        (lambda i: i.update(startCommand=None), True),
        (lambda i: i.update(healthcheckPath=None), True),
        (lambda i: i.update(healthcheckTimeout=None), True),
        (lambda i: i.update(healthcheckTimeout=61), True),
        (lambda i: i.update(sleepApplication=True), True),
        (lambda i: i.update(sleepApplication=None), False),
        (lambda i: i.update(drainingSeconds=None), True),
        (lambda i: i.update(overlapSeconds=None), True),
        (lambda i: i.update(restartPolicyType="NEVER"), True),
        (lambda i: i.update(restartPolicyMaxRetries=1), True),
        (lambda i: i.update(preDeployCommand=None), True),
        (lambda i: i.update(preDeployCommand="migrate"), False),
        (lambda i: i.update(source={"repo": "somebody/else"}), True),
        (lambda i: i["multiRegionConfig"].update({"europe-west4": None}), False),
        (lambda i: i["multiRegionConfig"].update({"europe-west4": {"numReplicas": 1}}), True),
        (lambda i: i.update(multiRegionConfig=None), True),
        (lambda i: i["limits"].update(vCPUs=8), True),
        (lambda i: i.update(limits=None), False),
    ],
)
def test_service(railway: Railway, drift: Drift, seen: bool) -> None:
    project, _ = Driver("railway:Project", railway).create(**PROJECT)
    driver, inputs = Driver("railway:Service", railway), {**SERVICE, "project_id": project}
    inputs["start_command"] = "serve"
    id_, outs = driver.create(**inputs)
    [instance] = railway.things["instances"].values()
    drift(instance)
    assert after_refresh(driver, id_, outs, **inputs) is seen
    found = driver.read(id_, outs)
    assert found is not None
    if seen:
        mended = driver.update(id_, found, **inputs)
        assert after_refresh(driver, id_, mended, **inputs) is False


@pytest.mark.parametrize("key", ["PORT", "API_TOKEN"])
def test_variable_of_a_service_is_removed(railway: Railway, key: str) -> None:
    project, _ = Driver("railway:Project", railway).create(**PROJECT)
    driver, inputs = Driver("railway:Service", railway), {**SERVICE, "project_id": project}
    id_, outs = driver.create(**inputs)
    [values] = railway.variables.values()
    del values[key]
    assert after_refresh(driver, id_, outs, **inputs)


@pytest.mark.parametrize(
    ("kind", "inputs", "drift", "seen"),
    [
        ("ServiceDomain", {"target_port": 80}, {"targetPort": 81}, True),
        (
            "CustomDomain",
            {"domain": "a.faro.example", "target_port": 80},
            {"targetPort": 0},
            True,
        ),
        ("Volume", {"mount_path": "/data"}, {"mountPath": "/other"}, True),
        ("Volume", {"mount_path": "/data"}, {"serviceId": None}, True),
        ("Volume", {"mount_path": "/data"}, {"region": "sin"}, False),
        ("Volume", {"mount_path": "/data", "region": "sin"}, {"region": None}, False),
        ("Volume", {"mount_path": "/d", "region": "sin"}, {"region": "sin-eq3a"}, False),
        ("Volume", {"mount_path": "/data"}, {"name": "renamed"}, False),
        ("DeploymentTrigger", {"repository": "a/b"}, {"branch": "x"}, True),
        ("DeploymentTrigger", {"repository": "a/b"}, {"repository": "c/d"}, True),
        ("DeploymentTrigger", {"repository": "a/b"}, {"checkSuites": False}, True),
    ],
)
def test_what_a_service_has(
    railway: Railway, kind: str, inputs: dict[str, Any], drift: Any, seen: bool
) -> None:
    project, _ = Driver("railway:Project", railway).create(**PROJECT)
    service, _ = Driver("railway:Service", railway).create(**SERVICE, project_id=project)
    driver = Driver(f"railway:{kind}", railway)
    wanted = {**inputs, "project_id": project, "service_id": service}
    id_, outs = driver.create(**wanted)
    railway.things[LISTS[kind]][id_].update(drift)
    assert after_refresh(driver, id_, outs, **wanted) is seen
    found = driver.read(id_, outs)
    assert found is not None
    mended = driver.update(id_, found, **wanted)
    assert after_refresh(driver, id_, mended, **wanted) is False


@pytest.mark.parametrize(
    "drift", [{"prDeploys": True}, {"name": "other"}, {"description": f"Ours [{MARK}]"}]
)
def test_project(railway: Railway, drift: dict[str, Any]) -> None:
    driver = Driver("railway:Project", railway)
    id_, outs = driver.create(**PROJECT)
    railway.things["projects"][id_].update(drift)
    assert after_refresh(driver, id_, outs, **PROJECT)


def test_first_environment_has_another_name(railway: Railway) -> None:
    driver = Driver("railway:Project", railway)
    id_, outs = driver.create(**PROJECT)
    [first] = railway.things["environments"].values()
    first["name"] = "prod"
    assert after_refresh(driver, id_, outs, **PROJECT)


BODIES: dict[str, dict[str, Any]] = {
    "projectCreate": {
        "name": "faro",
        "description": f"[{MARK}]",
        "prDeploys": False,
        "workspaceId": "w-1",
        "defaultEnvironmentName": "production",
    },
    "environmentCreate": {"name": "staging", "projectId": "project-1"},
    "serviceCreate": {
        "projectId": "project-1",
        "environmentId": "environment-2",
        "name": f"api-{MARK}",
    },
    "variableCollectionUpsert": {
        "projectId": "project-1",
        "environmentId": "environment-2",
        "serviceId": "service-3",
        "variables": {
            "PORT": "8000",
            "SENTRY_DSN": "https://key@sentry.example/1",
            "API_TOKEN": "the-railway-secret",
        },
        "replace": False,
        "skipDeploys": True,
    },
    "serviceInstanceUpdate": {
        "startCommand": None,
        "healthcheckPath": "/healthz",
        "healthcheckTimeout": 60,
        "sleepApplication": False,
        "restartPolicyType": "ON_FAILURE",
        "restartPolicyMaxRetries": 10,
        "drainingSeconds": 30,
        "overlapSeconds": 10,
        "source": {"image": "registry.example/api@sha256:0"},
        "preDeployCommand": ["migrate"],
        "multiRegionConfig": {"asia-southeast1-eqsg3a": {"numReplicas": 2}},
    },
    "serviceInstanceLimitsUpdate": {
        "serviceId": "service-3",
        "environmentId": "environment-2",
        "vCPUs": 2,
        "memoryGB": 1.5,
    },
    "serviceDomainCreate": {
        "serviceId": "service-3",
        "environmentId": "environment-2",
        "targetPort": 8000,
    },
    "customDomainCreate": {
        "projectId": "project-1",
        "environmentId": "environment-2",
        "serviceId": "service-3",
        "domain": "api.faro.example",
        "targetPort": 8000,
    },
    "volumeCreate": {
        "projectId": "project-1",
        "environmentId": "environment-2",
        "serviceId": "service-3",
        "mountPath": "/data",
        "region": "sin",
    },
    "volumeUpdate": {"name": f"data-{MARK}"},
    "deploymentTriggerCreate": {
        "projectId": "project-1",
        "environmentId": "environment-2",
        "serviceId": "service-3",
        "repository": "faro-app/api",
        "branch": "main",
        "checkSuites": True,
        "provider": "github",
    },
    "volumeInstanceUpdate": {"mountPath": "/var", "serviceId": "service-3"},
}


def test_requests_to_the_letter(railway: Railway) -> None:
    """One body of each kind: no constant of them changes unseen."""
    project, _ = Driver("railway:Project", railway).create(**PROJECT)
    service, _ = Driver("railway:Service", railway).create(**SERVICE, project_id=project)
    place = {"project_id": project, "service_id": service}
    Driver("railway:Environment", railway).create(name="staging", project_id=project)
    Driver("railway:ServiceDomain", railway).create(**place, target_port=8000)
    host = {"domain": "api.faro.example", "target_port": 8000}
    Driver("railway:CustomDomain", railway).create(**place, **host)
    driver, disk = Driver("railway:Volume", railway), {"mount_path": "/data", "region": "sin"}
    id_, outs = driver.create(**place, **disk)
    driver.update(id_, outs, **place, **disk | {"mount_path": "/var"})
    Driver("railway:DeploymentTrigger", railway).create(**place, repository="faro-app/api")
    sent = {
        call.template: call.body["variables"]["input"]
        for call in reversed(railway.calls)
        if "input" in call.body["variables"]
    }
    assert sent == BODIES
