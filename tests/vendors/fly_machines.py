"""What the tests of Fly's machines ask for, and look at."""

from typing import Any

from .fly import Fly

MACHINES: dict[str, Any] = {
    "image": "registry.example/api@sha256:0",
    "machines": {"nrt": 2},
    "check": {"path": "/healthz", "port": 8000},
    "services": [{"internal_port": 8000}],
    "env": {"PORT": "8000"},
}
CREATE = "POST /apps/{app_name}/machines"
CREATE = "POST /apps/{app_name}/machines"
MACHINE = f"{CREATE[5:]}/{{machine_id}}"


def regions(fly: Fly) -> list[str]:
    return sorted(machine["region"] for machine in live(fly).values())


def live(fly: Fly) -> dict[str, Any]:
    """The machines that are not being destroyed."""
    return {id_: m for id_, m in fly.machines.items() if m["state"] != "destroying"}
