"""Sentry's resources against the fake: what is sent, what comes back, what is refused."""

import time
from typing import Any

import pytest

from providers.errors import VendorError

from .driver import MARK, Driver
from .fake import Fault
from .sentry import Sentry

AT = "/api/0/organizations/{organization_id_or_slug}"
MONITOR: dict[str, Any] = {
    "organization": "faro",
    "project": "faro-api",
    "name": "Slow",
    "measure": "spans",
    "aggregate": "p95(span.duration)",
    "threshold": 500,
}
ALERT: dict[str, Any] = {
    "organization": "faro",
    "name": "New error",
    "on": ["first_seen_event", "regression_event"],
    "projects": ["faro-api"],
}
DASHBOARD: dict[str, Any] = {
    "organization": "faro",
    "name": "Latency",
    "widgets": [
        {"title": "P95", "aggregates": ["p95(span.duration)"], "conditions": "is_transaction:true"},
        {
            "title": "Slowest",
            "display_type": "table",
            "aggregates": ["p95(span.duration)"],
            "columns": ["transaction"],
        },
        {"title": "Errors", "widget_type": "error-events", "aggregates": ["count()"]},
    ],
}


@pytest.mark.parametrize(
    ("type_name", "inputs", "changes", "request_"),
    [
        ("Monitor", MONITOR,
         {"threshold": 300.5, "environment": "prod", "measure": "errors", "aggregate": "count()"},
         f"POST {AT}/projects/{{project_id_or_slug}}/detectors/"),
        ("Alert", ALERT, {"every_minutes": 60, "projects": ["faro-app", "faro-api"]},
         f"POST {AT}/workflows/"),
        ("Dashboard", DASHBOARD, {"name": "Other", "widgets": DASHBOARD["widgets"][:1]},
         f"POST {AT}/dashboards/"),
    ],
)  # fmt: skip
def test_life(
    sentry: Sentry,
    type_name: str,
    inputs: dict[str, object],
    changes: dict[str, object],
    request_: str,
) -> None:
    """Made once although the answer is lost, read, changed in place, deleted twice."""
    sentry.faults.append(Fault(request_, reset=True))
    driver = Driver(f"sentry:{type_name}", sentry)
    id_, outs = driver.create(**inputs)
    assert sentry.count(request_) == 1
    assert driver.diff(id_, outs, **inputs) == (False, [])
    assert driver.read(id_, outs) == outs
    assert driver.diff(id_, outs, **inputs | {"organization": "other"})[1] == ["organization"]
    outs = driver.update(id_, outs, **inputs | changes)
    assert driver.read(id_, outs) == outs
    driver.delete(id_, outs)
    driver.delete(id_, outs)
    assert driver.read(id_, outs) is None


def test_alert_follows_the_errors_of_its_projects(sentry: Sentry) -> None:
    driver = Driver("sentry:Alert", sentry)
    id_, outs = driver.create(**ALERT)
    [detector] = sentry.things["detectors"]
    assert sentry.things["workflows"][id_]["detectorIds"] == [detector]
    sentry.things["workflows"][id_]["detectorIds"] = ["999"]
    drifted = driver.read(id_, outs)
    assert drifted is not None
    assert (drifted["projects"], drifted["monitor_ids"]) == ([], ["999"])


@pytest.mark.parametrize(
    "name",
    ["frontend fails or is slow", "p95: slow", "all (and more)", "an * everywhere", "50% (half"],
)
@pytest.mark.parametrize("type_name", ["Alert", "Monitor"])
def test_any_name_can_be_made_and_found(sentry: Sentry, type_name: str, name: str) -> None:
    """Sentry's search takes words of a name for its grammar."""
    inputs = {"Alert": ALERT, "Monitor": MONITOR}[type_name]
    driver = Driver(f"sentry:{type_name}", sentry)
    id_, _ = driver.create(**inputs | {"name": name})
    assert driver.create(**inputs | {"name": name})[0] == id_


