"""Axiom's resources against the fake: what is sent, what comes back, what is refused."""

import pytest

from providers.errors import VendorError

from .axiom import Axiom
from .driver import Driver
from .fake import Fault

DATASET = {"name": "faro-api", "description": "Requests", "retention_days": 30}
MONITOR = {
    "name": "Error rate above 1 %",
    "description": "Too many",
    "type": "Threshold",
    "apl": "['faro-api'] | count",
    "operator": "Above",
    "threshold": 1,
}
DASHBOARD = {
    "name": "Faro",
    "charts": [{"title": f"Chart {at}", "apl": "['faro-api'] | count"} for at in range(3)],
}


@pytest.mark.parametrize(
    ("type_name", "inputs", "changes", "request_"),
    [
        ("Dataset", DATASET, {"description": "All", "retention_days": 90}, "POST /v2/datasets"),
        ("Notifier", {"name": "on-call", "emails": ["a@b.example"]}, {"emails": ["c@d.example"]},
         "POST /v2/notifiers"),
        ("Monitor", MONITOR, {"threshold": 2.5, "name": "Other", "notifier_ids": ["not1"]},
         "POST /v2/monitors"),
        ("Dashboard", DASHBOARD, {"name": "Other", "charts": DASHBOARD["charts"][:1]},
         "POST /v2/dashboards"),
    ],
)  # fmt: skip
def test_life(
    axiom: Axiom,
    type_name: str,
    inputs: dict[str, object],
    changes: dict[str, object],
    request_: str,
) -> None:
    """Made once although the answer is lost, read, changed in place, deleted twice."""
    axiom.faults.append(Fault(request_, reset=True))
    driver = Driver(f"axiom:{type_name}", axiom)
    id_, outs = driver.create(**inputs)
    assert axiom.count(request_) == 1
    assert driver.diff(id_, outs, **inputs) == (False, [])
    assert driver.read(id_, outs) == outs
    assert driver.diff(id_, outs, **inputs | changes) == (True, [])
    outs = driver.update(id_, outs, **inputs | changes)
    assert driver.read(id_, outs) == outs
    driver.delete(id_, outs)
    driver.delete(id_, outs)
    assert driver.read(id_, outs) is None


def test_dataset_of_somebody_else(axiom: Axiom) -> None:
    axiom.things["datasets"]["faro-api"] = {
        "id": "faro-api",
        "name": "faro-api",
        "description": "theirs",
        "kind": "axiom:events:v1",
        "created": "2026-11-26T09:00:00Z",
        "updatedAt": "2026-11-26T09:00:00Z",
        "who": "u2",
    }
    with pytest.raises(VendorError, match="has something of that name already"):
        Driver("axiom:Dataset", axiom).create(**DATASET)
    assert axiom.things["datasets"]["faro-api"]["description"] == "theirs"


def test_dataset_without_a_retention_of_its_own(axiom: Axiom) -> None:
    driver = Driver("axiom:Dataset", axiom)
    id_, outs = driver.create(name="faro-api")
    assert driver.read(id_, outs) == outs
    assert driver.diff(id_, outs, name="faro-other")[1] == ["name"]


def test_token_lives(axiom: Axiom) -> None:
    """A token whose value was lost is revoked, and its successor kept."""
    axiom.faults.append(Fault("POST /v2/tokens", reset=True))
    driver = Driver("axiom:Token", axiom)
    inputs = {"name": "ingest", "ingest_datasets": ["faro-api", "faro-app"]}
    id_, outs = driver.create(**inputs)
    assert list(axiom.things["tokens"]) == [id_]
    assert outs["token"] == f"xaat-drawn-{id_}"
    assert driver.read(id_, outs) == outs
    assert driver.diff(id_, outs, **inputs | {"ingest_datasets": ["faro-api"]}) == (
        True,
        ["ingest_datasets"],
    )
    axiom.things["tokens"][id_]["datasetCapabilities"]["theirs"] = {"ingest": ["create"]}
    drifted = driver.read(id_, outs)
    assert drifted is not None
    assert drifted["ingest_datasets"] == ["faro-api", "faro-app", "theirs"]
    driver.delete(id_, outs)
    assert driver.read(id_, outs) is None


@pytest.mark.parametrize(
    ("type_name", "inputs", "paths"),
    [
        ("Dataset", {"name": "with spaces"}, ["name"]),
        ("Notifier", {"name": "n"}, ["emails"]),
        ("Notifier", {"name": "n", "emails": ["a@b.example"], "slack_url": "s"}, [""]),
        ("Monitor", MONITOR | {"interval_minutes": 0}, ["interval_minutes"]),
        ("Monitor", MONITOR | {"interval_minutes": 10}, ["range_minutes"]),
        ("Monitor", MONITOR | {"trigger_after": 3}, ["trigger_of"]),
        ("Monitor", MONITOR | {"type": "MatchEvent"}, ["operator", "threshold"]),
        (
            "Monitor",
            {"name": "n", "type": "Threshold", "apl": "x"},
            ["operator", "threshold"],
        ),
        ("Dashboard", {"name": "n", "charts": [{"title": "", "apl": "x"}]}, ["charts[0].title"]),
        ("Token", {"name": "n", "ingest_datasets": []}, ["ingest_datasets"]),
    ],
)
def test_what_a_preview_refuses(
    axiom: Axiom, type_name: str, inputs: dict[str, object], paths: list[str]
) -> None:
    refused = Driver(f"axiom:{type_name}", axiom).check(**inputs)
    assert [path for path, _ in refused] == paths
