"""Neon under the engine."""

from .case import Case, with_inputs
from .neon import Neon

RESOURCES = (
    {
        "name": "project",
        "type": "neon:Project",
        "inputs": {"name": "faro", "region": "aws-ap-southeast-1", "max_units": 4},
    },
    {
        "name": "role",
        "type": "neon:Role",
        "inputs": {"name": "app", "project_id": "${project}"},
    },
    {
        "name": "database",
        "type": "neon:Database",
        "inputs": {"name": "app", "project_id": "${project}", "owner_name": "${role}"},
    },
    {
        "name": "branch",
        "type": "neon:Branch",
        "inputs": {"name": "preview", "project_id": "${project}"},
    },
    {
        "name": "endpoint",
        "type": "neon:Endpoint",
        "inputs": {"project_id": "${project}", "branch_id": "${branch}", "max_units": 1},
    },
)
CHANGED = with_inputs(with_inputs(RESOURCES, "project", max_units=8), "endpoint", max_units=2)


def _drift(neon: Neon) -> None:
    for project in neon.projects.values():
        project["history_retention_seconds"] = 0


def _slow(neon: Neon) -> None:
    neon.looks = 4


CASE = Case(
    namespace="neon",
    fake=Neon,
    resources=RESOURCES,
    changed=CHANGED,
    changed_operations={"project": "update", "endpoint": "update"},
    replaced=with_inputs(CHANGED, "role", name="other"),
    replaced_operations={"role": "replace", "database": "update"},
    drift=_drift,
    drifted_operations={"project": "update"},
    create="POST /projects",
    read="GET /projects/{project_id}",
    lose=lambda neon: neon.projects.clear(),
    slow=_slow,
    things=lambda neon: sum(map(len, (neon.projects, neon.branches, neon.endpoints))),
)
