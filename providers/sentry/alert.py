"""A Sentry alert: sends an e-mail when an event of an issue occurs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from pydantic import Field

from providers.answer import part, text
from providers.comparison import Equality, in_any_order
from providers.errors import NotFound, VendorError
from providers.inputs import Named, Refusal
from providers.lifecycle import Lifecycle, Properties
from providers.resource import VendorResource
from providers.sentry.vendor import SENTRY, InOrganization, dying, listed
from providers.waiting import found_soon

if TYPE_CHECKING:
    from providers.http import Api

_OWNERS = "issue_owners"
_WITHOUT_OWNERS = "ActiveMembers"
_ANY = ("any", "any-short")
_TO_OWNERS = {
    "type": "email",
    "integrationId": None,
    "data": {"fallthroughType": _WITHOUT_OWNERS},
    "config": {"targetType": _OWNERS, "targetDisplay": None, "targetIdentifier": None},
    "status": "active",
}


class Alert(VendorResource, module="sentry", name="Alert"):
    """An alert; it mails the owners of an issue, or every active member where it has none."""


class AlertInputs(InOrganization, Named):
    """It follows the errors of ``projects`` (slugs), and the Monitors ``monitor_ids``.

    It mails at most once in ``every_minutes`` for an issue. ``environment`` None is all of them;
    Sentry refuses one that has had no events yet.
    """

    on: tuple[Literal["first_seen_event", "reappeared_event", "regression_event"], ...] = Field(
        min_length=1
    )
    projects: tuple[str, ...] = ()
    monitor_ids: tuple[str, ...] = ()
    every_minutes: Literal[0, 5, 10, 30, 60, 180, 720, 1440] = 30
    environment: str | None = None
    mails: Literal["issue_owners"] = "issue_owners"
    enabled: bool = True

    @classmethod
    def contradictions(cls, known: Mapping[str, Any]) -> Iterator[Refusal]:
        """Refuse an alert that follows nothing."""
        if not known.get("projects", True) and not known.get("monitor_ids", True):
            yield Refusal("projects", "no source of events: name a project or a monitor")


class AlertLifecycle(Lifecycle[AlertInputs]):
    """Alerts are found by the mark in their name. Sentry's API calls them workflows."""

    vendor = SENTRY
    type_name = "sentry:Alert"
    kind = "alert"
    inputs = AlertInputs
    replaces = frozenset({"organization"})
    unreadable = frozenset({"organization"})
    # Sentry gives conditions and monitors in a random order (jianyuan/terraform-provider-sentry,
    # issue 793).
    equal: ClassVar[Mapping[str, Equality]] = {
        "on": in_any_order,
        "projects": in_any_order,
        "monitor_ids": in_any_order,
    }

    def matching(self, api: Api, inputs: AlertInputs) -> list[str]:
        """Ids of the alerts whose names end in the mark.

        The mark alone is searched for: a name may hold what the search takes for its grammar, such
        as "or" (getsentry/sentry, event_search.py).
        """
        found = listed(api, f"{inputs.at}/workflows/", query=inputs.mark)
        return [text(a, "id") for a in found if inputs.names_mark(text(a, "name"))]

    def make(self, api: Api, inputs: AlertInputs) -> str:
        """Create the alert."""
        return text(api.post(f"{inputs.at}/workflows/", _body(api, inputs)), "id")

    def fetch(self, api: Api, id_: str, inputs: AlertInputs) -> Properties:
        """Read the alert; what it follows beside the projects' errors are monitors."""
        alert = api.get(_at(inputs, id_))
        live = [str(followed) for followed in alert.get("detectorIds") or ()]
        errors = {slug: _error_monitor(api, inputs, slug) for slug in inputs.projects}
        found = {
            "name": inputs.unmarked(text(alert, "name")),
            "on": _events(alert),
            "every_minutes": (alert.get("config") or {}).get("frequency"),
            "enabled": part(alert, "enabled"),
            "mails": _OWNERS if _mails_owners(alert) else "others",
            "projects": [slug for slug, monitor in errors.items() if monitor in live],
            "monitor_ids": [monitor for monitor in live if monitor not in errors.values()],
            "environment": alert.get("environment"),
        }
        return {name: value for name, value in found.items() if value is not None}

    def change(self, api: Api, id_: str, old: Properties, inputs: AlertInputs) -> None:
        """Overwrite the whole alert."""
        api.put(_at(inputs, id_), _body(api, inputs))

    def remove(self, api: Api, id_: str, old: AlertInputs) -> None:
        """Delete the alert."""
        api.delete(_at(old, id_))

    def remains(self, api: Api, id_: str, old: AlertInputs) -> str:
        """It is there until Sentry hides or deletes it."""
        return dying(api, _at(old, id_))


