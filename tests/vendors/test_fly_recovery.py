"""Fly's machines after what went wrong: failures, kills, hands of others, lost answers."""

from typing import Any

import pytest

from providers.errors import VendorError
from providers.fly import operations
from providers.state import UNFINISHED

from .driver import MARK, Driver
from .fake import Fault
from .fly import Fly
from .fly_machines import CREATE, MACHINE, MACHINES, live, regions

UPDATE, DELETE, STOP = f"POST {MACHINE}", f"DELETE {MACHINE}", f"POST {MACHINE}/stop"
LEASE = f"POST {MACHINE}/lease"


@pytest.mark.parametrize("changes", [{}, {"image": "registry.example/api@sha256:1"}])
def test_a_group_whose_creation_failed_is_finished_by_the_next_update(
    fly: Fly, app: str, changes: dict[str, Any]
) -> None:
    """All of its machines failed, and the state has it as unfinished."""
    driver = Driver("fly:Machines", fly)
    inputs = {**MACHINES, "app": app}
    fly.becomes = "failed"
    with pytest.raises(VendorError, match="is failed") as caught:
        driver.create(**inputs)
    assert caught.value.left is not None
    for machine in fly.machines.values():
        machine["state"] = "failed"
    left = {**caught.value.left.properties, UNFINISHED: True}
    drifted = driver.read(caught.value.left.id, left)
    assert drifted is not None
    assert drifted["machines"] == {}, "it is there, and has none that work"
    fly.becomes = "started"
    outs = driver.update(caught.value.left.id, left, **inputs | changes)
    assert outs["machines"] == {"nrt": 2.0}
    assert {machine["state"] for machine in live(fly).values()} == {"started"}


def test_a_create_says_which_machine_failed(fly: Fly, app: str) -> None:
    """Also where its list shows it as failed before it is looked at."""
    driver = Driver("fly:Machines", fly)
    id_, outs = driver.create(**MACHINES, app=app)
    fly.machines["m0002"]["state"] = "failed"
    fly.faults.append(Fault(CREATE, status=400))
    with pytest.raises(VendorError):
        driver.update(id_, outs, **MACHINES, app=app)
    assert regions(fly) == ["nrt"], "the one that works runs on"


def test_unreachable_hosts_keep_their_machines(fly: Fly, app: str) -> None:
    """Fly shows a part of their config: neither is the group gone, nor are others made."""
    driver = Driver("fly:Machines", fly)
    inputs = {**MACHINES, "app": app}
    id_, outs = driver.create(**inputs)
    fly.machines["m0001"]["host_status"] = "unreachable"
    assert driver.read(id_, outs) == outs
    fly.machines["m0002"]["host_status"] = "unreachable"
    assert driver.read(id_, outs) == outs
    fly.machines["m0002"]["host_status"] = "ok"
    driver.update(id_, outs, **inputs | {"image": "registry.example/api@sha256:1"})
    assert fly.count(CREATE) == 2
    assert fly.machines["m0001"]["config"]["image"] == MACHINES["image"], "it cannot be reached"
    fly.machines["m0001"]["host_status"] = "ok"
    drifted = driver.read(id_, outs)
    assert drifted is not None
    assert drifted["uniform"] is False


@pytest.mark.parametrize("changes", [{"state": "stopped"}, {"cordoned": True}])
def test_a_machine_that_somebody_took_away_serves_again(
    fly: Fly, app: str, changes: dict[str, Any]
) -> None:
    driver = Driver("fly:Machines", fly)
    inputs = {**MACHINES, "app": app}
    id_, outs = driver.create(**inputs)
    fly.machines["m0002"].update(changes)
    drifted = driver.read(id_, outs)
    assert drifted is not None
    assert {k for k in outs if outs[k] != drifted[k]} == {"running"}
    assert driver.diff(id_, drifted, **inputs) == (True, [])
    outs = driver.update(id_, drifted, **inputs)
    assert outs["running"] is True
    assert fly.machines["m0002"]["state"] == "started"
    assert fly.machines["m0002"]["cordoned"] is False
    assert fly.count(UPDATE) == 0, "its config is as it should be"


def test_a_machine_that_fly_put_to_sleep_is_no_drift(fly: Fly, app: str) -> None:
    driver = Driver("fly:Machines", fly)
    inputs = {**MACHINES, "app": app, "services": [{"internal_port": 8000, "autostop": "suspend"}]}
    id_, outs = driver.create(**inputs)
    fly.machines["m0002"]["state"] = fly.becomes = "suspended"
    assert driver.read(id_, outs) == outs
    driver.update(id_, outs, **inputs | {"restart": "always"})
    assert fly.count(f"POST {MACHINE}/start") == 0


EXIT = {"exit_code": 137, "requested_stop": False, "restarting": False}


