"""Axiom's resources against the fake: what is sent, what comes back, what is refused."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from providers.errors import VendorError

from .axiom import Axiom
from .driver import MARK, Driver
from .fake import Fault

DATASET: dict[str, Any] = {"name": "faro-api", "description": "Requests", "retention_days": 30}
MONITOR: dict[str, Any] = {
    "name": "Error rate above 1 %",
    "description": "Too many",
    "type": "Threshold",
    "apl": "['faro-api'] | count",
    "operator": "Above",
    "threshold": 1,
}
DASHBOARD: dict[str, Any] = {
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


TOKEN: dict[str, Any] = {"name": "ingest", "ingest_datasets": ["faro-api", "faro-app"]}


def valid(axiom: Axiom) -> list[str]:
    """The tokens that do not expire."""
    return [id_ for id_, token in axiom.things["tokens"].items() if "expiresAt" not in token]


def test_token_lives(axiom: Axiom) -> None:
    driver = Driver("axiom:Token", axiom)
    id_, outs = driver.create(**TOKEN)
    assert outs["token"] == f"xaat-drawn-{id_}"
    assert driver.read(id_, outs) == outs
    driver.delete(id_, outs)
    assert driver.read(id_, outs) is None
    driver.delete(id_, outs)
    assert axiom.things["tokens"] == {}


@pytest.mark.parametrize(
    "changes", [{"ingest_datasets": ["faro-api"]}, {"name": "other"}, {"rotation": 1}]
)
def test_a_token_is_rotated_with_both_valid_for_a_while(
    axiom: Axiom, changes: dict[str, Any]
) -> None:
    driver = Driver("axiom:Token", axiom)
    id_, outs = driver.create(**TOKEN)
    assert driver.diff(id_, outs, **TOKEN | changes) == (True, []), "in place"
    later = driver.update(id_, outs, **TOKEN | changes)
    assert later["token"] != outs["token"]
    assert driver.read(id_, later) == later
    ends = datetime.fromisoformat(axiom.things["tokens"][id_]["expiresAt"]) - datetime.now(UTC)
    assert timedelta(hours=47) < ends <= timedelta(hours=48)
    assert len(valid(axiom)) == 1
    driver.delete(id_, later)
    assert axiom.things["tokens"] == {}, "the one before is revoked as well"


@pytest.mark.parametrize("request_", ["POST /v2/tokens", "GET /v2/tokens"])
def test_a_token_whose_value_was_lost_is_drawn_again(axiom: Axiom, request_: str) -> None:
    """The answer, or the whole deployment after it: one valid token, and its value is known."""
    driver = Driver("axiom:Token", axiom)
    if request_ == "GET /v2/tokens":
        driver.create(**TOKEN)
    else:
        axiom.faults.append(Fault(request_, reset=True))
    id_, outs = driver.create(**TOKEN)
    [current] = valid(axiom)
    assert outs["token"] == f"xaat-drawn-{current}"
    assert driver.read(id_, outs) == outs


@pytest.mark.parametrize(
    "change",
    [
        {"datasetCapabilities": {"faro-api": {"ingest": ["create"]}}},
        {"datasetCapabilities": {name: {"ingest": ["create"], "query": ["read"]}
                                 for name in ("faro-api", "faro-app")}},
        {"orgCapabilities": {"users": ["read"]}},
    ],
)  # fmt: skip
def test_other_rights_of_a_token_are_drift(axiom: Axiom, change: dict[str, Any]) -> None:
    driver = Driver("axiom:Token", axiom)
    id_, outs = driver.create(**TOKEN)
    token = axiom.things["tokens"][id_]
    token["datasetCapabilities"] = dict(reversed(token["datasetCapabilities"].items()))
    assert driver.read(id_, outs) == outs, "another order is none"
    token.update(change)
    drifted = driver.read(id_, outs)
    assert drifted is not None
    assert driver.diff(id_, drifted, **TOKEN) == (True, [])
    outs = driver.update(id_, drifted, **TOKEN)
    assert driver.read(id_, outs) == outs


def test_token_is_sent_as_it_should_be(axiom: Axiom) -> None:
    Driver("axiom:Token", axiom).create(**TOKEN)
    [body] = [call.body for call in axiom.calls if call.method == "POST"]
    assert body == {
        "name": "ingest",
        "description": f"[{MARK}]",
        "datasetCapabilities": {
            "faro-api": {"ingest": ["create"]},
            "faro-app": {"ingest": ["create"]},
        },
    }


def test_dataset_is_sent_as_it_should_be(axiom: Axiom) -> None:
    Driver("axiom:Dataset", axiom).create(**DATASET)
    [body] = [call.body for call in axiom.calls if call.method == "POST"]
    assert body == {
        "name": "faro-api",
        "kind": "axiom:events:v1",
        "description": f"Requests [{MARK}]",
        "useRetentionPeriod": True,
        "retentionDays": 30,
    }


def test_monitor_is_sent_as_it_should_be(axiom: Axiom) -> None:
    Driver("axiom:Monitor", axiom).create(**MONITOR, notifier_ids=["not1"])
    [body] = [call.body for call in axiom.calls if call.method == "POST"]
    assert body == {
        "name": "Error rate above 1 %",
        "type": "Threshold",
        "aplQuery": "['faro-api'] | count",
        "operator": "Above",
        "threshold": 1.0,
        "intervalMinutes": 5,
        "rangeMinutes": 5,
        "alertOnNoData": False,
        "triggerAfterNPositiveResults": 1,
        "triggerFromNRuns": 1,
        "description": f"Too many [{MARK}]",
        "notifierIds": ["not1"],
        "disabled": False,
    }


def test_a_monitor_of_events_has_no_threshold(axiom: Axiom) -> None:
    """Axiom answers 0 for it."""
    driver = Driver("axiom:Monitor", axiom)
    inputs = {"name": "Errors", "type": "MatchEvent", "apl": "['faro-api']"}
    id_, outs = driver.create(**inputs)
    assert driver.read(id_, outs) == outs
    assert driver.diff(id_, outs, **inputs) == (False, [])


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ({"disabled": True}, "enabled"),
        ({"alertOnNoData": False}, "alert_on_no_data"),
        ({"notifierIds": []}, "notifier_ids"),
        ({"operator": "Below"}, "operator"),
    ],
)
def test_drift_of_a_monitor_is_seen(axiom: Axiom, change: dict[str, Any], name: str) -> None:
    driver = Driver("axiom:Monitor", axiom)
    inputs = MONITOR | {"alert_on_no_data": True, "notifier_ids": ["not1", "not2"]}
    id_, outs = driver.create(**inputs)
    axiom.things["monitors"][id_]["notifierIds"].reverse()
    assert driver.read(id_, outs) == outs, "another order is none"
    axiom.things["monitors"][id_].update(change)
    drifted = driver.read(id_, outs)
    assert drifted is not None
    assert {k for k in outs if outs[k] != drifted.get(k)} == {name}
    outs = driver.update(id_, drifted, **inputs)
    assert driver.read(id_, outs) == outs


def test_retention_that_was_switched_off_is_drift(axiom: Axiom) -> None:
    driver = Driver("axiom:Dataset", axiom)
    id_, outs = driver.create(**DATASET)
    axiom.things["datasets"][id_]["useRetentionPeriod"] = False
    drifted = driver.read(id_, outs)
    assert drifted is not None
    assert "retention_days" not in drifted
    driver.update(id_, drifted, **DATASET)
    assert axiom.things["datasets"][id_]["useRetentionPeriod"] is True


@pytest.mark.parametrize("name", ["a" * 81, "faro-", "faro.", "axiom-audit", "_faro"])
def test_names_that_axiom_does_not_take(axiom: Axiom, name: str) -> None:
    assert Driver("axiom:Dataset", axiom).check(name=name)[0][0] == "name"


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
