"""Neon's resources against the fake: what is sent, what comes back, what is refused."""

import pytest

from .driver import Driver
from .fake import Fault
from .neon import Neon

PROJECT = {"name": "faro", "region": "aws-ap-southeast-1", "max_units": 4}


def test_project_lives(neon: Neon) -> None:
    driver = Driver("neon:Project", neon)
    id_, outs = driver.create(**PROJECT)
    assert outs["default_endpoint_host"].endswith(".neon.tech")
    assert driver.diff(id_, outs, **PROJECT) == (False, [])
    assert driver.diff(id_, outs, **PROJECT | {"region": "aws-us-east-2"}) == (True, ["region"])
    assert driver.read(id_, outs) == outs

    outs = driver.update(id_, outs, **PROJECT | {"max_units": 8, "allowed_ranges": ["10.0.0.0/8"]})
    assert neon.endpoints[outs["default_endpoint_id"]]["autoscaling_limit_max_cu"] == 8
    assert driver.read(id_, outs) == outs

    driver.delete(id_, outs)
    assert driver.read(id_, outs) is None
    driver.delete(id_, outs)
    assert neon.projects == {}


def test_branch_with_endpoint_role_and_database(neon: Neon) -> None:
    project, _outs = Driver("neon:Project", neon).create(**PROJECT)
    branches = Driver("neon:Branch", neon)
    branch, branch_outs = branches.create(name="preview", project_id=project)
    place = {"project_id": project, "branch_id": branch}
    endpoints = Driver("neon:Endpoint", neon)
    endpoint, endpoint_outs = endpoints.create(**place, max_units=1)
    roles, databases = Driver("neon:Role", neon), Driver("neon:Database", neon)
    role, role_outs = roles.create(**place, name="app")
    database, database_outs = databases.create(**place, name="app", owner_name="app")
    assert "-pooler." in database_outs["pooled_url"]
    assert role_outs["password"] in database_outs["direct_url"]

    branch_outs = branches.update(
        branch, branch_outs, name="preview", project_id=project, protected=True
    )
    endpoint_outs = endpoints.update(endpoint, endpoint_outs, **place, max_units=2)
    roles.create(**place, name="other")
    database_outs = databases.update(
        database, database_outs, **place, name="app", owner_name="other"
    )
    for driver, id_, old in (
        (databases, database, database_outs),
        (roles, role, role_outs),
        (endpoints, endpoint, endpoint_outs),
        (branches, branch, branch_outs),
    ):
        assert driver.read(id_, old) == old
        driver.delete(id_, old)
        assert driver.read(id_, old) is None


def test_lost_answer_makes_one(neon: Neon) -> None:
    neon.faults.append(Fault("POST /projects", reset=True))
    id_, _ = Driver("neon:Project", neon).create(**PROJECT)
    assert list(neon.projects) == [id_]
    assert neon.count("POST /projects") == 1


def test_compute_that_neon_refuses(neon: Neon) -> None:
    refused = Driver("neon:Project", neon).check(
        name="faro", region="tokyo", min_units=4, max_units=2, suspend_seconds=30
    )
    assert [path for path, _ in refused] == ["region", "max_units", "suspend_seconds"]


@pytest.mark.parametrize("seconds", [-1, 0, 60, 604_800])
def test_suspend_times_that_neon_takes(neon: Neon, seconds: int) -> None:
    assert Driver("neon:Project", neon).check(**PROJECT, suspend_seconds=seconds) == []
