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
- a detector is made switched on, whatever the request says, and a PUT of one changes what it names
  alone (workflow_engine/endpoints/validators/base/detector.py);
- spans are looked at over five minutes or more (snuba/snuba_query_validator.py);
- the columns user, dist and release of an aggregate are shown as tags (incidents/logic.py,
  translate_aggregate_field, and the serializer of SnubaQuery, which gives what is kept);
- a project's older slug is answered with 302 and a body (api/exceptions.py, ProjectMoved);
- what is deleted is scheduled for it: newer versions hide it at once, older ones show it until the
  job has run (workflow_engine/endpoints/organization_workflow_details.py, before and after
  PENDING_DELETION);
- a dashboard of a title that is taken is called its copy (Dashboard.incremental_title);
- lists are paged, and linked (docs.sentry.io/api/pagination);
- ``data_sources``, ``conditions``, ``action_filters`` and ``config`` are open there: their keys are
  held to those of the examples in the description's own text.
"""

from http import HTTPStatus
from typing import Any

from .fake import Call, Fake, Refused, Route
from .openapi import Description, description
from .sentry_shapes import (
    ACTION,
    FILTER,
    PERSON,
    TIME,
    backwards,
    detector,
    found_by,
    hold,
    shown_conditions,
    shown_dashboard,
    shown_detector,
)

_ORGANIZATION = "/api/0/organizations/{organization_id_or_slug}"
_PROJECT = "/api/0/projects/{organization_id_or_slug}/{project_id_or_slug}/"


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
        """Slugs of projects that were deleted."""
        self.renamed: dict[str, str] = {}
        """Projects' older slugs and what they are now."""
        self.dying = 0
        """How many looks what is deleted can still be seen."""
        self._deleted: dict[str, int] = {}
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

    def _check_answer(self, call: Call, status: int, body: Any) -> None:
        # The description does not name the answer for a project's older slug.
        if status != HTTPStatus.FOUND:
            super()._check_answer(call, status, body)

    @property
    def made(self) -> int:
        """How much there is that the organization did not begin with."""
        return sum(map(len, self.things.values())) - len(self.projects)

    def _get(self, kind: str, place: str) -> Route:
        group = {"detectors": "conditionGroup", "workflows": "triggers"}.get(kind, "")
        return lambda call: (200, backwards(self._known(kind, call.place[place]), group))

    def _delete(self, kind: str, place: str) -> Route:
        def delete(call: Call) -> tuple[int, Any]:
            self._known(kind, call.place[place])
            self._deleted[call.place[place]] = self.dying
            self._expire(kind, call.place[place])
            return 204, None

        return delete

    def _project(self, call: Call) -> tuple[int, Any]:
        slug = call.place["project_id_or_slug"]
        if slug in self.gone:
            raise Refused(404, {"detail": "The requested resource does not exist"})
        if slug in self.renamed:
            new = self.renamed[slug]
            moved = {"url": call.path.replace(slug, new), "slug": new}
            said = {"code": "resource-moved", "message": "Resource has been moved", "extra": moved}
            raise Refused(HTTPStatus.FOUND, {"detail": said})
        least = self.described.least("GET", _PROJECT, 200) if self.described else {}
        return 200, {**least, "id": self.number_of(slug), "slug": slug, "name": slug}

    def number_of(self, slug: str) -> str:
        """The number of a project, which has a detector of its errors from the start."""
        if slug not in self.projects:
            self.projects[slug], id_ = self._id(), self._id()
            self.things["detectors"][id_] = detector(id_, self.projects[slug])
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
        return self._page(call, [backwards(d, "conditionGroup") for d in found])

    def _create_detector(self, call: Call) -> tuple[int, Any]:
        id_, project = self._id(), self.number_of(call.place["project_id_or_slug"])
        self._hold_source(call.body)
        made = {**detector(id_, project), **shown_detector(call.body), "enabled": True}
        self.things["detectors"][id_] = made
        return 201, self.things["detectors"][id_]

    def _hold_source(self, asked: dict[str, Any]) -> None:
        for source in asked.get("data_sources", ()):
            if "environment" not in source:
                raise Refused(400, {"dataSources": {"environment": ["This field is required."]}})
            self._hold_environment(source["environment"])
            if source["dataset"] == "events_analytics_platform" and source["timeWindow"] < 300:
                said = "Invalid Time Window: Time window for this alert type must be at least 5"
                raise Refused(400, {"dataSources": [f"{said} minutes."]})

    def _hold_environment(self, name: str | None) -> None:
        if name not in (None, *self.environments):
            said = "Environment is not part of this organization"
            raise Refused(400, {"environment": [said]})

    def _change_detector(self, call: Call) -> tuple[int, Any]:
        changed = self._known("detectors", call.place["detector_id"])
        self._hold_source(call.body)
        changed.update(shown_detector(call.body))
        return 200, changed

    # Workflows

    def _list_workflows(self, call: Call) -> tuple[int, Any]:
        found = [
            w
            for w in self.things["workflows"].values()
            if found_by(call.query.get("query", ""), w, ("name",))
        ]
        return self._page(call, [backwards(w, "triggers") for w in found])

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
        hold(asked["config"], {"frequency"})
        self._hold_environment(asked.get("environment"))
        for filter_ in asked["action_filters"]:
            hold(filter_, FILTER)
            for action in filter_["actions"]:
                hold(action, ACTION)
        return {
            "name": asked["name"],
            "organizationId": "1",
            "createdBy": "1",
            "dateCreated": TIME,
            "dateUpdated": TIME,
            "triggers": shown_conditions(asked["triggers"]),
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
            "environment": asked.get("environment"),
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
            "createdBy": PERSON,
            "dateCreated": TIME,
        }
        found = self.things["dashboards"].values()
        return self._page(call, [{**own, "id": d["id"], "title": d["title"]} for d in found])

    def _create_dashboard(self, call: Call) -> tuple[int, Any]:
        id_ = self._id()
        titles = {d["title"] for d in self.things["dashboards"].values()}
        copy = f"{call.body['title']} copy" if call.body["title"] in titles else call.body["title"]
        self.things["dashboards"][id_] = shown_dashboard(id_, {**call.body, "title": copy})
        return 201, self.things["dashboards"][id_]

    def _change_dashboard(self, call: Call) -> tuple[int, Any]:
        id_ = call.place["dashboard_id"]
        self._known("dashboards", id_)
        self.things["dashboards"][id_] = shown_dashboard(id_, call.body)
        return 200, self.things["dashboards"][id_]

    def _expire(self, kind: str, id_: str) -> None:
        """Delete what was seen often enough since its deletion was asked for."""
        if self._deleted.get(id_) == 0:
            del self._deleted[id_]
            del self.things[kind][id_]
        elif id_ in self._deleted:
            self._deleted[id_] -= 1

    def _known(self, kind: str, id_: str) -> dict[str, Any]:
        self._expire(kind, id_)
        if id_ not in self.things[kind]:
            raise Refused(404, {"detail": "The requested resource does not exist"})
        return self.things[kind][id_]

    def _id(self) -> str:
        self._number += 1
        return str(self._number)
