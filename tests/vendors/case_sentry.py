"""Sentry under the engine."""

from .case import Case, with_inputs
from .sentry import Sentry

_AT = "/api/0/organizations/{organization_id_or_slug}"
RESOURCES = (
    {
        "name": "dashboard",
        "type": "sentry:Dashboard",
        "inputs": {
            "organization": "faro",
            "name": "Latency",
            "widgets": [{"title": "P95", "aggregates": ["p95(span.duration)"]}],
        },
    },
    {
        "name": "monitor",
        "type": "sentry:Monitor",
        "inputs": {
            "organization": "faro",
            "project": "faro-api",
            "name": "Slow",
            "measure": "spans",
            "aggregate": "p95(span.duration)",
            "threshold": 500,
        },
    },
    {
        "name": "alert",
        "type": "sentry:Alert",
        "inputs": {
            "organization": "faro",
            "name": "New error",
            "on": ["first_seen_event"],
            "projects": ["faro-api"],
            "monitor_ids": ["${monitor}"],
        },
    },
)
RENAMED = with_inputs(RESOURCES, "dashboard", name="Times")
CHANGED = with_inputs(RENAMED, "alert", every_minutes=60)


def _drift(sentry: Sentry) -> None:
    for workflow in sentry.things["workflows"].values():
        workflow["config"]["frequency"] = 5
        workflow["actionFilters"][0]["actions"] = []
    for detector in sentry.things["detectors"].values():
        detector["enabled"] = detector["type"] == "error"
    for dashboard in sentry.things["dashboards"].values():
        dashboard["widgets"].clear()


CASE = Case(
    namespace="sentry",
    fake=Sentry,
    resources=RESOURCES,
    changed=CHANGED,
    changed_operations={"dashboard": "update", "alert": "update"},
    replaced=with_inputs(CHANGED, "monitor", project="faro-frontend"),
    replaced_operations={"monitor": "replace", "alert": "update"},
    drift=_drift,
    drifted_operations={"alert": "update", "monitor": "update", "dashboard": "update"},
    create=f"POST {_AT}/dashboards/",
    read=f"GET {_AT}/dashboards/{{dashboard_id}}/",
    lose=lambda sentry: sentry.things["dashboards"].clear(),
    slow=None,
    things=lambda sentry: sentry.made,
)
