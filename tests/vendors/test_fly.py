"""Fly's resources against the fake: what is sent, what comes back, what is refused."""

from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest

from providers.errors import VendorError
from providers.fly import operations
from providers.fly.states import DYING_VOLUME

from .driver import MARK, Driver
from .fake import Fault
from .fly import Fly

APP = {"name": "faro-api", "organization": "faro"}
MACHINES: dict[str, Any] = {
    "image": "registry.example/api@sha256:0",
    "machines": {"nrt": 2},
    "check": {"path": "/healthz", "port": 8000},
    "services": [{"internal_port": 8000}],
    "env": {"PORT": "8000"},
}
CREATE = "POST /apps/{app_name}/machines"


@pytest.fixture
def app(fly: Fly) -> str:
    """Give an app."""
    return Driver("fly:App", fly).create(**APP)[0]


def regions(fly: Fly) -> list[str]:
    return sorted(machine["region"] for machine in live(fly).values())


def live(fly: Fly) -> dict[str, Any]:
    """The machines that are not being destroyed."""
    return {id_: m for id_, m in fly.machines.items() if m["state"] != "destroying"}


def test_app_lives(fly: Fly) -> None:
    fly.faults.append(Fault("POST /apps", reset=True))
    driver = Driver("fly:App", fly)
    id_, outs = driver.create(**APP)
    assert fly.count("POST /apps") == 1
    assert id_ == f"faro-api-{MARK}"
    assert outs["url"] == f"https://{id_}.fly.dev"
    assert driver.diff(id_, outs, **APP) == (False, [])
    assert driver.diff(id_, outs, **APP | {"organization": "o"}) == (True, ["organization"])
    assert driver.read(id_, outs) == outs
    driver.delete(id_, outs)
    driver.delete(id_, outs)
    assert driver.read(id_, outs) is None


def test_name_of_another_customer(fly: Fly) -> None:
    fly.taken.add(f"faro-api-{MARK}")
    with pytest.raises(VendorError, match="has something of that name already"):
        Driver("fly:App", fly).create(**APP)


def test_organization_of_others(fly: Fly) -> None:
    with pytest.raises(VendorError, match="Take a token of the organisation"):
        Driver("fly:App", fly).create(name="faro-api", organization="theirs")


def test_machines_live(fly: Fly, app: str) -> None:
    driver = Driver("fly:Machines", fly)
    id_, outs = driver.create(**MACHINES, app=app)
    assert id_ == f"{app}/app"
    assert regions(fly) == ["nrt", "nrt"]
    assert outs["machine_ids"] == sorted(fly.machines)
    assert driver.diff(id_, outs, **MACHINES, app=app) == (False, [])
    assert driver.read(id_, outs) == outs
    changes: dict[str, Any] = {
        "image": "registry.example/api@sha256:1",
        "guest": {"cpu_kind": "performance", "cpus": 2, "memory_mb": 4096},
        "env": {"PORT": "9000"},
        "services": [{"internal_port": 9000, "autostop": "suspend", "min_machines_running": 1}],
        "check": {"path": "/", "port": 9000},
        "restart": "always",
    }
    before = set(fly.machines)
    outs = driver.update(id_, outs, **MACHINES | changes, app=app)
    assert set(fly.machines) == before, "changed in place"
    assert driver.read(id_, outs) == outs
    assert {m["beside_unhealthy"] for m in fly.machines.values()} == {0}, "one after the other"
    driver.delete(id_, outs)
    driver.delete(id_, outs)
    assert driver.read(id_, outs) is None


def test_machines_drift(fly: Fly, app: str) -> None:
    driver = Driver("fly:Machines", fly)
    id_, outs = driver.create(**MACHINES, app=app)
    last = max(fly.machines)
    fly.machines[last]["config"]["image"] = "registry.example/other"
    drifted = driver.read(id_, outs)
    assert drifted is not None
    assert drifted["image"] == "registry.example/other"
    del fly.machines[last]
    fewer = driver.read(id_, outs)
    assert fewer is not None
    assert fewer["machines"] == {"nrt": 1.0}
    driver.update(id_, fewer, **MACHINES, app=app)
    assert regions(fly) == ["nrt", "nrt"]


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
    with pytest.raises(VendorError, match=r"is failed(.|\n)*others still run(.|\n)*fly logs"):
        driver.update(id_, outs, **MACHINES | {"image": "registry.example/bad"}, app=app)
    images = sorted(machine["config"]["image"] for machine in fly.machines.values())
    assert images == ["registry.example/api@sha256:0", "registry.example/bad"]


