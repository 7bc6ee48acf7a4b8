"""Axiom under the engine."""

from .axiom import Axiom
from .case import Case, with_inputs

RESOURCES = (
    {
        "name": "dataset",
        "type": "axiom:Dataset",
        "inputs": {"name": "faro-api", "retention_days": 30},
    },
    {
        "name": "notifier",
        "type": "axiom:Notifier",
        "inputs": {"name": "on-call", "emails": ["a@b.example"]},
    },
    {
        "name": "monitor",
        "type": "axiom:Monitor",
        "inputs": {
            "name": "Error rate",
            "type": "Threshold",
            "apl": "['faro-api'] | count",
            "operator": "Above",
            "threshold": 1,
            "notifier_ids": ["${notifier}"],
        },
    },
    {
        "name": "dashboard",
        "type": "axiom:Dashboard",
        "inputs": {"name": "Faro", "charts": [{"title": "Requests", "apl": "['faro-api']"}]},
    },
    {
        "name": "token",
        "type": "axiom:Token",
        "inputs": {"name": "ingest", "ingest_datasets": ["${dataset}"]},
    },
)
KEPT = with_inputs(RESOURCES, "dataset", retention_days=90)
CHANGED = with_inputs(KEPT, "monitor", threshold=2)


def _drift(axiom: Axiom) -> None:
    for monitor in axiom.things["monitors"].values():
        monitor["threshold"] = 50
    for dataset in axiom.things["datasets"].values():
        dataset["useRetentionPeriod"] = False
    for notifier in axiom.things["notifiers"].values():
        notifier["disabledUntil"] = "2999-01-01T00:00:00Z"
    for dashboard in axiom.things["dashboards"].values():
        dashboard["dashboard"]["charts"].append({"id": "n", "type": "Note", "text": "Look here"})
    for token in axiom.things["tokens"].values():
        token["orgCapabilities"] = {"users": ["read"]}


CASE = Case(
    namespace="axiom",
    fake=Axiom,
    resources=RESOURCES,
    changed=CHANGED,
    changed_operations={"dataset": "update", "monitor": "update"},
    replaced=with_inputs(CHANGED, "dataset", name="faro-requests"),
    replaced_operations={"dataset": "replace", "token": "update"},
    drift=_drift,
    drifted_operations=dict.fromkeys(
        ("dataset", "notifier", "monitor", "dashboard", "token"), "update"
    ),
    create="POST /v2/datasets",
    read="GET /v2/datasets/{dataset_id}",
    lose=lambda axiom: axiom.things["datasets"].clear(),
    slow=None,
    things=lambda axiom: sum(
        "expiresAt" not in thing for kind in axiom.things.values() for thing in kind.values()
    ),
    unique_names=True,
)
