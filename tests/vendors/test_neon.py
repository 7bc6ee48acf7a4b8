"""Neon's resources against the fake: what is sent, what comes back, what is refused."""

import threading
from typing import Any

import pytest

from providers.errors import Broken, VendorError

from .driver import MARK, Driver
from .fake import Fault
from .neon import Neon

PROJECT: dict[str, Any] = {"name": "faro", "region": "aws-ap-southeast-1", "max_units": 4}


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


def test_project_is_sent_as_it_should_be(neon: Neon) -> None:
    Driver("neon:Project", neon).create(**PROJECT, allowed_ranges=["10.0.0.0/8"])
    [body] = [call.body for call in neon.calls if call.method == "POST"]
    compute = {
        "autoscaling_limit_min_cu": 0.25,
        "autoscaling_limit_max_cu": 4,
        "suspend_timeout_seconds": 0,
    }
    assert body == {
        "project": {
            "name": f"faro-{MARK}",
            "region_id": "aws-ap-southeast-1",
            "pg_version": 17,
            "provisioner": "k8s-neonvm",
            "store_passwords": True,
            "history_retention_seconds": 86_400,
            "default_endpoint_settings": compute,
            "settings": {"allowed_ips": {"ips": ["10.0.0.0/8"], "protected_branches_only": False}},
        }
    }


