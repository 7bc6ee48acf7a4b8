"""Sentry's resources against the fake: what is sent, what comes back, what is refused."""

import time
from collections.abc import Callable
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


def switched_off(thing: dict[str, Any]) -> None:
    thing["enabled"] = False


def without_mail(workflow: dict[str, Any]) -> None:
    workflow["actionFilters"][0]["actions"] = []


def mail_paused(workflow: dict[str, Any]) -> None:
    workflow["actionFilters"][0]["actions"][0]["status"] = "disabled"


def only_sometimes(workflow: dict[str, Any]) -> None:
    condition = {"id": "1", "type": "age_comparison", "comparison": 1, "conditionResult": True}
    workflow["actionFilters"][0]["conditions"] = [condition]


def one_trigger_less(workflow: dict[str, Any]) -> None:
    workflow["triggers"]["conditions"].pop()


def below(detector: dict[str, Any]) -> None:
    detector["conditionGroup"]["conditions"][0]["type"] = "lt"


def resolved_elsewhere(detector: dict[str, Any]) -> None:
    detector["conditionGroup"]["conditions"][1]["comparison"] = 1


def elsewhere(detector: dict[str, Any]) -> None:
    detector["dataSources"][0]["queryObj"]["snubaQuery"]["environment"] = "prod"


@pytest.mark.parametrize(
    ("type_name", "change", "name"),
    [
        ("Alert", switched_off, "enabled"),
        ("Alert", without_mail, "mails"),
        ("Alert", mail_paused, "mails"),
        ("Alert", only_sometimes, "mails"),
        ("Alert", one_trigger_less, "on"),
        ("Monitor", switched_off, "enabled"),
        ("Monitor", below, "threshold"),
        ("Monitor", resolved_elsewhere, "threshold"),
        ("Monitor", elsewhere, "environment"),
    ],
)
def test_drift_that_matters_is_seen_and_undone(
    sentry: Sentry, type_name: str, change: Callable[[dict[str, Any]], None], name: str
) -> None:
    inputs, kind = {"Alert": (ALERT, "workflows"), "Monitor": (MONITOR, "detectors")}[type_name]
    driver = Driver(f"sentry:{type_name}", sentry)
    id_, outs = driver.create(**inputs)
    change(sentry.things[kind][id_])
    drifted = driver.read(id_, outs)
    assert drifted is not None
    assert {key for key in outs.keys() | drifted if outs.get(key) != drifted.get(key)} == {name}
    outs = driver.update(id_, drifted, **inputs)
    assert driver.read(id_, outs) == outs
    assert sentry.things[kind][id_]["enabled"] is True


def test_the_order_of_conditions_means_nothing(sentry: Sentry) -> None:
    driver = Driver("sentry:Alert", sentry)
    id_, outs = driver.create(**ALERT)
    shown = sentry.things["workflows"][id_]["triggers"]["conditions"]
    assert [c["type"] for c in shown] == ALERT["on"], "they are read backwards"
    assert driver.read(id_, outs) == outs


def test_an_alert_outlives_its_project(sentry: Sentry) -> None:
    driver = Driver("sentry:Alert", sentry)
    id_, outs = driver.create(**ALERT)
    sentry.gone.add("faro-api")
    drifted = driver.read(id_, outs)
    assert drifted is not None, "it is not gone"
    assert drifted["projects"] == []
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
    with pytest.raises(VendorError, match="Environment does not exist"):
        Driver("sentry:Monitor", sentry).create(**MONITOR, environment="production")


def test_dashboards_are_found_on_every_page(sentry: Sentry) -> None:
    driver = Driver("sentry:Dashboard", sentry)
    made = [driver.create(**DASHBOARD, mark=f"{at}123456789")[0] for at in range(5)]
    assert driver.create(**DASHBOARD, mark="4123456789")[0] == made[4]
    assert len(sentry.things["dashboards"]) == 5


def test_a_copy_is_found_and_renamed(sentry: Sentry) -> None:
    driver = Driver("sentry:Dashboard", sentry)
    id_, outs = driver.create(**DASHBOARD)
    sentry.things["dashboards"][id_]["title"] += " copy"
    assert driver.create(**DASHBOARD)[0] == id_
    assert sentry.things["dashboards"][id_]["title"] == f"Latency-{MARK}"
    assert driver.read(id_, outs) == outs


@pytest.mark.parametrize(
    ("type_name", "inputs", "paths"),
    [
        ("Monitor", MONITOR | {"window_seconds": 7}, ["window_seconds"]),
        ("Monitor", MONITOR | {"measure": "logs"}, ["measure"]),
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
