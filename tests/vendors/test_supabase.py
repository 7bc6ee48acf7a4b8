"""Supabase's resources against the fake: what is sent, what comes back, what is refused."""

import threading

import pytest

from providers.errors import VendorError
from providers.supabase import states

from .driver import MARK, Driver
from .fake import Fault
from .supabase import Supabase

PROJECT = {
    "name": "faro",
    "organization": "faro",
    "plan": "pro",
    "region": "ap-northeast-1",
    "compute_size": "small",
    "password": "a-long-passw/rd-1",
}


def test_project_lives(supabase: Supabase) -> None:
    driver = Driver("supabase:Project", supabase)
    id_, outs = driver.create(**PROJECT)
    assert supabase.projects[id_]["name"] == f"faro-{MARK}"
    assert outs["direct_url"] == (
        f"postgresql://postgres:a-long-passw%2Frd-1@db.{id_}.supabase.co:5432/postgres"
    )
    assert f"postgres.{id_}:a-long-passw%2Frd-1@" in outs["pooler_url"]
    assert ":6543/" in outs["pooler_url"]
    assert driver.diff(id_, outs, **PROJECT) == (False, [])
    assert driver.diff(id_, outs, **PROJECT | {"region": "us-east-1"}) == (True, ["region"])
    assert driver.read(id_, outs) == outs

    changed = {"name": "other", "password": "another-passw0rd-2", "compute_size": "large"}
    outs = driver.update(id_, outs, **PROJECT | changed)
    assert supabase.passwords[id_] == "another-passw0rd-2"
    assert supabase.addons[id_] == {"compute_instance": "ci_large"}
    assert driver.read(id_, outs) == outs
    outs = driver.update(id_, outs, **PROJECT | {"compute_size": "nano"})
    assert supabase.addons[id_] == {}
    assert driver.read(id_, outs) == outs

    driver.delete(id_, outs)
    assert driver.read(id_, outs) is None
    driver.delete(id_, outs)


def test_plan_that_was_not_bought(supabase: Supabase) -> None:
    supabase.plans["faro"] = "free"
    with pytest.raises(VendorError, match=r"is on plan free, not pro(.|\n)*Buy it"):
        Driver("supabase:Project", supabase).create(**PROJECT)
    assert supabase.projects == {}


def test_project_that_does_not_start_is_removed(supabase: Supabase) -> None:
    supabase.becomes = "INIT_FAILED"
    with pytest.raises(VendorError, match="could not start it: INIT_FAILED") as caught:
        Driver("supabase:Project", supabase).create(**PROJECT)
    assert "is there" not in str(caught.value)
    assert supabase.projects == {}


def test_project_is_sent_as_it_should_be(supabase: Supabase) -> None:
    Driver("supabase:Project", supabase).create(**PROJECT)
    [body] = [call.body for call in supabase.calls if call.method == "POST"]
    assert body == {
        "name": f"faro-{MARK}",
        "organization_slug": "faro",
        "db_pass": "a-long-passw/rd-1",
        "region_selection": {"type": "specific", "code": "ap-northeast-1"},
        "desired_instance_size": "small",
    }


@pytest.mark.parametrize("plan", ["free", "pro"])
def test_the_smallest_size_is_left_out_and_no_difference(supabase: Supabase, plan: str) -> None:
    supabase.plans["faro"] = plan
    driver = Driver("supabase:Project", supabase)
    inputs = PROJECT | {"plan": plan, "compute_size": "nano"}
    id_, outs = driver.create(**inputs)
    assert outs["compute_size"] == "nano"
    assert driver.read(id_, outs) == outs
    supabase.addons[id_] = {"compute_instance": "ci_large"}
    drifted = driver.read(id_, outs)
    assert drifted is not None
    assert drifted["compute_size"] == "large"


def test_nano_that_should_be_micro_is_a_difference(supabase: Supabase) -> None:
    driver = Driver("supabase:Project", supabase)
    id_, outs = driver.create(**PROJECT | {"compute_size": "micro"})
    supabase.addons[id_] = {}
    drifted = driver.read(id_, outs)
    assert drifted is not None
    assert drifted["compute_size"] == "nano"


@pytest.mark.parametrize("status", sorted(states.FAILED))
def test_a_failed_project_is_never_changed_or_deleted(supabase: Supabase, status: str) -> None:
    """By an update or an adoption; only by a destroy."""
    driver = Driver("supabase:Project", supabase)
    id_, outs = driver.create(**PROJECT)
    supabase.projects[id_]["status"] = status
    before = len(supabase.calls)
    with pytest.raises(VendorError, match=status):
        driver.update(id_, outs, **PROJECT | {"name": "other"})
    with pytest.raises(VendorError, match=status):
        driver.create(**PROJECT)
    assert {call.method for call in supabase.calls[before:]} == {"GET"}
    assert driver.read(id_, outs) is not None
    driver.delete(id_, outs)
    assert supabase.projects == {}


