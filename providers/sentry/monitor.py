"""A Sentry metric monitor: a figure of one project, and the threshold that makes it an issue."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal

from pydantic import Field

from providers.answer import items, part, text
from providers.comparison import Equality, alike
from providers.inputs import Described, Refusal
from providers.lifecycle import Lifecycle, Properties
from providers.resource import VendorResource
from providers.sentry.vendor import SENTRY, InOrganization, dying, listed

if TYPE_CHECKING:
    from providers.http import Api

_HIGH, _RESOLVED = 75, 0
_STATIC = "static"
# getsentry/sentry, snuba_query_validator.py: spans need a window of five minutes or more.
_SHORTEST_WINDOW_OF_SPANS = 300
# getsentry/sentry, incidents/logic.py, TRANSLATABLE_COLUMNS: Sentry keeps them as tags.
_TAG = re.compile(r"tags\[sentry:(user|dist|release)\]")

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

    name: str = Field(min_length=1, max_length=200)
    project: Annotated[str, Field(pattern=r"^[a-z0-9-]+$")]
    measure: Literal["errors", "spans"]
    aggregate: str = Field(min_length=1)
    query: str = ""
    window_seconds: Literal[60, 300, 600, 900, 1800, 3600, 7200, 14_400, 86_400] = 300
    threshold: float
    environment: str | None = None
    enabled: bool = True

    @classmethod
    def contradictions(cls, known: Mapping[str, Any]) -> Iterator[Refusal]:
        """Refuse a window that is too short for spans."""
        window = known.get("window_seconds", _SHORTEST_WINDOW_OF_SPANS)
        if known.get("measure") == "spans" and window < _SHORTEST_WINDOW_OF_SPANS:
            least = f"spans are measured over {_SHORTEST_WINDOW_OF_SPANS} seconds or more"
            yield Refusal("window_seconds", least)

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
            "config": {"detectionType": _STATIC},
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
    equal: ClassVar[Mapping[str, Equality]] = {
        "aggregate": lambda wanted, live: alike(_untranslated(wanted), _untranslated(live)),
    }

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

    def settle(self, api: Api, id_: str, inputs: MonitorInputs) -> None:
        """Disable it if the program does.

        Sentry makes every monitor switched on, whatever the request says (getsentry/sentry,
        BaseDetectorTypeValidator.create).
        """
        if not inputs.enabled and part(api.get(_at(inputs, id_)), "enabled"):
            self.change(api, id_, {}, inputs)

    def fetch(self, api: Api, id_: str, inputs: MonitorInputs) -> Properties:
        """Read the monitor."""
        monitor = api.get(_at(inputs, id_))
        return {
            "name": text(monitor, "name"),
            "description": inputs.undescribed(monitor.get("description") or ""),
            "enabled": part(monitor, "enabled"),
            **_measured(monitor),
            **_threshold(monitor),
        }

    def change(self, api: Api, id_: str, old: Properties, inputs: MonitorInputs) -> None:
        """Overwrite the whole monitor."""
        api.put(_at(inputs, id_), inputs.body())

    def remove(self, api: Api, id_: str, old: MonitorInputs) -> None:
        """Delete the monitor; its issues stay."""
        api.delete(_at(old, id_))

    def remains(self, api: Api, id_: str, old: MonitorInputs) -> str:
        """It is there until Sentry hides or deletes it."""
        return dying(api, _at(old, id_))


def _at(inputs: MonitorInputs, id_: str) -> str:
    return f"{inputs.at}/detectors/{id_}/"


def _untranslated(aggregate: Any) -> Any:
    """An aggregate with the names of columns that people write."""
    return _TAG.sub(r"\1", aggregate) if isinstance(aggregate, str) else aggregate


def _measured(monitor: Mapping[str, Any]) -> Properties:
    """What is measured; nothing if the data source was removed."""
    for source in items(monitor, "dataSources"):
        query = part(source, "queryObj", "snubaQuery")
        environment = query.get("environment")
        return {
            "measure": _measure(query),
            "aggregate": text(query, "aggregate"),
            "query": query.get("query") or "",
            "window_seconds": part(query, "timeWindow"),
            **({"environment": environment} if environment else {}),
        }
    return {}


def _measure(query: Mapping[str, Any]) -> str:
    """The measure of a dataset and its events, which older versions of Sentry do not tell."""
    dataset, events = text(query, "dataset"), sorted(query.get("eventTypes") or ())
    for name, measure in _MEASURES.items():
        if dataset == measure["dataset"] and events in ([], measure["eventTypes"]):
            return name
    return f"{dataset} ({', '.join(events)})"


def _threshold(monitor: Mapping[str, Any]) -> Properties:
    """The threshold; nothing where the monitor decides in another way than `body` says.

    Sentry gives conditions in a random order (jianyuan/terraform-provider-sentry,
    resource_metric_monitor_impl.go).
    """
    group = monitor.get("conditionGroup") or {}
    conditions = {c.get("type"): dict(c) for c in group.get("conditions") or ()}
    threshold = conditions.get("gt", {}).get("comparison")
    asked = {"gt": _HIGH, "lte": _RESOLVED}
    as_asked = (
        (monitor.get("config") or {}).get("detectionType", _STATIC) == _STATIC
        and group.get("logicType", "any") in ("any", "any-short")
        and len(group["conditions"]) == len(asked)
        and {kind: c.get("conditionResult") for kind, c in conditions.items()} == asked
        and all(c.get("comparison") == threshold for c in conditions.values())
    )
    return {"threshold": float(threshold)} if as_asked and threshold is not None else {}