def test_monitor_is_sent_as_it_should_be(sentry: Sentry) -> None:
    Driver("sentry:Monitor", sentry).create(**MONITOR)
    [body] = [call.body for call in sentry.calls if call.method == "POST"]
    assert body == {
        "name": "Slow",
        "enabled": True,
        "type": "metric_issue",
        "description": f"[{MARK}]",
        "data_sources": [
            {
                "dataset": "events_analytics_platform",
                "eventTypes": ["trace_item_span"],
                "queryType": 1,
                "extrapolationMode": "unknown",
                "aggregate": "p95(span.duration)",
                "query": "",
                "timeWindow": 300,
                "environment": None,
            }
        ],
        "config": {"detectionType": "static"},
        "condition_group": {
            "logic_type": "any",
            "conditions": [
                {"type": "gt", "comparison": 500, "conditionResult": 75},
                {"type": "lte", "comparison": 500, "conditionResult": 0},
            ],
        },
    }


def test_alert_is_sent_as_it_should_be(sentry: Sentry) -> None:
    Driver("sentry:Alert", sentry).create(**ALERT)
    [body] = [call.body for call in sentry.calls if call.method == "POST"]
    [errors] = sentry.things["detectors"]
    trigger = {"comparison": True, "conditionResult": True}
    assert body == {
        "name": f"New error-{MARK}",
        "enabled": True,
        "detector_ids": [int(errors)],
        "config": {"frequency": 30},
        "environment": None,
        "triggers": {
            "logic_type": "any-short",
            "conditions": [
                {"type": "first_seen_event", **trigger},
                {"type": "regression_event", **trigger},
            ],
        },
        "action_filters": [
            {
                "logicType": "any-short",
                "conditions": [],
                "actions": [
                    {
                        "type": "email",
                        "integrationId": None,
                        "data": {"fallthroughType": "ActiveMembers"},
                        "config": {
                            "targetType": "issue_owners",
                            "targetDisplay": None,
                            "targetIdentifier": None,
                        },
                        "status": "active",
                    }
                ],
            }
        ],
    }


@pytest.mark.parametrize("what", ["deleted", "renamed"])
def test_an_alert_outlives_its_project(sentry: Sentry, what: str) -> None:
    driver = Driver("sentry:Alert", sentry)
    id_, outs = driver.create(**ALERT)
    if what == "deleted":
        sentry.gone.add("faro-api")
    else:
        sentry.renamed["faro-api"] = "faro-backend"
    drifted = driver.read(id_, outs)
    assert drifted is not None, "it is not gone"
    assert drifted["projects"] == []
    with pytest.raises(VendorError, match="faro-api has no error monitor"):
        driver.update(id_, drifted, **ALERT)
    driver.delete(id_, drifted)
    assert sentry.things["workflows"] == {}


def test_an_alert_that_would_follow_nothing_is_not_made(sentry: Sentry) -> None:
    sentry.without_errors.add("faro-api")
    with pytest.raises(VendorError, match="faro-api has no error monitor"):
        Driver("sentry:Alert", sentry).create(**ALERT)
    assert sentry.things["workflows"] == {}


def test_an_error_monitor_may_come_later(sentry: Sentry, monkeypatch: pytest.MonkeyPatch) -> None:
    sentry.without_errors.add("faro-api")
    looks = iter(range(3))

    def sleep(_seconds: float) -> None:
        if next(looks, None) is None:
            sentry.without_errors.clear()

    monkeypatch.setattr(time, "sleep", sleep)
    id_, _ = Driver("sentry:Alert", sentry).create(**ALERT)
    assert len(sentry.things["workflows"][id_]["detectorIds"]) == 1


def test_an_environment_without_events_is_refused(sentry: Sentry) -> None:
    with pytest.raises(VendorError, match="Environment is not part of this organization"):
        Driver("sentry:Monitor", sentry).create(**MONITOR, environment="production")


