"""Railway: what is found again, what is never made twice, what is waited for until it is gone."""

from typing import Any

import pytest

from providers.claims import CLAIMS
from providers.errors import VendorError

from .driver import MARK, Driver
from .fake import Fault
from .railway import Railway
from .railway_refusals import THROTTLED
from .test_railway import PROJECT, SERVICE

OTHER = "fedcba9876"
KINDS: dict[str, dict[str, Any]] = {
    "ServiceDomain": {"target_port": 8000},
    "CustomDomain": {"domain": "api.faro.example", "target_port": 8000},
    "Volume": {"mount_path": "/data"},
    "DeploymentTrigger": {"repository": "faro-app/api"},
}
LISTS = {
    "ServiceDomain": "domains",
    "CustomDomain": "hosts",
    "Volume": "volumes",
    "DeploymentTrigger": "triggers",
}


@pytest.fixture
def place(railway: Railway) -> dict[str, str]:
    """Give a service in a project."""
    project, _ = Driver("railway:Project", railway).create(**PROJECT)
    service, _ = Driver("railway:Service", railway).create(**SERVICE, project_id=project)
    return {"project_id": project, "service_id": service}


@pytest.mark.parametrize("kind", KINDS)
def test_found_after_the_process_was_killed(
    railway: Railway, place: dict[str, str], kind: str
) -> None:
    """Made, and the state never written: the next run continues with the same one."""
    driver = Driver(f"railway:{kind}", railway)
    id_, _ = driver.create(**place, **KINDS[kind])
    CLAIMS.__init__()  # type: ignore[misc]  # another process
    again, outs = driver.create(**place, **KINDS[kind])
    assert again == id_
    assert len(railway.things[LISTS[kind]]) == 1
    assert driver.read(id_, outs) == outs


@pytest.mark.parametrize("kind", KINDS)
def test_adopted_and_brought_to_what_is_asked(
    railway: Railway, place: dict[str, str], kind: str
) -> None:
    driver = Driver(f"railway:{kind}", railway)
    driver.create(**place, **KINDS[kind])
    CLAIMS.__init__()  # type: ignore[misc]
    [thing] = railway.things[LISTS[kind]].values()
    changes: dict[str, Any] = {"targetPort": 1, "branch": "old", "mountPath": "/old"}
    thing.update({key: value for key, value in changes.items() if key in thing})
    id_, outs = driver.create(**place, **KINDS[kind])
    assert id_ == thing["id"]
    assert not {"targetPort": 1, "branch": "old", "mountPath": "/old"}.items() & thing.items()
    assert driver.read(id_, outs) == outs


@pytest.mark.parametrize("kind", KINDS)
def test_gone_is_gone(railway: Railway, place: dict[str, str], kind: str) -> None:
    """Deletes wait until the list has it no more; "Not Authorized" then means gone."""
    railway.dying_looks = 3
    driver = Driver(f"railway:{kind}", railway)
    id_, outs = driver.create(**place, **KINDS[kind])
    driver.delete(id_, outs)
    if kind != "Volume":  # of which pending deletion is the end that can be seen
        assert railway.things[LISTS[kind]] == {}
    driver.delete(id_, outs)
    assert driver.read(id_, outs) is None


@pytest.mark.parametrize("kind", ["ServiceDomain", "Volume", "CustomDomain"])
def test_dying_is_not_adopted(railway: Railway, place: dict[str, str], kind: str) -> None:
    driver = Driver(f"railway:{kind}", railway)
    id_, outs = driver.create(**place, **KINDS[kind])
    railway.things[LISTS[kind]][id_]["dying"] = 8
    CLAIMS.__init__()  # type: ignore[misc]
    assert driver.read(id_, outs) is None
    if kind == "CustomDomain":  # its name is taken until it is gone
        with pytest.raises(VendorError, match="not available"):
            driver.create(**place, **KINDS[kind])
        return
    new, _ = driver.create(**place, **KINDS[kind])
    assert new != id_


def test_refused_delete_of_what_is_there(railway: Railway, place: dict[str, str]) -> None:
    driver = Driver("railway:ServiceDomain", railway)
    id_, outs = driver.create(**place, target_port=8000)
    raw = '{"data": null, "errors": [{"message": "Not Authorized"}]}'
    railway.faults.append(Fault("mutation serviceDomainDelete", raw=raw, status=200))
    with pytest.raises(VendorError, match="Not Authorized"):
        driver.delete(id_, {**outs, "timeouts": {"delete": "1s"}})
    assert id_ in railway.things["domains"]


def test_two_domains_of_a_service(railway: Railway, place: dict[str, str]) -> None:
    one, two = Driver("railway:ServiceDomain", railway), Driver("railway:ServiceDomain", railway)
    first, _ = one.create(**place, target_port=8000)
    railway.faults.append(Fault("mutation serviceDomainCreate", reset=True))
    second, outs = two.create(**place, target_port=9000, mark=OTHER)
    assert first != second
    CLAIMS.__init__()  # type: ignore[misc]
    assert two.create(**place, target_port=9000, mark=OTHER) == (second, outs)
    assert len(railway.things["domains"]) == 2


def test_two_environments(railway: Railway, place: dict[str, str]) -> None:
    """What one environment has is never taken for the other's."""
    staging, _ = Driver("railway:Environment", railway).create(
        name="staging", project_id=place["project_id"]
    )
    inputs = {**SERVICE, "project_id": place["project_id"], "environment_id": staging}
    service, _ = Driver("railway:Service", railway).create(**inputs, mark=OTHER)
    for kind in ("ServiceDomain", "DeploymentTrigger"):
        driver = Driver(f"railway:{kind}", railway)
        here, _ = driver.create(project_id=place["project_id"], service_id=service, **KINDS[kind])
        there, outs = driver.create(
            project_id=place["project_id"], service_id=service, environment_id=staging,
            mark=OTHER, **KINDS[kind],
        )  # fmt: skip
        assert here != there
        assert railway.things[LISTS[kind]][there]["environmentId"] == staging
        assert driver.read(there, outs) == outs


