"""Fly.io under the engine."""

from .case import Case, with_inputs
from .fly import Fly

RESOURCES = (
    {
        "name": "volume",
        "type": "fly:Volume",
        "inputs": {"app": "${app}", "name": "data", "region": "nrt", "size_gb": 1},
    },
    {
        "name": "address",
        "type": "fly:IpAssignment",
        "inputs": {"app": "${app}", "type": "v6"},
    },
    {
        "name": "secrets",
        "type": "fly:Secrets",
        "inputs": {"app": "${app}"},
        "secrets": {"values": {"API_TOKEN": "the-fly-secret"}},
    },
    {
        "name": "machines",
        "type": "fly:Machines",
        "inputs": {
            "app": "${app}",
            "image": "registry.example/api@sha256:0",
            "machines": {"nrt": 2},
            "check": {"path": "/healthz", "port": 8000},
            "services": [{"internal_port": 8000}],
            "secrets_version": "${secrets.version}",
        },
    },
    {
        "name": "certificate",
        "type": "fly:Certificate",
        "inputs": {"app": "${app}", "hostname": "api.faro.example"},
    },
)
APP = {
    "name": "app",
    "type": "fly:App",
    "inputs": {"name": "faro-api", "organization": "faro"},
}
ALL = (APP, *RESOURCES)
GROWN = with_inputs(ALL, "volume", size_gb=2)
CHANGED = with_inputs(GROWN, "machines", image="registry.example/api@sha256:1")


def _drift(fly: Fly) -> None:
    """A variable more, a check less, one stopped; no snapshots; a secret of somebody else's."""
    first, last = fly.machines.values()
    for machine in (first, last):
        machine["config"] = {**machine["config"], "env": {"DEBUG": "1"}, "checks": {}}
    last["state"] = "stopped"
    for volume in fly.volumes.values():
        volume["auto_backup_enabled"] = False
    for values in fly.values.values():
        values["API_TOKEN"] = "changed-by-hand"


CASE = Case(
    namespace="fly",
    fake=Fly,
    resources=ALL,
    changed=CHANGED,
    changed_operations={"volume": "update", "machines": "update"},
    replaced=with_inputs(CHANGED, "certificate", hostname="chat.faro.example"),
    replaced_operations={"certificate": "replace"},
    drift=_drift,
    drifted_operations={"machines": "update", "secrets": "update", "volume": "update"},
    create="POST /apps",
    read="GET /apps/{app_name}",
    lose=lambda fly: fly.apps.clear(),
    slow=None,
    things=lambda fly: (
        len(fly.apps) + len(fly.machines) + fly.disks + sum(map(len, fly.ips.values()))
    ),
)
