"""What somebody changes in Sentry by hand: it is read, seen and undone."""

from collections.abc import Callable
from typing import Any

import pytest

from .driver import Driver
from .sentry import Sentry
from .test_sentry import ALERT, MONITOR


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


def limited_to_an_environment(workflow: dict[str, Any]) -> None:
    workflow["environment"] = "prod"


def nobody_without_owners(workflow: dict[str, Any]) -> None:
    workflow["actionFilters"][0]["actions"][0]["data"] = {"fallthroughType": "NoOne"}


def only_for_all_events(workflow: dict[str, Any]) -> None:
    workflow["triggers"]["logicType"] = "all"


def without_triggers(workflow: dict[str, Any]) -> None:
    workflow["triggers"] = None


def without_frequency(workflow: dict[str, Any]) -> None:
    workflow["config"] = {}


def by_percent(detector: dict[str, Any]) -> None:
    detector["config"] = {"detectionType": "percent", "comparisonDelta": 3600}


def dynamic(detector: dict[str, Any]) -> None:
    """As the description's example of an answer has it."""
    detector["config"] = {"detectionType": "dynamic", "comparisonDelta": None}
    comparison = {"seasonality": "auto", "sensitivity": "low", "thresholdType": 0}
    condition = {"id": "1", "type": "anomaly_detection", "comparison": comparison}
    detector["conditionGroup"]["conditions"] = [{**condition, "conditionResult": 75}]


def opens_twice(detector: dict[str, Any]) -> None:
    more = {"id": "9", "type": "gt", "comparison": 500, "conditionResult": 50}
    detector["conditionGroup"]["conditions"].insert(0, more)


def opens_twice_in_another_order(detector: dict[str, Any]) -> None:
    opens_twice(detector)
    detector["conditionGroup"]["conditions"].reverse()


def never_opens(detector: dict[str, Any]) -> None:
    detector["conditionGroup"]["logicType"] = "none"


def of_other_events(detector: dict[str, Any]) -> None:
    detector["dataSources"][0]["queryObj"]["snubaQuery"]["eventTypes"] = ["trace_item_log"]


@pytest.mark.parametrize(
    ("type_name", "change", "name"),
    [
        ("Alert", switched_off, "enabled"),
        ("Alert", without_mail, "mails"),
        ("Alert", mail_paused, "mails"),
        ("Alert", only_sometimes, "mails"),
        ("Alert", nobody_without_owners, "mails"),
        ("Alert", limited_to_an_environment, "environment"),
        ("Alert", one_trigger_less, "on"),
        ("Alert", only_for_all_events, "on"),
        ("Alert", without_triggers, "on"),
        ("Alert", without_frequency, "every_minutes"),
        ("Monitor", switched_off, "enabled"),
        ("Monitor", below, "threshold"),
        ("Monitor", resolved_elsewhere, "threshold"),
        ("Monitor", by_percent, "threshold"),
        ("Monitor", dynamic, "threshold"),
        ("Monitor", opens_twice, "threshold"),
        ("Monitor", opens_twice_in_another_order, "threshold"),
        ("Monitor", never_opens, "threshold"),
        ("Monitor", of_other_events, "measure"),
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


def test_what_older_versions_leave_out_is_no_drift(sentry: Sentry) -> None:
    for type_name, kind, inputs in (
        ("Monitor", "detectors", MONITOR),
        ("Alert", "workflows", ALERT),
    ):
        driver = Driver(f"sentry:{type_name}", sentry)
        id_, outs = driver.create(**inputs)
        thing = sentry.things[kind][id_]
        if kind == "detectors":
            del thing["dataSources"][0]["queryObj"]["snubaQuery"]["eventTypes"]
        else:
            thing["actionFilters"][0]["actions"][0]["data"] = {}
        assert driver.read(id_, outs) == outs


def test_a_monitor_without_its_data_source_can_be_read_and_deleted(sentry: Sentry) -> None:
    driver = Driver("sentry:Monitor", sentry)
    id_, outs = driver.create(**MONITOR)
    sentry.things["detectors"][id_]["dataSources"] = []
    drifted = driver.read(id_, outs)
    assert drifted is not None
    assert driver.diff(id_, drifted, **MONITOR) == (True, [])
    driver.delete(id_, drifted)
