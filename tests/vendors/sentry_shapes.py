"""What Sentry shows of the things it is told, and how it searches them."""

import re
from typing import Any

from .fake import Refused
from .violation import Violation

TIME = "2026-11-26T09:00:00Z"
_SOURCE = {
    "aggregate",
    "dataset",
    "environment",
    "eventTypes",
    "extrapolationMode",
    "query",
    "queryType",
    "timeWindow",
}
_CONDITION = {"type", "comparison", "conditionResult"}
ACTION = {"type", "integrationId", "data", "config", "status"}
FILTER = {"logicType", "conditions", "actions"}
PERSON = {
    "id": "1",
    "name": "Admin",
    "username": "admin",
    "email": "a@b.example",
    "avatarUrl": "",
    "isActive": True,
    "isSuspended": False,
    "hasPasswordAuth": True,
    "isManaged": False,
    "dateJoined": TIME,
    "lastLogin": TIME,
    "has2fa": True,
    "lastActive": TIME,
    "isSuperuser": False,
    "isStaff": False,
    "experiments": {},
    "emails": [],
}


def found_by(query: str, thing: dict[str, Any], fields: tuple[str, ...]) -> bool:
    """Whether a search finds a thing; Refused for what its grammar does not take."""
    if re.search(r"\b(or|and)\b", query, re.IGNORECASE) or query.count("(") != query.count(")"):
        said = 'Boolean statements containing "OR" or "AND" are not supported in this search'
        raise Refused(400, {"query": [said]})
    key, colon, value = query.partition(":")
    if colon:
        if key not in ("name", "type"):
            raise Refused(400, {"query": [f"Invalid key for this search: {key}"]})
        return bool(thing[key] == value.strip())
    pattern = re.escape(query).replace(r"\*", ".*")
    texts = (thing.get(field) or "" for field in fields)
    if "*" in query:
        return any(re.fullmatch(pattern, text, re.IGNORECASE) for text in texts)
    return any(re.search(pattern, text, re.IGNORECASE) for text in texts)


def backwards(thing: dict[str, Any], group: str) -> dict[str, Any]:
    """A thing with the conditions of a group in another order than they were sent."""
    if not thing.get(group):
        return thing
    conditions = list(reversed(thing[group]["conditions"]))
    return {**thing, group: {**thing[group], "conditions": conditions}}


def hold(given: dict[str, Any], keys: set[str]) -> None:
    if strange := sorted(given.keys() - keys):
        raise Violation(f"Sentry's examples have no {', '.join(strange)}")


def detector(id_: str, project: str) -> dict[str, Any]:
    return {
        "id": id_,
        "projectId": project,
        "name": "Error Monitor",
        "type": "error",
        "workflowIds": [],
        "dateCreated": TIME,
        "dateUpdated": TIME,
        "dataSources": [],
        "conditionGroup": None,
        "config": {},
        "enabled": True,
    }


def shown_detector(asked: dict[str, Any]) -> dict[str, Any]:
    [source] = asked["data_sources"]
    hold(source, _SOURCE)
    hold(asked["config"], {"detectionType", "comparisonDelta"})
    aggregate = re.sub(r"\((user|dist|release)\)", r"(tags[sentry:\1])", source["aggregate"])
    shown = {k: v for k, v in source.items() if k != "queryType"} | {"aggregate": aggregate}
    switched = {"enabled": asked["enabled"]} if "enabled" in asked else {}
    return {
        **switched,
        "name": asked["name"],
        "type": asked["type"],
        "description": asked["description"],
        "config": asked["config"],
        "conditionGroup": shown_conditions(asked["condition_group"]),
        "dataSources": [{"id": "1", "queryObj": {"id": "2", "snubaQuery": shown}}],
    }


def shown_conditions(group: dict[str, Any]) -> dict[str, Any]:
    for condition in group["conditions"]:
        hold(condition, _CONDITION)
    conditions = [{"id": str(at), **c} for at, c in enumerate(group["conditions"])]
    about = {"id": "3", "organizationId": "1", "logicType": group["logic_type"]}
    return {**about, "conditions": conditions, "actions": []}


def shown_dashboard(id_: str, asked: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": id_,
        "title": asked["title"],
        "dateCreated": TIME,
        "createdBy": PERSON,
        "widgets": [_shown_widget(id_, widget) for widget in asked["widgets"]],
        "projects": [],
        "filters": {},
        "permissions": {"isEditableByEveryone": True, "teamsWithEditAccess": []},
        "isFavorited": False,
        "prebuiltId": None,
    }


def _shown_widget(dashboard: str, asked: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": "5",
        "title": asked["title"],
        "description": None,
        "displayType": asked["display_type"],
        "thresholds": None,
        "interval": asked["interval"],
        "dateCreated": TIME,
        "dashboardId": dashboard,
        "queries": [_shown_query(query) for query in asked["queries"]],
        "limit": None,
        "widgetType": asked["widget_type"],
        "layout": asked["layout"],
        "axisRange": None,
        "legendType": None,
        "datasetSource": "user",
        "exploreUrls": None,
        "changedReason": None,
    }


def _shown_query(asked: dict[str, Any]) -> dict[str, Any]:
    return {
        **asked,
        "id": "6",
        "fieldAliases": [],
        "widgetId": "5",
        "onDemand": [],
        "isHidden": False,
        "selectedAggregate": None,
        "linkedDashboards": [],
    }