def test_default_environment(railway: Railway) -> None:
    """The oldest that lasts, where Railway does not say; never one of a pull request."""
    project, _ = Driver("railway:Project", railway).create(**PROJECT)
    [first] = railway.things["environments"].values()
    railway.make("environments", name="pr-7", projectId=project, isEphemeral=True)["createdAt"] = (
        "2020-01-01T00:00:00Z"
    )
    Driver("railway:Environment", railway).create(name="staging", project_id=project)
    for told in (True, False):
        railway.primary = told
        driver = Driver("railway:Project", railway)
        found = driver.read(project, {**PROJECT, "mark": MARK})
        assert found is not None
        assert found["default_environment_id"] == first["id"]
        id_, _ = Driver("railway:Variables", railway).create(project_id=project)
        assert id_ == first["id"]
        with pytest.raises(VendorError, match="already exists"):
            Driver("railway:Environment", railway).create(name="production", project_id=project)


def test_first_environment_is_renamed_in_place(railway: Railway) -> None:
    driver = Driver("railway:Project", railway)
    id_, outs = driver.create(**PROJECT)
    wanted = PROJECT | {"default_environment": "live"}
    assert driver.diff(id_, outs, **wanted) == (True, [])
    outs = driver.update(id_, outs, **wanted)
    [first] = railway.things["environments"].values()
    assert first["name"] == "live"
    assert driver.read(id_, outs) == outs


def test_project_is_deleted_with_grace(railway: Railway) -> None:
    """Pending deletion for 48 hours, still listed: gone for a program, and not adopted."""
    driver = Driver("railway:Project", railway)
    id_, outs = driver.create(**PROJECT)
    service, made = Driver("railway:Service", railway).create(**SERVICE, project_id=id_)
    driver.delete(id_, outs)
    assert railway.things["projects"][id_]["deletedAt"]
    assert railway.count("mutation projectDelete") == 0
    assert driver.read(id_, outs) is None
    assert Driver("railway:Service", railway).read(service, made) is None
    assert driver.create(**PROJECT)[0] != id_


def test_name_of_another_workspace(railway: Railway) -> None:
    with pytest.raises(VendorError, match="no access to the workspace"):
        Driver("railway:Project", railway).create(name="faro", workspace_id="theirs")


def test_limit_of_the_plan(railway: Railway) -> None:
    railway.plan = 0
    with pytest.raises(
        VendorError, match=r"Railway rate limit or quota reached(.|\n)*Raise the plan"
    ):
        Driver("railway:Project", railway).create(**PROJECT)


def test_every_page_is_read(railway: Railway) -> None:
    railway.page = 1
    driver = Driver("railway:Project", railway)
    others = [driver.create(**PROJECT, mark=f"{n}23456789a")[0] for n in range(3)]
    id_, outs = driver.create(**PROJECT)
    assert driver.create(**PROJECT)[0] == id_
    assert id_ not in others
    service = Driver("railway:Service", railway)
    for n in range(3):
        service.create(**SERVICE, project_id=id_, mark=f"{n}23456789a")
    last, _ = service.create(**SERVICE, project_id=id_)
    assert service.create(**SERVICE, project_id=id_)[0] == last
    environment = Driver("railway:Environment", railway)
    wanted = [environment.create(name=f"e-{n}", project_id=id_)[0] for n in range(3)]
    assert environment.create(name="e-2", project_id=id_)[0] == wanted[-1]
    assert driver.read(id_, outs) == outs


@pytest.mark.parametrize("mutation", THROTTLED)
def test_throttled(railway: Railway, mutation: str) -> None:
    """Turned away for now: sent again, and made once."""
    railway.throttled[mutation] = 3
    project, outs = Driver("railway:Project", railway).create(**PROJECT)
    Driver("railway:Environment", railway).create(name="staging", project_id=project)
    service, _ = Driver("railway:Service", railway).create(**SERVICE, project_id=project)
    place = {"project_id": project, "service_id": service}
    for kind, inputs in KINDS.items():
        driver = Driver(f"railway:{kind}", railway)
        id_, outs = driver.create(**place, **inputs)
        driver.delete(id_, outs)
    assert railway.throttled[mutation] == 0


def test_long_domain_is_shortened(railway: Railway) -> None:
    project, _ = Driver("railway:Project", railway).create(**PROJECT)
    environment, _ = Driver("railway:Environment", railway).create(
        name="the-second-of-the-environments", project_id=project
    )
    where = {"project_id": project, "environment_id": environment}
    service, _ = Driver("railway:Service", railway).create(
        **SERVICE | {"name": "the-service-of-the-whole-product-number-1"[:40]}, **where
    )
    driver = Driver("railway:ServiceDomain", railway)
    id_, outs = driver.create(**where, service_id=service, target_port=8000)
    label = outs["domain"].partition(".")[0]
    assert len(label) <= 63
    assert label.endswith(f"-{MARK}")
    assert driver.read(id_, outs) == outs


def test_existing_service_is_adopted(railway: Railway, place: dict[str, str]) -> None:
    railway.things["services"][place["service_id"]]["name"] = "by-hand"
    inputs = {**SERVICE, "project_id": place["project_id"], "existing_id": place["service_id"]}
    id_, _ = Driver("railway:Service", railway).create(**inputs)
    assert id_ == place["service_id"]
    assert railway.things["services"][id_]["name"] == f"api-{MARK}"
    assert len(railway.things["deployments"]) == 1, "as asked already: nothing is deployed"
