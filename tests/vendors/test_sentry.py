"""Sentry's resources against the fake: what is sent, what comes back, what is refused."""

import pytest

from .driver import Driver
from .fake import Fault
from .sentry import Sentry

AT = "/api/0/organizations/{organization_id_or_slug}"
MONITOR = {
    "organization": "faro",
    "project": "faro-api",
    "name": "Slow",
    "measure": "spans",
    "aggregate": "p95(span.duration)",
    "threshold": 500,
}
ALERT = {
    "organization": "faro",
    "name": "New error",
    "on": ["first_seen_event", "regression_event"],
    "projects": ["faro-api"],
}
DASHBOARD = {
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