def test_an_alert_of_one_environment(sentry: Sentry) -> None:
    driver = Driver("sentry:Alert", sentry)
    with pytest.raises(VendorError, match="Environment is not part of this organization"):
        driver.create(**ALERT, environment="production")
    id_, outs = driver.create(**ALERT, environment="prod")
    assert sentry.things["workflows"][id_]["environment"] == "prod"
    outs = driver.update(id_, outs, **ALERT)
    assert sentry.things["workflows"][id_]["environment"] is None
    assert driver.read(id_, outs) == outs


def test_a_monitor_is_made_switched_off(sentry: Sentry) -> None:
    """Sentry makes each one switched on."""
    driver = Driver("sentry:Monitor", sentry)
    id_, outs = driver.create(**MONITOR, enabled=False)
    assert sentry.things["detectors"][id_]["enabled"] is False
    assert (outs["enabled"], driver.read(id_, outs)) == (False, outs)


def test_an_alert_is_made_switched_off(sentry: Sentry) -> None:
    driver = Driver("sentry:Alert", sentry)
    id_, outs = driver.create(**ALERT, enabled=False)
    assert sentry.things["workflows"][id_]["enabled"] is False
    assert (outs["enabled"], driver.read(id_, outs)) == (False, outs)


@pytest.mark.parametrize("asked", ["count_unique(user)", "count_unique(tags[sentry:user])"])
def test_a_column_that_sentry_keeps_as_a_tag_is_no_drift(sentry: Sentry, asked: str) -> None:
    inputs = MONITOR | {"measure": "errors", "aggregate": asked}
    driver = Driver("sentry:Monitor", sentry)
    id_, outs = driver.create(**inputs)
    assert outs["aggregate"] == asked
    assert driver.read(id_, outs) == outs
    assert driver.diff(id_, outs, **inputs) == (False, [])
    assert driver.create(**inputs)[0] == id_
    assert sentry.count(f"PUT {AT}/detectors/{{detector_id}}/") == 0


@pytest.mark.parametrize(
    ("type_name", "kind", "inputs"),
    [("Alert", "workflows", ALERT), ("Monitor", "detectors", MONITOR)],
)
def test_a_deletion_that_is_scheduled_is_waited_for(
    sentry: Sentry, type_name: str, kind: str, inputs: dict[str, Any]
) -> None:
    sentry.dying = 3
    driver = Driver(f"sentry:{type_name}", sentry)
    id_, outs = driver.create(**inputs)
    driver.delete(id_, outs)
    assert id_ not in sentry.things[kind]


@pytest.mark.parametrize(("type_name", "inputs"), [("Alert", ALERT), ("Dashboard", DASHBOARD)])
def test_a_state_that_was_lost_is_found_under_another_name(
    sentry: Sentry, type_name: str, inputs: dict[str, Any]
) -> None:
    driver = Driver(f"sentry:{type_name}", sentry)
    id_, _ = driver.create(**inputs)
    again, outs = driver.create(**inputs | {"name": "Other"})
    assert again == id_
    assert driver.read(id_, outs) == outs
    assert sentry.made == 1


@pytest.mark.parametrize(
    ("type_name", "inputs", "paths"),
    [
        ("Monitor", MONITOR | {"window_seconds": 7}, ["window_seconds"]),
        ("Monitor", MONITOR | {"measure": "logs"}, ["measure"]),
        ("Monitor", MONITOR | {"window_seconds": 60}, ["window_seconds"]),
        ("Monitor", MONITOR | {"measure": "errors", "window_seconds": 60}, []),
        ("Monitor", MONITOR | {"name": "a" * 201}, ["name"]),
        ("Alert", ALERT | {"projects": []}, ["projects"]),
        ("Alert", ALERT | {"on": ["always"]}, ["on[0]"]),
        ("Dashboard", DASHBOARD | {"widgets": [{"title": "a", "aggregates": []}]},
         ["widgets[0].aggregates"]),
    ],
)  # fmt: skip
def test_what_a_preview_refuses(
    sentry: Sentry, type_name: str, inputs: dict[str, object], paths: list[str]
) -> None:
    refused = Driver(f"sentry:{type_name}", sentry).check(**inputs)
    assert [path for path, _ in refused] == paths
