"""Railway's deployments: one after all changes, waited for, and told truthfully when they fail."""

from typing import Any

import pytest

from providers.errors import VendorError
from providers.railway import deployments, service, volume
from providers.railway.domains import DYING

from .driver import Driver
from .fake import Fault
from .railway import Railway
from .test_railway import PROJECT, SERVICE


@pytest.fixture
def project(railway: Railway) -> str:
    """Give a project."""
    return Driver("railway:Project", railway).create(**PROJECT)[0]


def made(railway: Railway, project: str) -> tuple[Driver, dict[str, Any], str, dict[str, Any]]:
    """A service that is deployed."""
    driver, inputs = Driver("railway:Service", railway), {**SERVICE, "project_id": project}
    return driver, inputs, *driver.create(**inputs)


def failing(railway: Railway, project: str, **changes: Any) -> str:
    """What an update of a deployed service says that fails."""
    driver, inputs, id_, outs = made(railway, project)
    railway.becomes = changes.pop("becomes")
    with pytest.raises(VendorError) as caught:
        driver.update(id_, outs, **inputs | {"variables": {"PORT": "9000"}})
    return str(caught.value)


@pytest.mark.parametrize(
    ("enum", "split"),
    [
        (
            "DeploymentStatus",
            (deployments.READY, deployments.MOVING, deployments.FAILED, deployments.GONE),
        ),
        ("VolumeState", (volume.READY, volume.MOVING, volume.FAILED, volume.DYING)),
        ("ServiceDomainSyncStatus", (DYING, {"ACTIVE", "CREATING", "UPDATING", "UNSPECIFIED"})),
        ("CustomDomainSyncStatus", (DYING, {"ACTIVE", "CREATING", "UPDATING", "UNSPECIFIED"})),
    ],
)
def test_states_are_those_of_the_schema(
    railway: Railway, enum: str, split: tuple[frozenset[str], ...]
) -> None:
    if railway.schema is None:
        pytest.skip("needs the folder of descriptions")
    described: Any = railway.schema.type_map[enum]
    assert sorted(state for part in split for state in part) == sorted(described.values)


@pytest.mark.parametrize("status", sorted(deployments.MOVING))
def test_waits_while_it_moves(railway: Railway, project: str, status: str) -> None:
    railway.looks = 4
    driver, inputs, id_, outs = made(railway, project)
    _, first = railway.things["deployments"].popitem()
    railway.things["deployments"][first["id"]] = {**first, "status": status, "looks": 4}
    driver.update(id_, outs, **inputs | {"variables": {"PORT": "9000"}})
    assert [d["status"] for d in railway.things["deployments"].values()] == ["REMOVED", "SUCCESS"]


@pytest.mark.parametrize(
    ("becomes", "said"),
    [
        ("FAILED", "deployment-4 still runs"),
        ("SKIPPED", "deployment-4 still runs"),
        ("NEEDS_APPROVAL", "deployment-4 still runs"),
        ("CRASHED", "no deployment of the service is running"),
        ("REMOVED", "deployment-4 still runs"),
    ],
)
def test_what_still_runs(railway: Railway, project: str, becomes: str, said: str) -> None:
    told = failing(railway, project, becomes=becomes)
    assert f"Deployment ended as {becomes}" in told
    assert said in told
    assert len(railway.things["deployments"]) == 2, "a failed one is not tried again"


def test_needs_a_person(railway: Railway, project: str) -> None:
    assert "Approve it in Railway's dashboard" in failing(
        railway, project, becomes="NEEDS_APPROVAL"
    )


def test_what_runs_may_not_be_known(railway: Railway, project: str) -> None:
    driver, inputs, id_, outs = made(railway, project)
    railway.becomes = "FAILED"
    refused = '{"data": null, "errors": [{"message": "Bad thing"}]}'
    railway.faults.append(Fault("query serviceInstance", raw=refused))
    with pytest.raises(VendorError, match="the running deployment is unknown"):
        driver.update(id_, outs, **inputs | {"sleep": True})


def test_newer_deployment_is_followed(railway: Railway, project: str) -> None:
    """A push deploys while ours is waited for: ours is removed, the newer one counts."""
    driver, inputs, id_, outs = made(railway, project)
    seen = railway.seen

    def pushed(deployment: dict[str, Any]) -> dict[str, Any]:
        if deployment["id"] == "deployment-5" and deployment["status"] == "INITIALIZING":
            deployment["status"] = "REMOVED"
            [instance] = railway.things["instances"].values()
            railway.deploy(instance)
        return seen(deployment)

    railway.seen = pushed  # type: ignore[method-assign]
    driver.update(id_, outs, **inputs | {"sleep": True})
    assert railway.things["deployments"]["deployment-6"]["status"] == "SUCCESS"


def test_renaming_deploys_nothing(railway: Railway, project: str) -> None:
    driver, inputs, id_, outs = made(railway, project)
    outs = driver.update(id_, outs, **inputs | {"name": "other"})
    assert len(railway.things["deployments"]) == 1
    assert driver.read(id_, outs) == outs