def test_two_resources_of_a_project_side_by_side(neon: Neon) -> None:
    """Neon does one thing after another, and locks the second out until the first is done."""
    neon.looks = 12
    project, _ = Driver("neon:Project", neon).create(**PROJECT)
    made: list[str] = []

    def role(name: str) -> None:
        made.append(Driver("neon:Role", neon).create(project_id=project, name=name)[0])

    threads = [threading.Thread(target=role, args=(f"r{at}",)) for at in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(made) == ["r0", "r1", "r2"]


def test_history_and_compute_in_one_update(neon: Neon) -> None:
    neon.looks = 3
    driver = Driver("neon:Project", neon)
    id_, outs = driver.create(**PROJECT)
    outs = driver.update(id_, outs, **PROJECT | {"max_units": 8, "history_seconds": 3600})
    assert neon.projects[id_]["history_retention_seconds"] == 3600
    assert neon.endpoints[outs["default_endpoint_id"]]["autoscaling_limit_max_cu"] == 8
    assert driver.read(id_, outs) == outs


def test_what_failed_long_ago_is_no_failure_of_today(neon: Neon) -> None:
    """Such as Neon's own check of an endpoint."""
    project, _ = Driver("neon:Project", neon).create(**PROJECT)
    check = {"action": "check_availability", "status": "failed"}
    id_ = "00000000-0000-4000-8000-000000000001"
    neon.operations[project].append({**neon.operations[project][0], **check, "id": id_})
    Driver("neon:Role", neon).create(project_id=project, name="app")


def test_an_operation_that_fails_ends_the_wait(neon: Neon) -> None:
    project, _ = Driver("neon:Project", neon).create(**PROJECT)
    neon.fails = {"create_branch"}
    with pytest.raises(Broken, match="could not finish create_branch") as caught:
        Driver("neon:Branch", neon).create(name="preview", project_id=project)
    assert "was created and deleted again" in str(caught.value)
    assert len(neon.branches) == 1


@pytest.mark.parametrize("protected", [False, True])
def test_what_is_protected_is_deleted_all_the_same(neon: Neon, protected: bool) -> None:
    projects, branches = Driver("neon:Project", neon), Driver("neon:Branch", neon)
    project, project_outs = projects.create(**PROJECT)
    branch, branch_outs = branches.create(name="b", project_id=project, protected=protected)
    endpoints = Driver("neon:Endpoint", neon)
    endpoint, endpoint_outs = endpoints.create(project_id=project, branch_id=branch)
    endpoints.delete(endpoint, endpoint_outs)
    assert endpoint not in neon.endpoints
    assert neon.branches[branch]["protected"] is protected, "the branch keeps its protection"
    branches.delete(branch, branch_outs)
    assert branch not in neon.branches
    for other in neon.branches.values():
        other["protected"] = protected
    projects.delete(project, project_outs)
    assert neon.projects == {}


def test_another_default_branch_is_another_place(neon: Neon) -> None:
    """Switched in the console: what is on the old one is not gone, nothing hits the new one."""
    projects = Driver("neon:Project", neon)
    project, outs = projects.create(**PROJECT)
    roles = Driver("neon:Role", neon)
    role, role_outs = roles.create(project_id=project, name="app")
    old = outs["default_branch_id"]
    new, _ = Driver("neon:Branch", neon).create(name="next", project_id=project)
    roles.create(project_id=project, branch_id=new, name="app", mark="9876543210")
    neon.branches[old]["default"], neon.branches[new]["default"] = False, True
    assert projects.read(project, outs) == outs
    assert roles.read(role, role_outs) == role_outs
    roles.delete(role, role_outs)
    assert set(neon.roles) == {(new, "app")}


def test_the_endpoint_of_the_default_branch_may_be_gone(neon: Neon) -> None:
    driver = Driver("neon:Project", neon)
    id_, outs = driver.create(**PROJECT)
    neon.endpoints.clear()
    drifted = driver.read(id_, outs)
    assert drifted is not None
    with pytest.raises(VendorError, match="has no read-write endpoint"):
        driver.update(id_, drifted, **PROJECT)


def test_a_role_is_replaced_before_its_database_loses_it(neon: Neon) -> None:
    """A role that owns a database cannot be deleted: the new one is there first."""
    project, _ = Driver("neon:Project", neon).create(**PROJECT)
    roles, databases = Driver("neon:Role", neon), Driver("neon:Database", neon)
    old, old_outs = roles.create(project_id=project, name="app")
    place = {"project_id": project, "name": "app"}
    database, outs = databases.create(**place, owner_name="app")
    assert (
        roles.provider.diff(old, old_outs, {**old_outs, "name": "other"}).delete_before_replace
        is False
    )
    roles.create(project_id=project, name="other")
    databases.update(database, outs, **place, owner_name="other")
    roles.delete(old, old_outs)
    assert {name for _, name in neon.roles} == {"other"}


def test_unmarked_things_are_found_by_branch_and_name(neon: Neon) -> None:
    project, _ = Driver("neon:Project", neon).create(**PROJECT)
    for kind, inputs in (
        ("Role", {"name": "app"}),
        ("Database", {"name": "d", "owner_name": "app"}),
    ):
        first, _ = Driver(f"neon:{kind}", neon).create(project_id=project, **inputs)
        again, _ = Driver(f"neon:{kind}", neon).create(project_id=project, **inputs)
        assert again == first
    assert len(neon.roles) == len(neon.databases) == 1


def test_two_endpoints_side_by_side_never_take_each_other(neon: Neon) -> None:
    project, _ = Driver("neon:Project", neon).create(**PROJECT)
    branch, _ = Driver("neon:Branch", neon).create(name="b", project_id=project)
    place = {"project_id": project, "branch_id": branch, "type": "read_only"}
    driver = Driver("neon:Endpoint", neon)
    neon.faults.append(Fault("POST /projects/{project_id}/endpoints", reset=True, times=2))
    one, _ = driver.create(**place)
    two, _ = driver.create(**place, mark="9876543210")
    assert one != two
    assert driver.create(**place)[0] == one


@pytest.mark.parametrize(
    ("drift", "name"),
    [
        ({"history_retention_seconds": 0}, "history_seconds"),
        ({"settings": {"allowed_ips": {"ips": []}}}, "allowed_ranges"),
        ({"settings": {"allowed_ips": {"ips": ["10.0.0.0/8", "10.9.0.0/16"],
                                       "protected_branches_only": True}}},
         "protected_branches_only"),
    ],
)  # fmt: skip
def test_drift_of_a_project_is_seen(neon: Neon, drift: dict[str, Any], name: str) -> None:
    driver = Driver("neon:Project", neon)
    inputs = PROJECT | {"allowed_ranges": ["10.9.0.0/16", "10.0.0.0/8"]}
    id_, outs = driver.create(**inputs)
    ips = neon.projects[id_]["settings"]["allowed_ips"]["ips"]
    ips.reverse()
    assert driver.read(id_, outs) == outs, "another order is none"
    neon.projects[id_].update(drift)
    drifted = driver.read(id_, outs)
    assert drifted is not None
    assert {k for k in outs if outs[k] != drifted.get(k)} == {name}
    outs = driver.update(id_, drifted, **inputs)
    assert driver.read(id_, outs) == outs


def test_a_state_of_an_earlier_version_is_read(neon: Neon) -> None:
    """It does not know the branch that it was made on."""
    project, _ = Driver("neon:Project", neon).create(**PROJECT)
    driver = Driver("neon:Role", neon)
    id_, outs = driver.create(project_id=project, name="app")
    del outs["home_branch_id"]
    assert driver.diff(id_, outs, project_id=project, name="app") == (False, [])
    read = driver.read(id_, outs)
    assert read is not None
    assert read["home_branch_id"]
    driver.delete(id_, outs)
    assert neon.roles == {}


def test_compute_that_neon_refuses(neon: Neon) -> None:
    refused = Driver("neon:Project", neon).check(
        name="faro", region="tokyo", min_units=4, max_units=2, suspend_seconds=30
    )
    assert [path for path, _ in refused] == ["region", "max_units", "suspend_seconds"]


@pytest.mark.parametrize(
    ("least", "most", "refused"),
    [(0.25, 8, []), (1, 10, ["max_units"]), (8, 16, []), (16, 24, ["max_units"]), (24, 24, []),
     (80, 80, [])],
)  # fmt: skip
def test_ranges_of_compute(neon: Neon, least: float, most: float, refused: list[str]) -> None:
    """Scaled up to 16 units and over 8 at most; a larger size is fixed."""
    found = Driver("neon:Project", neon).check(**PROJECT | {"min_units": least, "max_units": most})
    assert [path for path, _ in found] == refused


@pytest.mark.parametrize("seconds", [-1, 0, 60, 604_800])
def test_suspend_times_that_neon_takes(neon: Neon, seconds: int) -> None:
    assert Driver("neon:Project", neon).check(**PROJECT, suspend_seconds=seconds) == []
