"""Sentry on loopback: monitors (detectors), alerts (workflows) and dashboards.

What its description leaves open, each with where it is said:

- a project has a detector of type ``error`` from the start (docs.sentry.io, Monitors and Alerts);
- lists are searched in a grammar: ``or`` and ``and`` are operators that these searches refuse,
  ``key:value`` a filter, ``*`` a wildcard, a parenthesis a group; free text is looked for in names,
  of detectors also in descriptions and types (getsentry/sentry, api/event_search.py,
  workflow_engine/endpoints/organization_{detector,workflow}_index.py);
- a data source must name its environment, null for all, and one that has had events
  (snuba/snuba_query_validator.py, EnvironmentField);
- conditions come in a random order (jianyuan/terraform-provider-sentry, issue 793): here backwards;
- a PUT of a detector changes what it names alone (endpoints/validators/base/detector.py);
- a dashboard of a title that is taken is called its copy (Dashboard.incremental_title);
- lists are paged, and linked (docs.sentry.io/api/pagination);
- ``data_sources``, ``conditions``, ``action_filters`` and ``config`` are open there: their keys are
  held to those of the examples in the description's own text.
"""

import re
from typing import Any

from .fake import Call, Fake, Refused, Route
from .openapi import Description, description
from .violation import Violation

_TIME = "2026-11-26T09:00:00Z"
_ORGANIZATION = "/api/0/organizations/{organization_id_or_slug}"
_PROJECT = "/api/0/projects/{organization_id_or_slug}/{project_id_or_slug}/"
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
_ACTION = {"type", "integrationId", "data", "config", "status"}
_FILTER = {"logicType", "conditions", "actions"}
_PERSON = {
    "id": "1",
    "name": "Admin",
    "username": "admin",
    "email": "a@b.example",
    "avatarUrl": "",
    "isActive": True,
    "isSuspended": False,
    "hasPasswordAuth": True,
    "isManaged": False,
    "dateJoined": _TIME,
    "lastLogin": _TIME,
    "has2fa": True,
    "lastActive": _TIME,
    "isSuperuser": False,
    "isStaff": False,
    "experiments": {},
    "emails": [],
}


