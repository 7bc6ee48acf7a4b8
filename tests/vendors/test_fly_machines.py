"""What is sent of Fly's machines, what comes back, what differs after a refresh."""

from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest

from .driver import MARK, Driver
from .fly import Fly
from .fly_machines import CREATE, MACHINES, regions


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
            "stop_config": {"timeout": "5s"},
            "metadata": {
                "faro_mark": MARK,
                "faro_secrets": "0",
                "fly_process_group": "app",
                "fly_platform_version": "v2",
            },
        },
    }


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


def in_a_hurry(config: dict[str, Any]) -> None:
    config["stop_config"] = {"timeout": "1s"}


@pytest.mark.parametrize(
    ("change", "name"),
    [
        (in_a_hurry, "stop_seconds"),
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
        ({"stop_seconds": 300}, []),
        ({"stop_seconds": 301}, ["stop_seconds"]),
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