def crashed(restarts: int, **exit_event: Any) -> dict[str, Any]:
    event = {**EXIT, **exit_event}
    return {"type": "exit", "request": {"exit_event": event, "restart_count": restarts}}


@pytest.mark.parametrize(
    ("events", "said"),
    [
        ([crashed(0)], "its program ended with exit code 137"),
        ([{"type": "start"}, crashed(2, restarting=True)], "again and again with exit code 137"),
    ],
)
def test_a_program_that_crashes_ends_the_wait(
    fly: Fly, app: str, events: list[dict[str, Any]], said: str
) -> None:
    driver = Driver("fly:Machines", fly)
    id_, outs = driver.create(**MACHINES, app=app)
    fly.becomes = "stopped"
    fly.crash = events
    with pytest.raises(VendorError, match=rf"{said}(.|\n)*fly logs"):
        driver.update(id_, outs, **MACHINES | {"restart": "always"}, app=app)
    assert fly.count(UPDATE) == 1, "the others run as they were"


@pytest.mark.parametrize(
    "events",
    [
        [{"type": "update"}, crashed(3, restarting=True)],
        [{"type": "start"}, crashed(0)],
        [crashed(0, requested_stop=True)],
        [{"type": "start"}, crashed(1, restarting=True)],
    ],
)
def test_what_happened_before_or_was_asked_for_is_no_crash(
    fly: Fly, app: str, events: list[dict[str, Any]]
) -> None:
    driver = Driver("fly:Machines", fly)
    id_, outs = driver.create(**MACHINES, app=app)
    fly.crash = events
    driver.update(id_, outs, **MACHINES | {"restart": "always"}, app=app)
    assert fly.count(UPDATE) == 2


@pytest.mark.parametrize(("given", "taken"), [({}, "30s"), ({"stop_seconds": 300}, "300s")])
def test_a_surplus_machine_is_stopped_then_deleted_without_force(
    fly: Fly, app: str, given: dict[str, int], taken: str
) -> None:
    driver = Driver("fly:Machines", fly)
    inputs = MACHINES | given
    id_, outs = driver.create(**inputs | {"machines": {"nrt": 3}}, app=app)
    driver.update(id_, outs, **inputs, app=app)
    [stop] = [call for call in fly.calls if call.kind == STOP]
    [delete] = [call for call in fly.calls if call.kind == DELETE]
    assert stop.body == {"timeout": taken}
    assert delete.query == {}
    assert fly.killed == 0