def test_machines_with_volumes(fly: Fly, app: str) -> None:
    volumes = Driver("fly:Volume", fly)
    disk = {"app": app, "name": "data", "region": "sin", "size_gb": 1}
    ids = [volumes.create(**disk, mark=mark)[0] for mark in ("aaaaaaaaaa", "bbbbbbbbbb")]
    driver = Driver("fly:Machines", fly)
    inputs = {**MACHINES, "app": app, "volumes": ids, "mount_path": "/data"}
    id_, outs = driver.create(**inputs)
    assert regions(fly) == ["sin", "sin"], "where its volume is"
    outs = driver.update(id_, outs, **inputs | {"image": "registry.example/api@sha256:1"})
    assert driver.read(id_, outs) == outs
    assert {volume["attached_machine_id"] for volume in fly.volumes.values()} == set(fly.machines)


def test_volume_lives(fly: Fly, app: str) -> None:
    fly.faults.append(Fault("POST /apps/{app_name}/volumes", reset=True))
    driver = Driver("fly:Volume", fly)
    inputs = {"app": app, "name": "data", "region": "nrt", "size_gb": 3}
    id_, outs = driver.create(**inputs)
    assert fly.count("POST /apps/{app_name}/volumes") == 1
    assert driver.read(id_, outs) == outs
    assert driver.diff(id_, outs, **inputs | {"size_gb": 5}) == (True, [])
    assert driver.diff(id_, outs, **inputs | {"size_gb": 2}) == (True, ["size_gb"])
    outs = driver.update(id_, outs, **inputs | {"size_gb": 5, "snapshot_days": 9})
    assert driver.read(id_, outs) == outs
    driver.delete(id_, outs)
    driver.delete(id_, outs)
    assert driver.read(id_, outs) is None


@pytest.mark.parametrize("kind", ["v4", "shared_v4", "v6"])
def test_address_lives(fly: Fly, app: str, kind: str) -> None:
    fly.faults.append(Fault("POST /apps/{app_name}/ip_assignments", reset=True))
    driver = Driver("fly:IpAssignment", fly)
    id_, outs = driver.create(app=app, type=kind)
    assert fly.count("POST /apps/{app_name}/ip_assignments") == 1
    assert outs["address"] == id_
    assert driver.read(id_, outs) == outs
    driver.delete(id_, outs)
    driver.delete(id_, outs)
    assert driver.read(id_, outs) is None


def test_secrets_live(fly: Fly, app: str) -> None:
    driver = Driver("fly:Secrets", fly)
    inputs = {"app": app, "values": {"A": "one", "B": "two"}}
    id_, outs = driver.create(**inputs)
    assert outs["version"] == 1.0
    assert driver.read(id_, outs) == outs
    fly.values[app]["A"] = "changed by hand"
    fly.values[app]["THEIRS"] = "x"
    drifted = driver.read(id_, outs)
    assert drifted is not None
    assert drifted["values"] == {"B": "two"}
    assert driver.diff(id_, drifted, **inputs) == (True, [])
    outs = driver.update(id_, outs, app=app, values={"B": "three"})
    assert fly.values[app] == {"B": "three", "THEIRS": "x"}
    assert outs["version"] == 3.0
    assert driver.read(id_, outs) == outs
    driver.delete(id_, outs)
    assert fly.values[app] == {"THEIRS": "x"}
    driver.delete(id_, outs)


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


def test_certificate_lives(fly: Fly, app: str) -> None:
    fly.faults.append(Fault("POST /apps/{app_name}/certificates/acme", reset=True))
    driver = Driver("fly:Certificate", fly)
    id_, outs = driver.create(app=app, hostname="api.faro.example")
    assert fly.count("POST /apps/{app_name}/certificates/acme") == 1
    assert outs["cname"] == f"{app}.fly.dev"
    assert driver.read(id_, outs) == outs
    assert driver.create(app=app, hostname="api.faro.example")[0] == id_, "found by its name"
    driver.delete(id_, outs)
    assert driver.read(id_, outs) is None


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"services": [{"internal_port": 8000, "autostop": "stop"}]},
        {"services": [{"internal_port": 8000, "autostop": "suspend"}]},
        {"check": {"path": "/", "port": 8000, "grace_seconds": 60, "interval_seconds": 3600}},
        {"services": [], "env": {}},
    ],
)
def test_fly_may_write_it_otherwise(fly: Fly, app: str, changes: dict[str, Any]) -> None:
    """Two machines are asked for, two are made, and nothing differs after a refresh."""
    driver = Driver("fly:Machines", fly)
    inputs = {**MACHINES, **changes, "app": app}
    id_, outs = driver.create(**inputs)
    assert fly.count(CREATE) == 2
    assert driver.read(id_, outs) == outs
    assert driver.diff(id_, outs, **inputs) == (False, [])