def test_a_paused_project_is_said_to_be_paused(supabase: Supabase) -> None:
    driver = Driver("supabase:Project", supabase)
    id_, outs = driver.create(**PROJECT)
    supabase.projects[id_]["status"] = "INACTIVE"
    with pytest.raises(VendorError, match="It is paused: restore it"):
        driver.update(id_, outs, **PROJECT | {"name": "other"})


@pytest.mark.parametrize("status", sorted(states.DYING))
def test_a_dying_project_is_not_found(supabase: Supabase, status: str) -> None:
    driver = Driver("supabase:Project", supabase)
    id_, outs = driver.create(**PROJECT)
    supabase.projects[id_]["status"] = status
    assert driver.read(id_, outs) is None
    assert driver.create(**PROJECT)[0] != id_


@pytest.mark.parametrize("status", sorted(states.MOVING))
def test_a_moving_project_is_waited_for(supabase: Supabase, status: str) -> None:
    driver = Driver("supabase:Project", supabase)
    id_, outs = driver.create(**PROJECT)
    supabase.projects[id_]["status"] = status
    calm = threading.Timer(0.05, supabase.projects[id_].update, [{"status": "ACTIVE_HEALTHY"}])
    calm.start()
    outs = driver.update(id_, outs, **PROJECT | {"name": "other"})
    calm.join()
    assert supabase.projects[id_]["name"] == f"other-{MARK}"


def test_every_state_of_the_description_is_known() -> None:
    assert len(states.READY | states.MOVING | states.FAILED | states.DYING) == 15
    groups = (states.READY, states.MOVING, states.FAILED, states.DYING)
    assert sum(map(len, groups)) == 15


def test_a_delete_waits_until_it_is_gone(supabase: Supabase) -> None:
    supabase.looks = 3
    driver = Driver("supabase:Project", supabase)
    id_, outs = driver.create(**PROJECT)
    driver.delete(id_, outs)
    assert supabase.projects == {}


def test_a_replacement_is_another_project(supabase: Supabase) -> None:
    """Deleted first, and created anew while the old one may still be listed."""
    driver = Driver("supabase:Project", supabase)
    id_, outs = driver.create(**PROJECT)
    driver.delete(id_, outs)
    new, outs = driver.create(**PROJECT | {"region": "us-east-1"})
    assert new != id_
    assert outs["region"] == "us-east-1"


def test_settings_of_a_deleted_project_are_gone(supabase: Supabase) -> None:
    """Supabase answers 406 then."""
    project, outs = Driver("supabase:Project", supabase).create(**PROJECT)
    settings = Driver("supabase:Settings", supabase)
    id_, set_ = settings.create(project_id=project, require_ssl=True)
    Driver("supabase:Project", supabase).delete(project, outs)
    assert settings.read(id_, set_) is None
    settings.delete(id_, set_)


def test_settings_that_are_not_in_force_yet_are_waited_for(supabase: Supabase) -> None:
    project, _ = Driver("supabase:Project", supabase).create(**PROJECT)
    driver = Driver("supabase:Settings", supabase)
    id_, outs = driver.create(project_id=project, require_ssl=True, allowed_ranges=["10.0.0.0/8"])
    assert supabase.settings[project]["ssl"]["appliedSuccessfully"] is True
    assert supabase.settings[project]["network"]["status"] == "applied"
    supabase.settings[project]["ssl"]["appliedSuccessfully"] = False
    drifted = driver.read(id_, outs)
    assert drifted is not None
    assert drifted["require_ssl"] is False, "the state does not claim what is not in force"


def test_pool_size_is_that_of_the_primary(supabase: Supabase) -> None:
    project, made = Driver("supabase:Project", supabase).create(**PROJECT)
    driver = Driver("supabase:Settings", supabase)
    id_, outs = driver.create(project_id=project, pool_size=30)
    supabase.replica = True
    assert driver.read(id_, outs) == outs
    assert Driver("supabase:Project", supabase).read(project, made) == made


def test_both_keys_are_deleted(supabase: Supabase) -> None:
    project, _ = Driver("supabase:Project", supabase).create(**PROJECT)
    driver = Driver("supabase:ApiKeys", supabase)
    id_, outs = driver.create(project_id=project)
    driver.delete(id_, outs)
    assert supabase.keys[project] == []


def test_password_of_an_adopted_project_is_set(supabase: Supabase) -> None:
    """It cannot be read, so it is never taken for the program's."""
    supabase.faults.append(Fault("GET /v1/projects/{ref}", status=403))
    driver = Driver("supabase:Project", supabase)
    with pytest.raises(VendorError):
        driver.create(**PROJECT)
    id_, _ = driver.create(**PROJECT | {"password": "another-passw0rd-2"})
    assert supabase.passwords == {id_: "another-passw0rd-2"}