def _at(inputs: AlertInputs, id_: str) -> str:
    return f"{inputs.at}/workflows/{id_}/"


def _body(api: Api, inputs: AlertInputs) -> dict[str, Any]:
    conditions = [
        {"type": event, "comparison": True, "conditionResult": True} for event in inputs.on
    ]
    return {
        "name": inputs.marked_name,
        "enabled": inputs.enabled,
        "detector_ids": _followed(api, inputs),
        "config": {"frequency": inputs.every_minutes},
        "environment": inputs.environment,
        "triggers": {"logic_type": "any-short", "conditions": conditions},
        "action_filters": [{"logicType": "any-short", "conditions": [], "actions": [_TO_OWNERS]}],
    }


def _followed(api: Api, inputs: AlertInputs) -> list[int]:
    """The monitors, and of each project the one that Sentry makes for its errors.

    VendorError where a project has none: the alert would follow less than it says.
    """
    found = [int(monitor) for monitor in inputs.monitor_ids]
    for slug in inputs.projects:
        monitor = found_soon(lambda slug=slug: _error_monitor(api, inputs, slug))  # type: ignore[misc]
        if monitor is None:
            raise VendorError(
                f"Project {slug} has no error monitor",
                "Sentry makes one with each project; the alert would not follow its errors.",
                f"Check that {slug} is the project's present slug and that it has an error monitor "
                "in Sentry, or leave the project out.",
            )
        found.append(int(monitor))
    return found


def _error_monitor(api: Api, inputs: AlertInputs, slug: str) -> str | None:
    """The id of a project's error monitor; None where there is no such project or monitor."""
    try:
        project = text(api.get(f"/api/0/projects/{inputs.organization}/{slug}/"), "id")
    except NotFound:
        return None
    detectors = listed(api, f"{inputs.at}/detectors/", project=project, query="type:error")
    return next((text(d, "id") for d in detectors if text(d, "type") == "error"), None)


def _events(alert: Mapping[str, Any]) -> list[str]:
    """The events on each of which it mails; named otherwise where only all of them together do."""
    group = alert.get("triggers") or {}
    found = [text(condition, "type") for condition in group.get("conditions") or ()]
    logic = group.get("logicType", _ANY[0])
    return found if logic in _ANY else [f"{logic}: {event}" for event in found]


def _mails_owners(alert: Mapping[str, Any]) -> bool:
    """Return whether the alert does what `_body` asks: one mail to the owners, on no further
    condition.
    """
    filters = [f for f in alert.get("actionFilters") or () if f.get("actions")]
    if len(filters) != 1 or filters[0].get("conditions") or len(filters[0]["actions"]) != 1:
        return False
    [action] = filters[0]["actions"]
    config, data = action.get("config") or {}, action.get("data") or {}
    # Left out, it is active members (getsentry/sentry, NotifyEmailAction.render_label).
    without_owners = data.get("fallthroughType", _WITHOUT_OWNERS)
    return bool(
        action.get("type") == "email"
        and action.get("status", "active") == "active"
        and config.get("targetType") == _OWNERS
        and without_owners == _WITHOUT_OWNERS
    )