def test_a_machine_that_is_not_as_asked_is_the_last_one(fly: Fly, app: str) -> None:
    fly.clamps = {"guest": {"cpu_kind": "shared", "cpus": 1, "memory_mb": 1024}}
    with pytest.raises(VendorError, match=r"made machine m0001 with another guest"):
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


def without_check(config: dict[str, Any]) -> None:
    del config["checks"]


def without_https(config: dict[str, Any]) -> None:
    config["services"][0]["ports"][0]["force_https"] = False


def with_variable(config: dict[str, Any]) -> None:
    config["env"] = {**config["env"], "DEBUG": "1"}


def without_services(config: dict[str, Any]) -> None:
    del config["services"]


def restarting(config: dict[str, Any]) -> None:
    config["restart"] = {"policy": "no"}


@pytest.mark.parametrize(
    ("change", "name"),
    [
        (without_check, "check"),
        (without_https, "services"),
        (with_variable, "env"),
        (without_services, "services"),
        (restarting, "restart"),
    ],
)
def test_drift_of_one_machine_is_seen_and_undone(
    fly: Fly, app: str, change: Callable[[dict[str, Any]], None], name: str
) -> None:
    driver = Driver("fly:Machines", fly)
    id_, outs = driver.create(**MACHINES, app=app)
    fly.machines["m0002"]["config"] = deepcopy(fly.machines["m0002"]["config"])
    change(fly.machines["m0002"]["config"])
    drifted = driver.read(id_, outs)
    assert drifted is not None
    changed = {k for k in outs.keys() | drifted if outs.get(k) != drifted.get(k)}
    assert changed == {name, "uniform"}
    again = driver.read(id_, drifted)
    assert again is not None
    assert driver.diff(id_, again, **MACHINES, app=app)[0], "a second refresh does not hide it"
    outs = driver.update(id_, drifted, **MACHINES, app=app)
    assert driver.read(id_, outs) == outs
    assert fly.count(CREATE) == 2


def test_machines_are_sent_as_they_should_be(fly: Fly, app: str) -> None:
    Driver("fly:Machines", fly).create(**MACHINES, app=app)
    first = next(call.body for call in fly.calls if call.kind == CREATE)
    assert first == {
        "region": "nrt",
        "config": {
            "image": "registry.example/api@sha256:0",
            "guest": {"cpu_kind": "shared", "cpus": 1, "memory_mb": 512},
            "env": {"PORT": "8000"},
            "services": [
                {
                    "internal_port": 8000,
                    "autostop": "off",
                    "autostart": True,
                    "min_machines_running": 0,
                    "concurrency": {"type": "requests", "soft_limit": 200, "hard_limit": 250},
                    "protocol": "tcp",
                    "ports": [
                        {"port": 80, "handlers": ["http"], "force_https": True},
                        {"port": 443, "handlers": ["tls", "http"]},
                    ],
                }
            ],
            "checks": {
                "health": {
                    "type": "http",
                    "method": "GET",
                    "path": "/healthz",
                    "port": 8000,
                    "interval": "15s",
                    "timeout": "5s",
                    "grace_period": "30s",
                }
            },
            "restart": {"policy": "on-failure"},
            "metadata": {
                "faro_mark": MARK,
                "faro_secrets": "0",
                "fly_process_group": "app",
                "fly_platform_version": "v2",
            },
        },
    }


