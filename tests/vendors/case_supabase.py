"""Supabase under the engine."""

from .case import Case, with_inputs
from .supabase import Supabase

RESOURCES = (
    {
        "name": "project",
        "type": "supabase:Project",
        "inputs": {
            "name": "faro",
            "organization": "faro",
            "plan": "pro",
            "region": "ap-northeast-1",
            "compute_size": "small",
        },
        "secrets": {"password": "the-database-password"},
    },
    {
        "name": "settings",
        "type": "supabase:Settings",
        "inputs": {"project_id": "${project}", "api": {"max_rows": 500}, "require_ssl": True},
    },
    {"name": "keys", "type": "supabase:ApiKeys", "inputs": {"project_id": "${project}"}},
    {
        "name": "addon",
        "type": "supabase:Addon",
        "inputs": {
            "project_id": "${project}",
            "plan": "pro",
            "type": "pitr",
            "variant": "pitr_7",
        },
    },
)
CHANGED = with_inputs(
    with_inputs(RESOURCES, "project", compute_size="large"), "addon", variant="pitr_14"
)


def _drift(supabase: Supabase) -> None:
    for settings in supabase.settings.values():
        settings["ssl"]["currentConfig"] = {"database": False}


def _slow(supabase: Supabase) -> None:
    supabase.looks = 4


CASE = Case(
    namespace="supabase",
    fake=Supabase,
    resources=RESOURCES,
    changed=CHANGED,
    changed_operations={"project": "update", "addon": "update"},
    replaced=with_inputs(CHANGED, "addon", type="ipv4", variant="ipv4_default"),
    replaced_operations={"addon": "replace"},
    drift=_drift,
    drifted_operations={"settings": "update"},
    create="POST /v1/projects",
    read="GET /v1/projects/{ref}",
    lose=lambda supabase: supabase.projects.clear(),
    slow=_slow,
    things=lambda supabase: len(supabase.projects),
)