class Sentry(Fake):
    """One organization; a project is there as soon as somebody names its slug."""

    source = "sentry-openapi-derefed.json"

    described: Description | None

    def __init__(self) -> None:
        super().__init__()
        self.things: dict[str, dict[str, dict[str, Any]]] = {
            "detectors": {},
            "workflows": {},
            "dashboards": {},
        }
        self.projects: dict[str, str] = {}
        self.gone: set[str] = set()
        """Slugs of projects that were renamed or deleted."""
        self.without_errors: set[str] = set()
        """Slugs of projects whose error monitor is not there (yet)."""
        self.environments = {"prod"}
        self.page = 2
        """How many things a list gives at a time."""
        self._number = 100
        self.described = description(
            self.source,
            "http://sentry.test",
            only=(f"{_ORGANIZATION}/", _PROJECT),
        )

    def routes(self) -> dict[str, Route]:
        at = _ORGANIZATION
        project = f"{at}/projects/{{project_id_or_slug}}"
        return {
            f"GET {_PROJECT}": self._project,
            f"GET {at}/detectors/": self._list_detectors,
            f"POST {project}/detectors/": self._create_detector,
            f"GET {at}/detectors/{{detector_id}}/": self._get("detectors", "detector_id"),
            f"PUT {at}/detectors/{{detector_id}}/": self._change_detector,
            f"DELETE {at}/detectors/{{detector_id}}/": self._delete("detectors", "detector_id"),
            f"GET {at}/workflows/": self._list_workflows,
            f"POST {at}/workflows/": self._create_workflow,
            f"GET {at}/workflows/{{workflow_id}}/": self._get("workflows", "workflow_id"),
            f"PUT {at}/workflows/{{workflow_id}}/": self._change_workflow,
            f"DELETE {at}/workflows/{{workflow_id}}/": self._delete("workflows", "workflow_id"),
            f"GET {at}/dashboards/": self._list_dashboards,
            f"POST {at}/dashboards/": self._create_dashboard,
            f"GET {at}/dashboards/{{dashboard_id}}/": self._get("dashboards", "dashboard_id"),
            f"PUT {at}/dashboards/{{dashboard_id}}/": self._change_dashboard,
            f"DELETE {at}/dashboards/{{dashboard_id}}/": self._delete("dashboards", "dashboard_id"),
        }

    def unauthorized(self) -> tuple[int, Any]:
        return 401, {"detail": "Invalid token"}

    def failure(self, status: int) -> Any:
        return {"detail": f"status {status}"}

    @property
    def made(self) -> int:
        """How much there is that the organization did not begin with."""
        return sum(map(len, self.things.values())) - len(self.projects)

    def _get(self, kind: str, place: str) -> Route:
        group = {"detectors": "conditionGroup", "workflows": "triggers"}.get(kind, "")
        return lambda call: (200, _backwards(self._known(kind, call.place[place]), group))

    def _delete(self, kind: str, place: str) -> Route:
        def delete(call: Call) -> tuple[int, Any]:
            self._known(kind, call.place[place])
            del self.things[kind][call.place[place]]
            return 204, None

        return delete

    def _project(self, call: Call) -> tuple[int, Any]:
        slug = call.place["project_id_or_slug"]
        if slug in self.gone:
            raise Refused(404, {"detail": "The requested resource does not exist"})
        least = self.described.least("GET", _PROJECT, 200) if self.described else {}
        return 200, {**least, "id": self.number_of(slug), "slug": slug, "name": slug}

    def number_of(self, slug: str) -> str:
        """The number of a project, which has a detector of its errors from the start."""
        if slug not in self.projects:
            self.projects[slug], detector = self._id(), self._id()
            self.things["detectors"][detector] = _detector(detector, self.projects[slug])
        return self.projects[slug]

    def _page(self, call: Call, found: list[Any]) -> tuple[int, Any]:
        """One page of a list; the link says whether there is another."""
        start = int(call.query.get("cursor", "0:0:0").split(":")[1])
        after = start + self.page
        more = "true" if after < len(found) else "false"
        call.head["Link"] = (
            f'<{self.url}{call.path}>; rel="previous"; results="false"; cursor="0:0:1", '
            f'<{self.url}{call.path}>; rel="next"; results="{more}"; cursor="0:{after}:0"'
        )
        return 200, found[start:after]

    # Detectors

    def _list_detectors(self, call: Call) -> tuple[int, Any]:
        project = call.query.get("project")
        hidden = {self.projects[slug] for slug in self.without_errors if slug in self.projects}
        found = [
            d
            for d in self.things["detectors"].values()
            if project in (None, d["projectId"])
            and not (d["type"] == "error" and d["projectId"] in hidden)
            and found_by(call.query.get("query", ""), d, ("name", "description", "type"))
        ]
        return self._page(call, [_backwards(d, "conditionGroup") for d in found])

    def _create_detector(self, call: Call) -> tuple[int, Any]:
        id_, project = self._id(), self.number_of(call.place["project_id_or_slug"])
        self._hold_environment(call.body)
        self.things["detectors"][id_] = {**_detector(id_, project), **_shown_detector(call.body)}
        return 201, self.things["detectors"][id_]

    def _hold_environment(self, asked: dict[str, Any]) -> None:
        for source in asked.get("data_sources", ()):
            if "environment" not in source:
                raise Refused(400, {"dataSources": {"environment": ["This field is required."]}})
            if source["environment"] not in (None, *self.environments):
                raise Refused(400, {"dataSources": {"environment": ["Environment does not exist"]}})

    def _change_detector(self, call: Call) -> tuple[int, Any]:
        detector = self._known("detectors", call.place["detector_id"])
        self._hold_environment(call.body)
        detector.update(_shown_detector(call.body))
        return 200, detector

    # Workflows

    def _list_workflows(self, call: Call) -> tuple[int, Any]:
        found = [
            w
            for w in self.things["workflows"].values()
            if found_by(call.query.get("query", ""), w, ("name",))
        ]
        return self._page(call, [_backwards(w, "triggers") for w in found])

    def _create_workflow(self, call: Call) -> tuple[int, Any]:
        id_ = self._id()
        self.things["workflows"][id_] = {"id": id_, **self._shown_workflow(call.body)}
        return 201, self.things["workflows"][id_]

    def _change_workflow(self, call: Call) -> tuple[int, Any]:
        workflow = self._known("workflows", call.place["workflow_id"])
        workflow.update(self._shown_workflow(call.body))
        return 200, workflow

    def _shown_workflow(self, asked: dict[str, Any]) -> dict[str, Any]:
        for id_ in asked["detector_ids"]:
            if str(id_) not in self.things["detectors"]:
                raise Refused(400, {"detail": f"no detector {id_}"})
        _hold(asked["config"], {"frequency"})
        for filter_ in asked["action_filters"]:
            _hold(filter_, _FILTER)
            for action in filter_["actions"]:
                _hold(action, _ACTION)
        return {
            "name": asked["name"],
            "organizationId": "1",
            "createdBy": "1",
            "dateCreated": _TIME,
            "dateUpdated": _TIME,
            "triggers": _shown_conditions(asked["triggers"]),
            "actionFilters": [
                {
                    "id": "9",
                    "organizationId": "1",
                    "logicType": f["logicType"],
                    "conditions": f["conditions"],
                    "actions": [{"id": "8", **action} for action in f["actions"]],
                }
                for f in asked["action_filters"]
            ],
            "environment": None,
            "config": asked["config"],
            "detectorIds": [str(id_) for id_ in asked["detector_ids"]],
            "enabled": asked["enabled"],
            "lastTriggered": None,
            "owner": None,
        }

    # Dashboards

    def _list_dashboards(self, call: Call) -> tuple[int, Any]:
        own: dict[str, Any] = {
            "environment": [],
            "filters": {},
            "lastVisited": None,
            "widgetDisplay": [],
            "widgetPreview": [],
            "permissions": {"isEditableByEveryone": True, "teamsWithEditAccess": []},
            "isFavorited": False,
            "projects": [],
            "prebuiltId": None,
            "createdBy": _PERSON,
            "dateCreated": _TIME,
        }
        found = self.things["dashboards"].values()
        return self._page(call, [{**own, "id": d["id"], "title": d["title"]} for d in found])

    def _create_dashboard(self, call: Call) -> tuple[int, Any]:
        id_ = self._id()
        titles = {d["title"] for d in self.things["dashboards"].values()}
        copy = f"{call.body['title']} copy" if call.body["title"] in titles else call.body["title"]
        self.things["dashboards"][id_] = _shown_dashboard(id_, {**call.body, "title": copy})
        return 201, self.things["dashboards"][id_]

    def _change_dashboard(self, call: Call) -> tuple[int, Any]:
        id_ = call.place["dashboard_id"]
        self._known("dashboards", id_)
        self.things["dashboards"][id_] = _shown_dashboard(id_, call.body)
        return 200, self.things["dashboards"][id_]

    def _known(self, kind: str, id_: str) -> dict[str, Any]:
        if id_ not in self.things[kind]:
            raise Refused(404, {"detail": "The requested resource does not exist"})
        return self.things[kind][id_]

    def _id(self) -> str:
        self._number += 1
        return str(self._number)


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


