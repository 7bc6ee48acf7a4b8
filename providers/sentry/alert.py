"""A Sentry alert: when something happens to an issue, somebody gets a mail."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Literal

from pydantic import Field

from providers.answer import items, part, text
from providers.inputs import Named, Refusal
from providers.lifecycle import Lifecycle, Properties
from providers.resource import VendorResource
from providers.sentry.vendor import SENTRY, InOrganization

if TYPE_CHECKING:
    from providers.http import Api

_TO_OWNERS = {
    "type": "email",
    "integrationId": None,
    "data": {"fallthroughType": "ActiveMembers"},
    "config": {"targetType": "issue_owners", "targetDisplay": None, "targetIdentifier": None},
    "status": "active",
}


class Alert(VendorResource, module="sentry", name="Alert"):
    """An alert; it mails the owners of an issue, or every active member where it has none."""


class AlertInputs(InOrganization, Named):
    """It follows the errors of ``projects`` (slugs), and the Monitors ``monitor_ids``.

    It mails at most once in ``every_minutes`` for an issue.
    """

    on: tuple[Literal["first_seen_event", "reappeared_event", "regression_event"], ...] = Field(
        min_length=1
    )
    projects: tuple[str, ...] = ()
    monitor_ids: tuple[str, ...] = ()
    every_minutes: Literal[0, 5, 10, 30, 60, 180, 720, 1440] = 30

    @classmethod
    def contradictions(cls, known: Mapping[str, Any]) -> Iterator[Refusal]:
        """Refuse an alert that follows nothing."""
        if not known.get("projects", True) and not known.get("monitor_ids", True):
            yield Refusal("projects", "it follows nothing: name a project or a monitor")


class AlertLifecycle(Lifecycle[AlertInputs]):
    """Alerts are found by the mark in their name. Sentry's API calls them workflows."""

    vendor = SENTRY
    type_name = "sentry:Alert"
    kind = "alert"
    inputs = AlertInputs
    replaces = frozenset({"organization"})
    unreadable = frozenset({"organization"})

    def matching(self, api: Api, inputs: AlertInputs) -> list[str]:
        """Ids of the alerts under the marked name."""
        found = items(api.get(f"{inputs.at}/workflows/", query=inputs.marked_name))
        return [text(a, "id") for a in found if text(a, "name") == inputs.marked_name]

    def make(self, api: Api, inputs: AlertInputs) -> str:
        """Create the alert."""
        return text(api.post(f"{inputs.at}/workflows/", _body(api, inputs)), "id")

    def fetch(self, api: Api, id_: str, inputs: AlertInputs) -> Properties:
        """Read the alert; what it follows is an input as long as it is what it should."""
        alert = api.get(f"{inputs.at}/workflows/{id_}/")
        found = {
            "name": inputs.unmarked(text(alert, "name")),
            "on": [text(c, "type") for c in items(alert, "triggers", "conditions")],
            "every_minutes": part(alert, "config", "frequency"),
        }
        live = [str(followed) for followed in part(alert, "detectorIds")]
        if sorted(live) != sorted(map(str, _followed(api, inputs))):
            return found | {"projects": [], "monitor_ids": live}
        asked = {"projects": list(inputs.projects), "monitor_ids": list(inputs.monitor_ids)}
        return found | asked

    def change(self, api: Api, id_: str, old: Properties, inputs: AlertInputs) -> None:
        """Set the whole alert anew."""
        api.put(f"{inputs.at}/workflows/{id_}/", _body(api, inputs))

    def remove(self, api: Api, id_: str, old: AlertInputs) -> None:
        """Delete the alert."""
        api.delete(f"{old.at}/workflows/{id_}/")


def _body(api: Api, inputs: AlertInputs) -> dict[str, Any]:
    conditions = [
        {"type": event, "comparison": True, "conditionResult": True} for event in inputs.on
    ]
    return {
        "name": inputs.marked_name,
        "enabled": True,
        "detector_ids": _followed(api, inputs),
        "config": {"frequency": inputs.every_minutes},
        "triggers": {"logic_type": "any-short", "conditions": conditions},
        "action_filters": [{"logicType": "any-short", "conditions": [], "actions": [_TO_OWNERS]}],
    }


def _followed(api: Api, inputs: AlertInputs) -> list[int]:
    """The monitors, and of each project the one that Sentry makes for its errors."""
    found = [int(monitor) for monitor in inputs.monitor_ids]
    for slug in inputs.projects:
        project = text(api.get(f"/api/0/projects/{inputs.organization}/{slug}/"), "id")
        detectors = items(api.get(f"{inputs.at}/detectors/", project=project, query="type:error"))
        found += [int(text(d, "id")) for d in detectors if text(d, "type") == "error"]
    return found