def test_a_volume_is_free_once_its_machine_is_destroyed(fly: Fly, app: str) -> None:
    """Deleted right after the machines went: Fly answers 412 for a moment."""
    volumes = Driver("fly:Volume", fly)
    disk = {"app": app, "name": "data", "region": "sin", "size_gb": 1}
    made = [volumes.create(**disk, mark=mark) for mark in ("aaaaaaaaaa", "bbbbbbbbbb")]
    fly.looks = 3
    driver = Driver("fly:Machines", fly)
    inputs = {**MACHINES, "app": app, "volumes": [id_ for id_, _ in made], "mount_path": "/data"}
    id_, outs = driver.create(**inputs)
    driver.delete(id_, outs)
    for volume, its in made:
        volumes.delete(volume, its)
    assert fly.machines == {}
    assert fly.disks == 0


def test_a_bound_volume_is_waited_for(fly: Fly, app: str) -> None:
    volumes = Driver("fly:Volume", fly)
    id_, outs = volumes.create(app=app, name="data", region="sin", size_gb=1)
    fly.faults.append(
        Fault(
            "DELETE /apps/{app_name}/volumes/{volume_id}",
            status=412,
            body={"error": "volume is currently bound to machine: m1"},
            times=3,
        )
    )
    volumes.delete(id_, outs)
    assert fly.disks == 0


@pytest.mark.parametrize("state", sorted(DYING_VOLUME))
def test_a_dying_volume_is_never_taken_over(fly: Fly, app: str, state: str) -> None:
    driver = Driver("fly:Volume", fly)
    inputs = {"app": app, "name": "data", "region": "nrt", "size_gb": 3}
    id_, outs = driver.create(**inputs)
    fly.volumes[id_]["state"] = state
    assert driver.read(id_, outs) is None
    assert driver.create(**inputs | {"region": "sin"})[0] != id_


def test_an_app_is_seen_a_moment_later(fly: Fly) -> None:
    fly.hidden_app = 3
    id_, _ = Driver("fly:App", fly).create(**APP)
    assert list(fly.apps) == [id_]


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("insufficient memory available to fulfill request", "has no capacity"),
        ("your organization has reached its machine limit", "Correct the value"),
    ],
)
def test_no_capacity_is_not_a_name_that_is_taken(fly: Fly, app: str, said: str, words: str) -> None:
    fly.faults.append(Fault(CREATE, status=409, body={"error": said}))
    with pytest.raises(VendorError, match=words) as caught:
        Driver("fly:Machines", fly).create(**MACHINES, app=app)
    assert said in str(caught.value)
    assert "of that name already" not in str(caught.value)


def test_addresses_are_found_by_their_type(fly: Fly, app: str) -> None:
    """What a killed deployment made is continued with; another type is another address."""
    six, _ = Driver("fly:IpAssignment", fly).create(app=app, type="v6")
    shared, _ = Driver("fly:IpAssignment", fly).create(app=app, type="shared_v4")
    assert Driver("fly:IpAssignment", fly).create(app=app, type="v6")[0] == six
    assert {ip["ip"] for ip in fly.ips[app]} == {six, shared}


@pytest.mark.parametrize(
    ("changes", "paths"),
    [
        ({}, []),
        ({"check": {"path": "healthz", "port": 1}}, ["check.path"]),
        ({"machines": {"nrt": 1}}, ["machines"]),
        ({"machines": {"nrt": 1}, "production": False}, []),
        ({"strategy": "bluegreen", "volumes": ["v1", "v2"], "mount_path": "/d"}, ["strategy"]),
        ({"volumes": ["v1"], "mount_path": "/d"}, ["volumes"]),
        ({"volumes": ["v1", "v2"]}, ["mount_path"]),
        ({"env": {"DB_PASSWORD": "x"}}, ["env.DB_PASSWORD"]),
        ({"guest": {"memory_mb": 300}}, ["guest.memory_mb"]),
        ({"guest": {"cpus": 4, "memory_mb": 512}}, ["guest.memory_mb"]),
        ({"guest": {"cpus": 3}}, ["guest.cpus"]),
        (
            {"services": [{"internal_port": 1, "min_machines_running": 3}]},
            ["services[0].min_machines_running"],
        ),
        (
            {"services": [{"internal_port": 1, "concurrency": {"soft_limit": 300}}]},
            ["services[0].concurrency.soft_limit"],
        ),
    ],
)
def test_what_a_preview_refuses(fly: Fly, changes: dict[str, Any], paths: list[str]) -> None:
    refused = Driver("fly:Machines", fly).check(**MACHINES | changes, app="a")
    assert [path for path, _ in refused] == paths
