"""An Axiom monitor: a scheduled query and its alert condition."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal

from pydantic import Field

from providers.answer import items, text
from providers.axiom.vendor import AXIOM, is_paused
from providers.comparison import Equality, in_any_order
from providers.inputs import Described, Refusal
from providers.lifecycle import Lifecycle, Properties
from providers.resource import VendorResource

if TYPE_CHECKING:
    from providers.http import Api

_THRESHOLD_ONLY = ("operator", "threshold")

# Input: the key of Axiom's requests.
_KEYS = {
    "name": "name",
    "type": "type",
    "apl": "aplQuery",
    "operator": "operator",
    "threshold": "threshold",
    "interval_minutes": "intervalMinutes",
    "range_minutes": "rangeMinutes",
    "alert_on_no_data": "alertOnNoData",
    "trigger_after": "triggerAfterNPositiveResults",
    "trigger_of": "triggerFromNRuns",
}
_LEFT_OUT = {"alert_on_no_data": False, "trigger_after": 1, "trigger_of": 1}


class Monitor(VendorResource, module="axiom", name="Monitor"):
    """A monitor."""


class MonitorInputs(Described):
    """Each ``interval_minutes`` the query ``apl`` is asked over the last ``range_minutes``.

    A Threshold monitor compares its result; a MatchEvent monitor calls for each event. It calls
    after ``trigger_after`` of the last ``trigger_of`` runs said so.
    """

    type: Literal["Threshold", "MatchEvent"]
    apl: str = Field(min_length=1)
    operator: Literal["Below", "BelowOrEqual", "Above", "AboveOrEqual"] | None = None
    threshold: float | None = None
    interval_minutes: Annotated[int, Field(ge=1)] = 5
    range_minutes: Annotated[int, Field(ge=1)] = 5
    alert_on_no_data: bool = False
    trigger_after: Annotated[int, Field(ge=1)] = 1
    trigger_of: Annotated[int, Field(ge=1)] = 1
    notifier_ids: tuple[str, ...] = ()
    enabled: bool = True

    @classmethod
    def contradictions(cls, known: Mapping[str, Any]) -> Iterator[Refusal]:
        """Yield inconsistent inputs: a threshold without an operator, a range shorter than the
        interval, `trigger_after` above `trigger_of`.
        """
        for name in _THRESHOLD_ONLY:
            if known.get("type") == "Threshold" and name in known and known[name] is None:
                yield Refusal(name, "a Threshold monitor needs it")
            if known.get("type") == "MatchEvent" and known.get(name) is not None:
                yield Refusal(name, "a MatchEvent monitor compares nothing: leave it out")
        interval, range_ = known.get("interval_minutes"), known.get("range_minutes")
        if interval and range_ and range_ < interval:
            yield Refusal("range_minutes", f"below interval_minutes: events are missed; {interval}")
        after, of = known.get("trigger_after"), known.get("trigger_of")
        if after and of and after > of:
            yield Refusal("trigger_of", f"below trigger_after: raise it to {after}")

    def body(self) -> dict[str, Any]:
        """The monitor as Axiom's requests have it."""
        values = self.dump()
        given = {key: values[name] for name, key in _KEYS.items() if name in values}
        return {
            **given,
            "description": self.marked_description,
            "notifierIds": list(self.notifier_ids),
            "disabled": not self.enabled,
        }


class MonitorLifecycle(Lifecycle[MonitorInputs]):
    """Monitors are found by the mark in their description."""

    vendor = AXIOM
    type_name = "axiom:Monitor"
    kind = "monitor"
    inputs = MonitorInputs
    equal: ClassVar[Mapping[str, Equality]] = {"notifier_ids": in_any_order}

    def matching(self, api: Api, inputs: MonitorInputs) -> list[str]:
        """Ids of the monitors that bear the mark."""
        found = items(api.get("/v2/monitors"))
        return [text(m, "id") for m in found if inputs.bears_mark(m.get("description"))]

    def make(self, api: Api, inputs: MonitorInputs) -> str:
        """Create the monitor."""
        return text(api.post("/v2/monitors", inputs.body()), "id")

    def fetch(self, api: Api, id_: str, inputs: MonitorInputs) -> Properties:
        """Read the monitor."""
        monitor = api.get(f"/v2/monitors/{id_}")
        found = {name: monitor[key] for name, key in _KEYS.items() if key in monitor}
        # Axiom leaves out what is false or nothing (x-omitempty in its description), and answers a
        # threshold of 0 for a monitor that has none (axiom-go, its tests of monitors).
        if found.get("type") == "MatchEvent":
            found = {k: v for k, v in found.items() if k not in _THRESHOLD_ONLY}
        return {
            **_LEFT_OUT,
            **found,
            "description": inputs.undescribed(monitor.get("description") or ""),
            "notifier_ids": monitor.get("notifierIds") or [],
            "enabled": not (monitor.get("disabled") or is_paused(monitor)),
        }

    def change(self, api: Api, id_: str, old: Properties, inputs: MonitorInputs) -> None:
        """Overwrite the whole monitor."""
        api.put(f"/v2/monitors/{id_}", inputs.body())

    def remove(self, api: Api, id_: str, old: MonitorInputs) -> None:
        """Delete the monitor."""
        api.delete(f"/v2/monitors/{id_}")