def test_failed_first_deployment_is_tried_again(railway: Railway, project: str) -> None:
    railway.becomes = "FAILED"
    with pytest.raises(VendorError, match="no deployment of the service is running"):
        made(railway, project)
    railway.becomes = "SUCCESS"
    made(railway, project)
    assert railway.count("mutation serviceCreate") == 1
    assert len(railway.things["deployments"]) == 2


def test_interrupted_while_it_deployed(railway: Railway, project: str) -> None:
    """The same deployment is waited for; no second one follows."""
    railway.faults.append(Fault("query deployment", status=403))
    with pytest.raises(VendorError):
        made(railway, project)
    made(railway, project)
    assert len(railway.things["deployments"]) == 1


def test_removed_variables_are_one_deployment(railway: Railway, project: str) -> None:
    driver, inputs, id_, outs = made(railway, project)
    place = (railway.things["projects"][project]["primaryEnvironmentId"], id_)
    railway.variables[place]["THEIRS"] = "x"
    driver.update(id_, outs, **inputs | {"variables": {"NEW": "1"}, "secrets": {}})
    assert railway.variables[place] == {"THEIRS": "x", "NEW": "1"}
    assert len(railway.things["deployments"]) == 2


def test_sealed_variables_survive(railway: Railway, project: str) -> None:
    driver, inputs, id_, outs = made(railway, project)
    place = (railway.things["projects"][project]["primaryEnvironmentId"], id_)
    railway.sealed[place] = {"SEALED": "x"}
    driver.update(id_, outs, **inputs | {"variables": {"PORT": "8000"}})
    assert railway.sealed[place] == {"SEALED": "x"}
    assert set(railway.variables[place]) == {"PORT", "API_TOKEN"}


def test_later_variables_arrive(railway: Railway, project: str) -> None:
    """Set, rotated and deleted: each is one deployment of the service."""
    _, _, id_, _ = made(railway, project)
    driver = Driver("railway:Variables", railway)
    inputs = {
        "project_id": project, "service_id": id_,
        "variables": {"A": "1", "B": "2"}, "secrets": {"C_TOKEN": "3"},
    }  # fmt: skip
    key, outs = driver.create(**inputs)
    outs = driver.update(key, outs, **inputs | {"secrets": {"C_TOKEN": "4"}})
    outs = driver.update(key, outs, **inputs | {"variables": {}})
    assert len(railway.things["deployments"]) == 4
    driver.delete(key, outs)
    assert len(railway.things["deployments"]) == 5
    driver.delete(key, outs)
    assert len(railway.things["deployments"]) == 5, "what is gone already deploys nothing"


def test_shared_variables_deploy_each_service_once(railway: Railway, project: str) -> None:
    made(railway, project)
    driver = Driver("railway:Variables", railway)
    key, outs = driver.create(project_id=project, variables={"A": "1", "B": "2"})
    assert len(railway.things["deployments"]) == 2
    driver.delete(key, outs)
    assert len(railway.things["deployments"]) == 3


def test_variables_of_a_service_that_was_never_deployed(railway: Railway, project: str) -> None:
    environment = railway.things["projects"][project]["primaryEnvironmentId"]
    with_no_source = railway.make("services", name="by-hand", projectId=project)["id"]
    railway.things["instances"]["x"] = {
        "serviceId": with_no_source, "environmentId": environment, "lag": 0,
        "multiRegionConfig": {},
    }  # fmt: skip
    railway.things["instances"][f"{with_no_source}/{environment}"] = railway.things[
        "instances"
    ].pop("x")
    Driver("railway:Variables", railway).create(
        project_id=project, service_id=with_no_source, variables={"A": "1"}
    )
    assert railway.things["deployments"] == {}


def test_instance_shows_later(railway: Railway, project: str) -> None:
    """With environments of pull requests (issue 82 of the Terraform provider)."""
    railway.instance_lag = 3
    driver, inputs, id_, outs = made(railway, project)
    assert driver.diff(id_, outs, **inputs) == (False, [])
    assert railway.count("mutation serviceCreate") == 1


def test_instance_never_shows(
    railway: Railway, project: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "LONGEST_LAG_SECONDS", 0.05)
    railway.instance_lag = 1000
    with pytest.raises(
        VendorError, match=r"still not in its environment yet(.|\n)*service-3 exists"
    ):
        made(railway, project)


def test_region_is_taken_away(railway: Railway, project: str) -> None:
    driver, inputs, id_, outs = made(railway, project)
    outs = driver.update(id_, outs, **inputs | {"replicas": {"us-west2": 1}})
    [instance] = railway.things["instances"].values()
    assert instance["multiRegionConfig"] == {
        "asia-southeast1-eqsg3a": None,
        "us-west2": {"numReplicas": 1},
    }
    assert driver.read(id_, outs) == outs
    assert outs["replicas"] == {"us-west2": 1}


def test_limits_are_taken_away(railway: Railway, project: str) -> None:
    driver, inputs, id_, outs = made(railway, project)
    outs = driver.update(id_, outs, **inputs | {"vcpus": None, "memory_gb": None})
    assert not {"vcpus", "memory_gb"} & outs.keys()
