"""Reads a machine's config as the program would say it, whatever form Fly gives it in.

Fly answers in the form of its Go types (superfly/fly-go): autostop as a boolean
(machine_types.go, MarshalJSON), durations such as ``1m0s`` (duration.go), nothing where a list or a
map is empty (machine_types.go, omitempty).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from providers.comparison import covers
from providers.duration import seconds
from providers.fly.machine import Concurrency, Guest, Service

_AUTOSTOP = {False: "off", None: "off", True: "stop"}
_NANOSECONDS = 1_000_000_000


def read(config: Mapping[str, Any]) -> dict[str, Any]:
    """The inputs that a config stands for; what it lacks is left out."""
    found: dict[str, Any] = {
        "env": dict(config.get("env") or {}),
        "services": [_service(service) for service in config.get("services") or ()],
    }
    if "image" in config:
        found["image"] = config["image"]
    if guest := config.get("guest"):
        found["guest"] = {name: guest.get(name) for name in Guest.model_fields}
    if check := (config.get("checks") or {}).get("health"):
        found["check"] = _check(check)
    if restart := (config.get("restart") or {}).get("policy"):
        found["restart"] = restart
    return found


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
    usual = {name: Service.FIXED[name] for name in Service.FIXED}
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