def _backwards(thing: dict[str, Any], group: str) -> dict[str, Any]:
    """A thing with the conditions of a group in another order than they were sent."""
    if not thing.get(group):
        return thing
    conditions = list(reversed(thing[group]["conditions"]))
    return {**thing, group: {**thing[group], "conditions": conditions}}


def _hold(given: dict[str, Any], keys: set[str]) -> None:
    if strange := sorted(given.keys() - keys):
        raise Violation(f"Sentry's examples have no {', '.join(strange)}")


def _detector(id_: str, project: str) -> dict[str, Any]:
    return {
        "id": id_,
        "projectId": project,
        "name": "Error Monitor",
        "type": "error",
        "workflowIds": [],
        "dateCreated": _TIME,
        "dateUpdated": _TIME,
        "dataSources": [],
        "conditionGroup": None,
        "config": {},
        "enabled": True,
    }


def _shown_detector(asked: dict[str, Any]) -> dict[str, Any]:
    [source] = asked["data_sources"]
    _hold(source, _SOURCE)
    _hold(asked["config"], {"detectionType", "comparisonDelta"})
    shown = {k: v for k, v in source.items() if k != "queryType"}
    switched = {"enabled": asked["enabled"]} if "enabled" in asked else {}
    return {
        **switched,
        "name": asked["name"],
        "type": asked["type"],
        "description": asked["description"],
        "config": asked["config"],
        "conditionGroup": _shown_conditions(asked["condition_group"]),
        "dataSources": [{"id": "1", "queryObj": {"id": "2", "snubaQuery": shown}}],
    }


def _shown_conditions(group: dict[str, Any]) -> dict[str, Any]:
    for condition in group["conditions"]:
        _hold(condition, _CONDITION)
    conditions = [{"id": str(at), **c} for at, c in enumerate(group["conditions"])]
    about = {"id": "3", "organizationId": "1", "logicType": group["logic_type"]}
    return {**about, "conditions": conditions, "actions": []}


def _shown_dashboard(id_: str, asked: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": id_,
        "title": asked["title"],
        "dateCreated": _TIME,
        "createdBy": _PERSON,
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
        "dateCreated": _TIME,
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
