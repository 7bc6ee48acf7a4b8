"""The forms in which Fly.io answers, which are not those in which it is asked.

- Machines come in the form of Fly's Go types (superfly/fly-go): autostop as a boolean, which the
  description says in words although it types it as a string (machine_types.go, MarshalJSON),
  durations as ``1m0s`` (duration.go), no empty list or map (machine_types.go, omitempty).
- The retries of a restart policy and an empty ``init`` are filled in (docs, machines-resource).
- Checks are listed once the machine runs (superfly/flyctl, internal/machine/leasable_machine.go,
  WaitForHealthchecksToPass), beside one for older clients that says nothing (fly-go,
  RemoveCompatChecks).
- Of a machine whose host cannot be reached only a part of the config is known (fly-go, GetConfig).
"""

import re
from typing import Any

_INSIDE = ("app", "looks", "sick", "beside_unhealthy", "hidden", "unlisted")
_KNOWN_OF_UNREACHABLE = ("image", "metadata", "mounts")


def shown(thing: dict[str, Any]) -> dict[str, Any]:
    """Give a thing as the API shows it."""
    return {key: value for key, value in thing.items() if key not in _INSIDE}


def machine(thing: dict[str, Any]) -> dict[str, Any]:
    """Give a machine as the API shows it."""
    found = shown(thing)
    if found["host_status"] == "ok":
        found["config"] = config_in_go(thing["config"])
    else:
        part = {
            key: found["config"][key] for key in _KNOWN_OF_UNREACHABLE if key in found["config"]
        }
        found = {k: v for k, v in found.items() if k != "config"} | {"incomplete_config": part}
    if "health" in found.get("config", {}).get("checks", {}) and not thing["unlisted"]:
        healthy = thing["state"] == "started" and thing["looks"] < -thing["sick"]
        found["checks"] = [
            {"name": "bg_deployments_compat-0", "status": "critical"},
            {"name": "health", "status": "passing" if healthy else "critical"},
        ]
    return found


def config_in_go(config: dict[str, Any]) -> dict[str, Any]:
    """Give a config in the form of Fly's answers."""
    found = {key: value for key, value in config.items() if value not in ({}, [])}
    found["init"] = {}
    if found.get("restart", {}).get("policy") == "on-failure":
        found["restart"] = {"max_retries": 10, **found["restart"]}
    autostop = {"off": False, "stop": True}
    if "services" in found:
        found["services"] = [
            {**s, "autostop": autostop.get(s["autostop"], s["autostop"])} for s in found["services"]
        ]
    if "checks" in found:
        found["checks"] = {
            name: {key: _duration(value) for key, value in check.items()}
            for name, check in found["checks"].items()
        }
    return found


def described(template: str, body: Any) -> Any:
    """Take from an answer what superfly/fly-go has and the description leaves out.

    That is a machine's ``cordoned`` (machine_types.go), the null where no machine has a volume
    (volume_types.go), and ``status`` and ``data`` around a lease (MachineLease; docs,
    machines_lease_create_resp).
    """
    if template.endswith("/lease") and isinstance(body, dict):
        return body.get("data", body)
    if isinstance(body, list):
        return [described(template, one) for one in body]
    if isinstance(body, dict):
        more = {"cordoned": body.get("cordoned"), "attached_machine_id": None}
        found = {key: described(template, one) for key, one in body.items() if key == "volume"}
        return {k: v for k, v in body.items() if k not in more or v != more[k]} | found
    return body


def _duration(value: Any) -> Any:
    if not isinstance(value, str) or not re.fullmatch(r"\d+s", value):
        return value
    minutes, seconds = divmod(int(value[:-1]), 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return f"{hours}h{minutes}m{seconds}s"
    return f"{minutes}m{seconds}s" if minutes else value