@pytest.mark.parametrize(
    ("inputs", "paths"),
    [
        ({"plan": "free"}, ["compute_size"]),
        ({"plan": "free", "compute_size": "nano"}, []),
        ({"password": "short", "region": "tokyo"}, ["", "region"]),
        ({"compute_size": "huge"}, ["compute_size"]),
    ],
)
def test_what_a_preview_refuses(
    supabase: Supabase, inputs: dict[str, str], paths: list[str]
) -> None:
    refused = Driver("supabase:Project", supabase).check(**PROJECT | inputs)
    assert sorted(path for path, _ in refused) == sorted(paths)


def test_settings_live(supabase: Supabase) -> None:
    project, _ = Driver("supabase:Project", supabase).create(**PROJECT)
    driver = Driver("supabase:Settings", supabase)
    inputs = {
        "project_id": project,
        "auth": {"site_url": "https://app.faro.example", "jwt_exp": 3600},
        "api": {"max_rows": 500},
        "pool_size": 30,
        "allowed_ranges": ["2001:db8::/32", "10.0.0.0/8"],
        "require_ssl": True,
    }
    id_, outs = driver.create(**inputs)
    assert driver.read(id_, outs) == outs
    live = supabase.settings[project]
    assert live["network"]["config"] == {
        "dbAllowedCidrs": ["10.0.0.0/8"],
        "dbAllowedCidrsV6": ["2001:db8::/32"],
    }
    live["auth"]["site_url"] = "https://elsewhere.example"
    live["network"]["config"]["dbAllowedCidrs"] = ["0.0.0.0/0"]
    drifted = driver.read(id_, outs)
    assert drifted is not None
    assert drifted["auth"]["site_url"] == "https://elsewhere.example"
    assert drifted["allowed_ranges"] == ["0.0.0.0/0", "2001:db8::/32"]
    outs = driver.update(id_, outs, **inputs | {"require_ssl": False})
    assert live["ssl"]["currentConfig"] == {"database": False}
    assert driver.read(id_, outs) == outs
    driver.delete(id_, outs)
    assert live["api"]["max_rows"] == 500


def test_settings_compare_only_what_they_name(supabase: Supabase) -> None:
    project, _ = Driver("supabase:Project", supabase).create(**PROJECT)
    driver = Driver("supabase:Settings", supabase)
    id_, outs = driver.create(project_id=project, require_ssl=True)
    supabase.settings[project]["auth"]["site_url"] = "https://elsewhere.example"
    assert driver.read(id_, outs) == outs


def test_keys_live(supabase: Supabase) -> None:
    project, _ = Driver("supabase:Project", supabase).create(**PROJECT)
    driver = Driver("supabase:ApiKeys", supabase)
    id_, outs = driver.create(project_id=project)
    assert outs["publishable_key"].startswith("sb_publishable_")
    assert outs["secret_key"].startswith("sb_secret_")
    assert driver.read(id_, outs) == outs
    supabase.keys[project].pop()
    assert driver.read(id_, outs) is None
    driver.delete(id_, outs)
    assert supabase.keys[project] == []


@pytest.mark.parametrize("times", [1, 2])
def test_lost_answer_makes_one_pair(supabase: Supabase, times: int) -> None:
    project, _ = Driver("supabase:Project", supabase).create(**PROJECT)
    supabase.faults.append(Fault("POST /v1/projects/{ref}/api-keys", times=times, reset=True))
    Driver("supabase:ApiKeys", supabase).create(project_id=project)
    assert [key["type"] for key in supabase.keys[project]] == ["publishable", "secret"]


def test_lost_answer_makes_one_project(supabase: Supabase) -> None:
    supabase.faults.append(Fault("POST /v1/projects", reset=True))
    id_, _ = Driver("supabase:Project", supabase).create(**PROJECT)
    assert list(supabase.projects) == [id_]


def test_addon_lives(supabase: Supabase) -> None:
    project, _ = Driver("supabase:Project", supabase).create(**PROJECT)
    driver = Driver("supabase:Addon", supabase)
    inputs = {"project_id": project, "plan": "pro", "type": "pitr", "variant": "pitr_7"}
    id_, outs = driver.create(**inputs)
    assert driver.read(id_, outs) == outs
    outs = driver.update(id_, outs, **inputs | {"variant": "pitr_28"})
    assert driver.read(id_, outs) == outs
    driver.delete(id_, outs)
    assert driver.read(id_, outs) is None
    driver.delete(id_, outs)


def test_addon_that_is_refused(supabase: Supabase) -> None:
    refused = Driver("supabase:Addon", supabase).check(
        project_id="p", plan="free", type="pitr", variant="ipv4_default"
    )
    assert [path for path, _ in refused] == ["plan", "variant"]
