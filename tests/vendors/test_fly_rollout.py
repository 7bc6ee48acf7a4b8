"""How Fly's machines are made, updated and taken away, and what disturbs it."""

import pytest

from providers.errors import VendorError
from providers.fly import operations

from .driver import Driver
from .fake import Fault
from .fly import Fly
from .fly_machines import CREATE, MACHINES, live, regions


@pytest.mark.parametrize("times", [1, 2])
def test_lost_answer_makes_no_third(fly: Fly, app: str, times: int) -> None:
    fly.faults.append(Fault(CREATE, reset=True, times=times))
    Driver("fly:Machines", fly).create(**MACHINES, app=app)
    assert fly.count(CREATE) == 2


def test_interrupted_group_is_filled(fly: Fly, app: str) -> None:
    """The second machine cannot be made; the next deployment makes only that one."""
    fly.faults += [Fault(CREATE, reset=True), Fault(CREATE, status=400)]
    driver = Driver("fly:Machines", fly)
    with pytest.raises(VendorError):
        driver.create(**MACHINES, app=app)
    assert len(fly.machines) == 1
    driver.create(**MACHINES, app=app)
    assert fly.count(CREATE) == 2


def test_a_machine_that_is_not_as_asked_is_the_last_one(fly: Fly, app: str) -> None:
    fly.clamps = {"guest": {"cpu_kind": "shared", "cpus": 1, "memory_mb": 1024}}
    with pytest.raises(VendorError, match=r"made machine m0001 with a different guest"):
        Driver("fly:Machines", fly).create(**MACHINES, app=app)
    assert fly.count(CREATE) == 1


@pytest.mark.parametrize("lag", [1, 4])
def test_a_list_that_lags_makes_no_machine_more(fly: Fly, app: str, lag: int) -> None:
    fly.lag = lag
    driver = Driver("fly:Machines", fly)
    id_, outs = driver.create(**MACHINES, app=app)
    assert fly.count(CREATE) == 2
    assert outs["machines"] == {"nrt": 2.0}
    assert driver.read(id_, outs) == outs


def test_a_lost_answer_and_a_list_that_lags(fly: Fly, app: str) -> None:
    fly.lag = 2
    fly.faults.append(Fault(CREATE, reset=True))
    Driver("fly:Machines", fly).create(**MACHINES, app=app)
    assert fly.count(CREATE) == 2


def test_failed_machines_do_not_pile_up(fly: Fly, app: str) -> None:
    fly.becomes = "failed"
    driver = Driver("fly:Machines", fly)
    for _ in range(3):
        with pytest.raises(VendorError, match="is failed"):
            driver.create(**MACHINES, app=app)
    assert len(live(fly)) <= 2
    fly.becomes = "started"
    driver.create(**MACHINES, app=app)
    assert regions(fly) == ["nrt", "nrt"]
    assert {machine["state"] for machine in live(fly).values()} == {"started"}


def test_surplus_machines_are_taken_away(fly: Fly, app: str) -> None:
    driver = Driver("fly:Machines", fly)
    id_, outs = driver.create(**MACHINES, app=app)
    extra = {**fly.machines["m0001"], "id": "m9999", "created_at": "2026-11-26T10:00:00Z"}
    fly.machines["m9999"] = extra
    drifted = driver.read(id_, outs)
    assert drifted is not None
    assert drifted["machines"] == {"nrt": 3.0}
    driver.update(id_, drifted, **MACHINES, app=app)
    assert regions(fly) == ["nrt", "nrt"]
    assert fly.killed == 0


def test_region_is_left_only_when_the_new_one_is_healthy(fly: Fly, app: str) -> None:
    driver = Driver("fly:Machines", fly)
    id_, outs = driver.create(**MACHINES, app=app)
    before = len(fly.calls)
    driver.update(id_, outs, **MACHINES | {"machines": {"sin": 2, "nrt": 1}}, app=app)
    assert regions(fly) == ["nrt", "sin", "sin"]
    kinds = [call.kind for call in fly.calls[before:]]
    delete = "DELETE /apps/{app_name}/machines/{machine_id}"
    assert kinds.index(delete) > max(at for at, kind in enumerate(kinds) if kind == CREATE)


def test_bluegreen_makes_a_second_set_first(fly: Fly, app: str) -> None:
    driver = Driver("fly:Machines", fly)
    inputs = {**MACHINES, "app": app, "strategy": "bluegreen"}
    id_, outs = driver.create(**inputs)
    before = set(fly.machines)
    outs = driver.update(id_, outs, **inputs | {"image": "registry.example/api@sha256:1"})
    assert set(live(fly)).isdisjoint(before)
    assert fly.killed == 0, "those that ran were stopped first"
    assert regions(fly) == ["nrt", "nrt"]
    assert driver.read(id_, outs) == outs


def test_gate_stops_the_roll(fly: Fly, app: str) -> None:
    driver = Driver("fly:Machines", fly)
    id_, outs = driver.create(**MACHINES, app=app)
    fly.becomes = "failed"
    with pytest.raises(
        VendorError, match=r"is failed(.|\n)*other machines were not changed(.|\n)*fly logs"
    ):
        driver.update(id_, outs, **MACHINES | {"image": "registry.example/bad"}, app=app)
    images = sorted(machine["config"]["image"] for machine in fly.machines.values())
    assert images == ["registry.example/api@sha256:0", "registry.example/bad"]


def test_a_started_machine_is_not_healthy_before_its_check_passes(
    fly: Fly, app: str, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    fly.sick = 3
    Driver("fly:Machines", fly).create(**MACHINES, app=app)
    assert "Fly machine m0001: started, health" in capfd.readouterr().err
    fly.sick = 10**6
    monkeypatch.setattr(operations, "_GATE_SECONDS", 0.05)
    with pytest.raises(VendorError, match="is still started, health"):
        Driver("fly:Machines", fly).create(**MACHINES, app=app, mark="9876543210")


def test_a_lease_of_somebody_else_is_waited_for(fly: Fly, app: str) -> None:
    driver = Driver("fly:Machines", fly)
    id_, outs = driver.create(**MACHINES, app=app)
    fly.busy = 3
    driver.update(id_, outs, **MACHINES | {"restart": "always"}, app=app)
    assert fly.leases == {}, "its own are given back"
    assert [m["config"]["restart"] for m in fly.machines.values()] == [{"policy": "always"}] * 2


def test_new_secrets_reach_the_machines(fly: Fly, app: str) -> None:
    secrets = Driver("fly:Secrets", fly)
    _, outs = secrets.create(app=app, values={"A": "one"})
    driver = Driver("fly:Machines", fly)
    inputs = {**MACHINES, "app": app}
    id_, made = driver.create(**inputs, secrets_version=outs["version"])
    fly.version = 2
    driver.update(id_, made, **inputs, secrets_version=2)
    bodies = [call.body for call in fly.calls if call.kind.endswith("{machine_id}") and call.body]
    assert [body["min_secrets_version"] for body in bodies] == [2, 2]


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("insufficient memory available to fulfill request", "No capacity"),
        ("your organization has reached its machine limit", "Correct the value"),
    ],
)
def test_no_capacity_is_not_a_name_that_is_taken(fly: Fly, app: str, said: str, words: str) -> None:
    fly.faults.append(Fault(CREATE, status=409, body={"error": said}))
    with pytest.raises(VendorError, match=words) as caught:
        Driver("fly:Machines", fly).create(**MACHINES, app=app)
    assert said in str(caught.value)
    assert "Name already in use" not in str(caught.value)
