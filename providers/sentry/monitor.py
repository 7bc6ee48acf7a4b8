"""A Sentry metric monitor: a figure of one project, and the threshold that makes it an issue."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import Field

from providers.answer import items, part, text
from providers.inputs import Described
from providers.lifecycle import Lifecycle, Properties
from providers.resource import VendorResource
from providers.sentry.vendor import SENTRY, InOrganization, listed

if TYPE_CHECKING:
    from providers.http import Api

_HIGH, _RESOLVED = 75, 0

# What is measured: Sentry's dataset and the kinds of events and of query that go with it.
_MEASURES: dict[str, dict[str, Any]] = {
    "errors": {"dataset": "events", "eventTypes": ["default", "error"], "queryType": 0},
    "spans": {
        "dataset": "events_analytics_platform",
        "eventTypes": ["trace_item_span"],
        "queryType": 1,
        "extrapolationMode": "unknown",
    },
}


class Monitor(VendorResource, module="sentry", name="Monitor"):
    """A monitor; an Alert names it by its id."""


class MonitorInputs(InOrganization, Described):
    """An issue is open while ``aggregate`` over ``window_seconds`` is above ``threshold``.

    ``environment`` None measures all of them; Sentry refuses one that has had no events yet.
    """

    project: Annotated[str, Field(pattern=r"^[a-z0-9-]+$")]
    measure: Literal["errors", "spans"]
    aggregate: str = Field(min_length=1)
    query: str = ""
    window_seconds: Literal[60, 300, 600, 900, 1800, 3600, 7200, 14_400, 86_400] = 300
    threshold: float
    environment: str | None = None
    enabled: bool = True

    def body(self) -> dict[str, Any]:
        """The monitor as Sentry's requests have it."""
        source = {
            **_MEASURES[self.measure],
            "aggregate": self.aggregate,
            "query": self.query,
            "timeWindow": self.window_seconds,
            # Required, null for all: getsentry/sentry, snuba_query_validator.py, EnvironmentField.
            "environment": self.environment,
        }
        conditions = [
            {"type": "gt", "comparison": self.threshold, "conditionResult": _HIGH},
            {"type": "lte", "comparison": self.threshold, "conditionResult": _RESOLVED},
        ]
        return {
            "name": self.name,
            # A PUT leaves out what it does not name: without it a monitor that was switched off
            # stays off (getsentry/sentry, base_detector_type validator).
            "enabled": self.enabled,
            "type": "metric_issue",
            "description": self.marked_description,
            "data_sources": [source],
            "config": {"detectionType": "static"},
            "condition_group": {"logic_type": "any", "conditions": conditions},
        }


class MonitorLifecycle(Lifecycle[MonitorInputs]):
    """Monitors are found by the mark in their description."""

    vendor = SENTRY
    type_name = "sentry:Monitor"
    kind = "monitor"
    inputs = MonitorInputs
    replaces = frozenset({"organization", "project"})
    unreadable = frozenset({"organization", "project"})

    def matching(self, api: Api, inputs: MonitorInputs) -> list[str]:
        """Ids of the monitors that bear the mark.

        The mark alone is searched for: a name may hold what the search takes for its grammar
        (getsentry/sentry, organization_detector_index.py searches name and description).
        """
        found = listed(api, f"{inputs.at}/detectors/", query=inputs.mark)
        return [text(m, "id") for m in found if inputs.bears_mark(m.get("description"))]

    def make(self, api: Api, inputs: MonitorInputs) -> str:
        """Create the monitor in its project."""
        answer = api.post(f"{inputs.at}/projects/{inputs.project}/detectors/", inputs.body())
        return text(answer, "id")

    def fetch(self, api: Api, id_: str, inputs: MonitorInputs) -> Properties:
        """Read the monitor."""
        monitor = api.get(f"{inputs.at}/detectors/{id_}/")
        query = part(next(items(monitor, "dataSources")), "queryObj", "snubaQuery")
        found = {
            "name": text(monitor, "name"),
            "description": inputs.undescribed(monitor.get("description") or ""),
            "measure": _measure(query),
            "aggregate": text(query, "aggregate"),
            "query": text(query, "query"),
            "window_seconds": part(query, "timeWindow"),
            "enabled": part(monitor, "enabled"),
        }
        threshold = _threshold(monitor)
        if threshold is not None:
            found["threshold"] = threshold
        if query.get("environment"):
            found["environment"] = query["environment"]
        return found

    def change(self, api: Api, id_: str, old: Properties, inputs: MonitorInputs) -> None:
        """Set the whole monitor anew."""
        api.put(f"{inputs.at}/detectors/{id_}/", inputs.body())

    def remove(self, api: Api, id_: str, old: MonitorInputs) -> None:
        """Delete the monitor; its issues stay."""
        api.delete(f"{old.at}/detectors/{id_}/")


def _measure(query: Mapping[str, Any]) -> str:
    known = {measure["dataset"]: name for name, measure in _MEASURES.items()}
    return known.get(text(query, "dataset"), text(query, "dataset"))


def _threshold(monitor: Any) -> float | None:
    """The threshold; None where the conditions are others than `body` makes, in any order.

    Sentry gives conditions in a random order (jianyuan/terraform-provider-sentry,
    resource_metric_monitor_impl.go).
    """
    group = monitor.get("conditionGroup") or {"conditions": []}
    conditions = list(items(group, "conditions"))
    found = {(c.get("type"), c.get("conditionResult"), c.get("comparison")) for c in conditions}
    opens = next((c for c in conditions if c.get("type") == "gt"), {})
    threshold = opens.get("comparison")
    if found != {("gt", _HIGH, threshold), ("lte", _RESOLVED, threshold)}:
        return None
    return float(str(threshold))
