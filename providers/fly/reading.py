"""Reads a machine in the form of the program's inputs, whatever form Fly returns.

Fly answers in the form of its Go types (superfly/fly-go): autostop as a boolean
(machine_types.go, MarshalJSON), durations such as ``1m0s`` (duration.go), nothing where a list or a
map is empty (machine_types.go, omitempty).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from providers.comparison import covers
from providers.duration import seconds
from providers.fly.machine import STOP_SECONDS, Concurrency, Guest, Service, least_memory_mb

MARK, SECRETS = "faro_mark", "faro_secrets"
PROCESS = "fly_process_group"

_AUTOSTOP = {False: "off", None: "off", True: "stop"}
_NANOSECONDS = 1_000_000_000
_SIZE = re.compile(r"(shared|performance)(?:-cpu)?-(\d+)x")
_RESTART = "on-failure"
"""What Fly does without a policy (the description of MachineRestart)."""


def read(machine: Mapping[str, Any]) -> dict[str, Any]:
    """The inputs that a machine's config stands for; what it lacks is left out."""
    config = machine.get("config") or {}
    found: dict[str, Any] = {
        "env": dict(config.get("env") or {}),
        "services": [_service(service) for service in config.get("services") or ()],
        "restart": (config.get("restart") or {}).get("policy") or _RESTART,
    }
    timeout = (config.get("stop_config") or {}).get("timeout")
    found["stop_seconds"] = STOP_SECONDS if timeout is None else _seconds(timeout)
    named = metadata(machine)
    if "image" in config:
        found["image"] = config["image"]
    if PROCESS in named:
        found["process"] = named[PROCESS]
    if (version := _whole(named.get(SECRETS))) != 0:
        found["secrets_version"] = version
    if guest := _guest(config):
        found["guest"] = guest
    if check := (config.get("checks") or {}).get("health"):
        found["check"] = _check(check)
    for mount in mounts(machine):
        found["mount_path"] = mount.get("path")
    return found


def metadata(machine: Mapping[str, Any]) -> Mapping[str, Any]:
    """The metadata of a machine, also while its host cannot be reached."""
    return _config(machine).get("metadata") or {}


def mounts(machine: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    """The volumes of a machine, also while its host cannot be reached."""
    return _config(machine).get("mounts") or ()


def _config(machine: Mapping[str, Any]) -> Mapping[str, Any]:
    """The config, else the part that Fly knows (superfly/fly-go, machine_types.go: GetConfig)."""
    return machine.get("config") or machine.get("incomplete_config") or {}


def _guest(config: Mapping[str, Any]) -> dict[str, Any]:
    """The size, which an older machine has as a name such as ``shared-cpu-1x``."""
    if guest := config.get("guest"):
        return {name: guest.get(name) for name in Guest.model_fields}
    size = _SIZE.fullmatch(str(config.get("size")))
    if size is None:
        return {}
    kind, cpus = size[1], int(size[2])
    return {"cpu_kind": kind, "cpus": cpus, "memory_mb": least_memory_mb(kind, cpus)}


def _service(live: Mapping[str, Any]) -> dict[str, Any]:
    autostop = live.get("autostop")
    found = {
        "internal_port": live.get("internal_port"),
        "autostop": autostop if isinstance(autostop, str) else _AUTOSTOP[autostop],
        "autostart": live.get("autostart", True),
        "min_machines_running": live.get("min_machines_running") or 0,
    }
    if concurrency := live.get("concurrency"):
        found["concurrency"] = {name: concurrency.get(name) for name in Concurrency.model_fields}
    usual = Service.FIXED
    strange = {name: live.get(name) for name in usual if not covers(usual[name], live.get(name))}
    return {**found, **strange}


def _check(live: Mapping[str, Any]) -> dict[str, Any]:
    times = {"interval": "interval", "timeout": "timeout", "grace": "grace_period"}
    found = {f"{name}_seconds": _seconds(live.get(key)) for name, key in times.items()}
    usual = {"type": "http", "method": "GET"}
    strange = {name: live.get(name) for name in usual if live.get(name) != usual[name]}
    return {"path": live.get("path"), "port": live.get("port"), **found, **strange}


def _seconds(live: Any) -> Any:
    """A duration in whole seconds; one that is none stays as it is."""
    try:
        found = seconds(live) if isinstance(live, str) else live / _NANOSECONDS
    except (TypeError, ValueError):
        return live
    return int(found) if found == int(found) else found


def _whole(text: Any) -> Any:
    """The number of a secrets version, which metadata hold as a text; 0 where there is none."""
    return int(text) if str(text).isdecimal() else text or 0
