"""Sentry's dashboards against the fake: what is sent, found among pages and copies, and read."""

from typing import Any

import pytest

from .driver import MARK, Driver
from .sentry import Sentry
from .test_sentry import DASHBOARD


def test_dashboard_is_sent_as_it_should_be(sentry: Sentry) -> None:
    Driver("sentry:Dashboard", sentry).create(**DASHBOARD | {"widgets": DASHBOARD["widgets"][1:]})
    [body] = [call.body for call in sentry.calls if call.method == "POST"]
    assert body == {
        "title": f"Latency-{MARK}",
        "widgets": [
            {
                "title": "Slowest",
                "display_type": "table",
                "widget_type": "spans",
                "interval": "5m",
                "queries": [
                    {
                        "name": "",
                        "fields": ["transaction", "p95(span.duration)"],
                        "aggregates": ["p95(span.duration)"],
                        "columns": ["transaction"],
                        "conditions": "",
                        "orderby": "-p95(span.duration)",
                    }
                ],
                "layout": {"x": 0, "y": 0, "w": 3, "h": 2, "min_h": 2},
            },
            {
                "title": "Errors",
                "display_type": "line",
                "widget_type": "error-events",
                "interval": "5m",
                "queries": [
                    {
                        "name": "",
                        "fields": ["count()"],
                        "aggregates": ["count()"],
                        "columns": [],
                        "conditions": "",
                        "orderby": "",
                    }
                ],
                "layout": {"x": 3, "y": 0, "w": 3, "h": 2, "min_h": 2},
            },
        ],
    }


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


def test_the_dashboard_comes_before_its_copies(sentry: Sentry) -> None:
    """A person's copy is listed first; it stays as it is."""
    driver = Driver("sentry:Dashboard", sentry)
    id_, _ = driver.create(**DASHBOARD)
    copy = {**sentry.things["dashboards"][id_], "id": "7", "title": f"Latency-{MARK} copy 2"}
    sentry.things["dashboards"] = {"7": copy, **sentry.things["dashboards"]}
    assert driver.create(**DASHBOARD)[0] == id_
    assert sentry.things["dashboards"]["7"] == copy


@pytest.mark.parametrize(
    "widget",
    [
        {"displayType": "text", "widgetType": None, "queries": []},
        {"queries": [{"name": "one"}, {"name": "another"}]},
    ],
)
def test_a_widget_that_was_added_by_hand_is_drift(sentry: Sentry, widget: dict[str, Any]) -> None:
    driver = Driver("sentry:Dashboard", sentry)
    id_, outs = driver.create(**DASHBOARD)
    widgets = sentry.things["dashboards"][id_]["widgets"]
    query = widgets[0]["queries"][0]
    queries = [{**query, **changed} for changed in widget["queries"]]
    widgets.append({**widgets[0], **widget, "queries": queries})
    drifted = driver.read(id_, outs)
    assert drifted is not None
    assert len(drifted["widgets"]) == len(DASHBOARD["widgets"]) + 1
    outs = driver.update(id_, drifted, **DASHBOARD)
    assert driver.read(id_, outs) == outs
