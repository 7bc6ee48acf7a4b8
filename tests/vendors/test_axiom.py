"""Axiom's resources against the fake: what is sent, what comes back, what is refused."""

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
    with pytest.raises(VendorError, match="Name already in use at"):
        Driver("axiom:Dataset", axiom).create(**DATASET)
    assert axiom.things["datasets"]["faro-api"]["description"] == "theirs"


def test_dataset_without_a_retention_of_its_own(axiom: Axiom) -> None:
    driver = Driver("axiom:Dataset", axiom)
    id_, outs = driver.create(name="faro-api")
    assert driver.read(id_, outs) == outs
    assert driver.diff(id_, outs, name="faro-other")[1] == ["name"]


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
        ({"disabledUntil": "2999-01-01T00:00:00Z"}, "enabled"),
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


def test_a_monitor_is_made_switched_off(axiom: Axiom) -> None:
    driver = Driver("axiom:Monitor", axiom)
    id_, outs = driver.create(**MONITOR, enabled=False)
    assert axiom.things["monitors"][id_]["disabled"] is True
    assert (outs["enabled"], outs["alert_on_no_data"]) == (False, False)
    assert driver.read(id_, outs) == outs


def test_retention_is_taken_away(axiom: Axiom) -> None:
    driver = Driver("axiom:Dataset", axiom)
    id_, outs = driver.create(**DATASET)
    driver.update(id_, outs, name="faro-api")
    assert axiom.things["datasets"][id_]["useRetentionPeriod"] is False


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


def test_notifier_is_sent_as_it_should_be(axiom: Axiom) -> None:
    ways: list[dict[str, Any]] = [
        {"emails": ["a@b.example"]},
        {"slack_url": "https://hooks.slack.example/1"},
        {"webhook_url": "https://hook.example/2"},
    ]
    for at, way in enumerate(ways):
        Driver("axiom:Notifier", axiom).create(name="on-call", mark=f"{at}123456789", **way)
    bodies = [call.body for call in axiom.calls if call.method == "POST"]
    assert bodies == [
        {"name": "on-call-0123456789", "properties": {"email": {"emails": ["a@b.example"]}}},
        {
            "name": "on-call-1123456789",
            "properties": {"slack": {"slackUrl": "https://hooks.slack.example/1"}},
        },
        {
            "name": "on-call-2123456789",
            "properties": {"webhook": {"url": "https://hook.example/2"}},
        },
    ]


def test_dashboard_is_sent_as_it_should_be(axiom: Axiom) -> None:
    Driver("axiom:Dashboard", axiom).create(**DASHBOARD | {"charts": DASHBOARD["charts"][:2]})
    [body] = [call.body for call in axiom.calls if call.method == "POST"]
    query = {"apl": "['faro-api'] | count"}
    assert body == {
        "uid": f"faro-{MARK}",
        "dashboard": {
            "name": "Faro",
            "owner": "X-AXIOM-EVERYONE",
            "schemaVersion": 2,
            "refreshTime": 60,
            "timeWindowStart": "qr-now-1h",
            "timeWindowEnd": "qr-now",
            "charts": [
                {"id": "c0", "type": "TimeSeries", "name": "Chart 0", "query": query},
                {"id": "c1", "type": "TimeSeries", "name": "Chart 1", "query": query},
            ],
            "layout": [
                {"i": "c0", "x": 0, "y": 0, "w": 6, "h": 8},
                {"i": "c1", "x": 6, "y": 0, "w": 6, "h": 8},
            ],
        },
    }


NOTIFIER: dict[str, Any] = {"name": "on-call", "emails": ["a@b.example", "c@d.example"]}


@pytest.mark.parametrize(
    ("change", "names"),
    [
        ({"disabledUntil": "2999-01-01T00:00:00Z"}, {"enabled"}),
        ({"disabledUntil": "2001-01-01T00:00:00Z"}, set()),
        ({"properties": {"email": {"emails": ["c@d.example", "a@b.example"]}}}, set()),
        ({"properties": {"email": {"emails": ["a@b.example"]}}}, {"emails"}),
        ({"properties": {"slack": {"slackUrl": "https://hooks.slack.example/1"}}},
         {"emails", "slack_url"}),
        ({"properties": {"discordWebhook": {"discordWebhookUrl": "https://d.example"}}},
         {"emails"}),
    ],
)  # fmt: skip
def test_drift_of_a_notifier_is_seen(axiom: Axiom, change: dict[str, Any], names: set[str]) -> None:
    driver = Driver("axiom:Notifier", axiom)
    id_, outs = driver.create(**NOTIFIER)
    axiom.things["notifiers"][id_].update(change)
    drifted = driver.read(id_, outs)
    assert drifted is not None
    assert {k for k in outs.keys() | drifted if outs.get(k) != drifted.get(k)} == names
    assert driver.diff(id_, drifted, **NOTIFIER) == (bool(names), [])
    if names:
        outs = driver.update(id_, drifted, **NOTIFIER)
        assert driver.read(id_, outs) == outs


def test_a_notifier_is_found_under_another_name(axiom: Axiom) -> None:
    driver = Driver("axiom:Notifier", axiom)
    id_, _ = driver.create(**NOTIFIER)
    assert driver.create(**NOTIFIER | {"name": "other"})[0] == id_
    assert axiom.things["notifiers"][id_]["name"] == f"other-{MARK}"


def test_a_dashboard_that_was_changed_by_hand_is_set_anew(axiom: Axiom) -> None:
    """A note has no query."""
    driver = Driver("axiom:Dashboard", axiom)
    id_, outs = driver.create(**DASHBOARD)
    kept = axiom.things["dashboards"][id_]
    kept["dashboard"]["charts"].append({"id": "n1", "type": "Note", "text": "Look here"})
    kept["version"] += 1
    drifted = driver.read(id_, outs)
    assert drifted is not None
    assert drifted["charts"][3:] == [{"title": "", "apl": "", "type": "Note"}]
    outs = driver.update(id_, drifted, **DASHBOARD)
    assert driver.read(id_, outs) == outs
    assert len(kept["dashboard"]["charts"]) == 3


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