def test_one_that_does_not_stop_is_deleted_by_force(
    fly: Fly, app: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(operations, "_SHORTEST_KILL_SECONDS", 0)
    monkeypatch.setattr(operations, "_STOPPING_SECONDS", 0.05)
    driver = Driver("fly:Machines", fly)
    inputs = MACHINES | {"stop_seconds": 1}
    id_, outs = driver.create(**inputs | {"machines": {"nrt": 3}}, app=app)
    fly.stubborn = True
    driver.update(id_, outs, **inputs, app=app)
    assert [call.query for call in fly.calls if call.kind == DELETE] == [{"force": "true"}]
    assert regions(fly) == ["nrt", "nrt"]


def test_what_a_list_shows_late_is_deleted_as_well(fly: Fly, app: str) -> None:
    """Killed right after a machine was made: destroy finds it in a later list."""
    driver = Driver("fly:Machines", fly)
    id_, outs = driver.create(**MACHINES, app=app)
    fly.machines["m0002"]["hidden"] = 2
    driver.delete(id_, outs)
    assert fly.machines == {}


def test_a_new_machine_that_is_not_seen_yet_is_waited_for(fly: Fly, app: str) -> None:
    driver = Driver("fly:Machines", fly)
    id_, outs = driver.create(**MACHINES, app=app)
    fly.faults.append(Fault(f"GET {MACHINE}", status=404, times=2))
    driver.update(id_, outs, **MACHINES | {"machines": {"nrt": 3}}, app=app)
    assert regions(fly) == ["nrt"] * 3


def test_an_update_that_fly_makes_otherwise_is_the_last_one(fly: Fly, app: str) -> None:
    driver = Driver("fly:Machines", fly)
    id_, outs = driver.create(**MACHINES, app=app)
    fly.clamps = {"guest": {"cpu_kind": "shared", "cpus": 1, "memory_mb": 256}}
    with pytest.raises(VendorError, match="updated machine m0001 with a different guest"):
        driver.update(id_, outs, **MACHINES | {"guest": {"memory_mb": 1024}}, app=app)
    assert fly.count(UPDATE) == 1
    assert fly.leases == {}, "also then its lease is given back"


def test_a_lease_whose_answer_is_lost_ends(fly: Fly, app: str) -> None:
    driver = Driver("fly:Machines", fly)
    id_, outs = driver.create(**MACHINES, app=app)
    fly.faults.append(Fault(LEASE, reset=True))
    driver.update(id_, outs, **MACHINES | {"restart": "always"}, app=app)
    assert fly.count(UPDATE) == 2


def test_a_machine_under_a_lease_is_deleted_later(fly: Fly, app: str) -> None:
    driver = Driver("fly:Machines", fly)
    id_, outs = driver.create(**MACHINES, app=app)
    fly.leases["m0001"], fly.lease_looks["m0001"] = "somebody", 3
    driver.delete(id_, outs)
    assert fly.machines == {}


def test_the_lease_is_held_during_the_update_alone(fly: Fly, app: str) -> None:
    driver = Driver("fly:Machines", fly)
    id_, outs = driver.create(**MACHINES, app=app)
    driver.update(id_, outs, **MACHINES | {"restart": "always"}, app=app)
    of_the_lease = (LEASE, UPDATE, f"DELETE {MACHINE}/lease")
    kinds = [call.kind for call in fly.calls if call.kind in of_the_lease]
    assert kinds == [*of_the_lease, *of_the_lease]
    [asked, _] = [call.body for call in fly.calls if call.kind == LEASE]
    assert asked == {"ttl": 60, "description": "pulumi update"}


def test_secrets_that_are_not_everywhere_yet_are_waited_for(fly: Fly, app: str) -> None:
    _, secrets = Driver("fly:Secrets", fly).create(app=app, values={"A": "one"})
    fly.late_secrets = 3
    inputs = {**MACHINES, "app": app, "secrets_version": secrets["version"]}
    Driver("fly:Machines", fly).create(**inputs)
    assert len(fly.machines) == 2
    bodies = [call.body for call in fly.calls if call.kind == CREATE]
    assert {body["min_secrets_version"] for body in bodies} == {1}


@pytest.mark.parametrize(
    "fault",
    [
        {"status": 429, "times": 3},
        {"status": 408, "body": {"error": "request timed out"}},
        {"status": 408, "done": True},
        {"status": 504, "done": True},
    ],
)
def test_a_limit_and_a_timeout_make_no_machine_more(
    fly: Fly, app: str, fault: dict[str, Any]
) -> None:
    """Fly's limits have no Retry-After; after a timeout nobody knows what was made."""
    fly.faults.append(Fault(CREATE, **fault))
    Driver("fly:Machines", fly).create(**MACHINES, app=app)
    assert len(fly.machines) == 2


def test_a_group_of_ones_own_is_adopted_and_marked(fly: Fly, app: str) -> None:
    """Made by other means: those of the process that ``existing_id`` names, and no others."""
    driver = Driver("fly:Machines", fly)
    inputs = {**MACHINES, "app": app}
    driver.create(**inputs)
    driver.create(**inputs | {"process": "worker"}, mark="9876543210")
    for machine in fly.machines.values():
        machine["config"] = {**machine["config"], "metadata": {**machine["config"]["metadata"]}}
        del machine["config"]["metadata"]["faro_mark"]
    made = fly.count(CREATE)
    id_, outs = driver.create(**inputs, existing_id=f"{app}/app")
    marks = [m["config"]["metadata"].get("faro_mark") for m in fly.machines.values()]
    assert marks == [MARK, MARK, None, None]
    assert fly.count(CREATE) == made
    assert driver.read(id_, outs) == outs


def test_the_process_of_machines_is_changed(fly: Fly, app: str) -> None:
    driver = Driver("fly:Machines", fly)
    id_, outs = driver.create(**MACHINES, app=app)
    outs = driver.update(id_, outs, **MACHINES | {"process": "api"}, app=app)
    assert outs["process"] == "api"
    names = {m["config"]["metadata"]["fly_process_group"] for m in fly.machines.values()}
    assert names == {"api"}


def test_a_size_by_its_name_is_read(fly: Fly, app: str) -> None:
    driver = Driver("fly:Machines", fly)
    inputs = {**MACHINES, "app": app, "guest": {"memory_mb": 256}}
    id_, outs = driver.create(**inputs)
    for machine in fly.machines.values():
        config = {k: v for k, v in machine["config"].items() if k != "guest"}
        machine["config"] = config | {"size": "shared-cpu-1x"}
    assert driver.read(id_, outs) == outs


def test_a_deployment_asks_fly_little(fly: Fly, app: str) -> None:
    fly.lag = fly.looks = fly.unlisted = 0
    before = len(fly.calls)
    Driver("fly:Machines", fly).create(**MACHINES, app=app)
    kinds = [call.kind for call in fly.calls[before:]]
    assert kinds.count(f"GET {CREATE[5:]}") <= 4
    assert len(kinds) <= 9
