"""Railway on loopback: what it keeps, and how it behaves where its schema says nothing.

Sources, by the names used below:

- docs: the folder content/docs of github.com/railwayapp/docs, at 135863d.
- cli: github.com/railwayapp/cli.
- official: github.com/terraform-community-providers/terraform-provider-railway, at b1cd755.
- fork: github.com/jamesprnich/terraform-provider-railway, which lists in its CHANGELOG.md and
  retries in internal/provider/helpers.go what it met on a live workspace.
"""

import re
from collections.abc import Iterable
from typing import Any

from .fake import Call, Fake, Route
from .graphql import answer, operation, parse, schema, unchecked
from .railway_api import Root
from .railway_refusals import THROTTLED, Said
from .violation import Violation

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_MOVING = ("INITIALIZING", "QUEUED", "WAITING", "BUILDING", "DEPLOYING")

Place = tuple[str, str | None]
"""An environment and a service; no service: shared by the environment's services."""


class Railway(Fake):
    """Any workspace but ``theirs``.

    ``becomes``: the state in which deployments end, after ``looks`` looks at them.
    ``page``: how many nodes a page of a connection has.
    ``volume_lag``: how many looks later a list has a new volume (official pull 87; fork: 28 s).
    ``instance_lag``: how many requests about the instance of a new service fail (official issue
    82, in projects with environments of pull requests).
    ``dying_looks``: for how many looks a deleted domain or volume is still listed.
    ``throttled``: how many requests of a mutation are turned away as coming too quickly.
    ``plan``: how many projects the workspace may have.
    ``primary``: whether a project tells its first environment (a nullable field of the schema).
    """

    source = "railway-graphql-introspection.json"

    def __init__(self) -> None:
        super().__init__()
        self.schema = schema("railway-graphql-introspection.json")
        self.things: dict[str, dict[str, dict[str, Any]]] = {
            kind: {}
            for kind in (
                "projects", "environments", "services", "instances", "domains", "hosts",
                "volumes", "triggers", "deployments",
            )
        }  # fmt: skip
        self.variables: dict[Place, dict[str, str]] = {}
        self.sealed: dict[Place, dict[str, str]] = {}
        self.looks = 1
        self.becomes = "SUCCESS"
        self.page = 2
        self.volume_lag = 2
        self.instance_lag = 0
        self.dying_looks = 1
        self.throttled: dict[str, int] = {}
        self.plan = 100
        self.primary = True
        self._number = 0
        self._secret: list[str] = []

    def routes(self) -> dict[str, Route]:
        return {}

    def called(self, _method: str, target: str, body: Any) -> tuple[Call, Route | None]:
        document = parse(body["query"])
        kind, field = operation(document)
        # docs, integrations/api: on every answer, when the window of an hour ends.
        head = {"X-RateLimit-Remaining": "900", "X-RateLimit-Reset": "3600"}
        call = Call(kind, field, {}, {}, body, target, head)
        return call, lambda call: (200, self._execute(call))

    def unauthorized(self) -> tuple[int, Any]:
        """An unknown token is an answer 200 (cli, src/errors.rs)."""
        return 200, {"data": None, "errors": [{"message": "Not Authorized"}]}

    def secrets(self) -> list[str]:
        return self._secret

    def _execute(self, call: Call) -> Any:
        document, variables = parse(call.body["query"]), call.body["variables"]
        if self.throttled.get(call.template, 0) > 0:
            self.throttled[call.template] -= 1
            return {"data": None, "errors": [{"message": THROTTLED[call.template]}]}
        if self.schema is None:
            return unchecked(document, variables, Root(self))
        return answer(self.schema, document, variables, Root(self))

    # Things

    def make(self, kind: str, **fields: Any) -> dict[str, Any]:
        """Keep a new thing."""
        self._number += 1
        id_ = f"{kind[:-1]}-{self._number}"
        made = {"id": id_, "createdAt": f"2026-11-26T09:00:{self._number:02}Z", "deletedAt": None}
        self.things[kind][id_] = {**made, **fields}
        return self.things[kind][id_]

    def known(self, kind: str, id_: str) -> dict[str, Any]:
        """A thing that is there; Railway's words where it is not."""
        if id_ not in self.things[kind]:
            raise Said(f"{kind[:-1].capitalize()} not found")
        return self.things[kind][id_]

    def drop(self, kind: str, id_: str) -> bool:
        """Take a thing away. What is gone already is refused as if the token were wrong
        (fork, CHANGELOG 0.8.0, `isNotFoundOrGone`).
        """
        if id_ not in self.things[kind]:
            raise Said("Not Authorized")
        del self.things[kind][id_]
        return True

    def dying(self, thing: dict[str, Any]) -> bool:
        """Begin to delete a domain or a volume, which lists show for a while."""
        thing["dying"] = self.dying_looks
        return True

    def listed(self, kind: str) -> list[dict[str, Any]]:
        """One look at a list: what lags behind shows, or goes, some looks later."""
        for thing in list(self.things[kind].values()):
            if thing.get("lag", 0) > 0:
                thing["lag"] -= 1
            if "dying" in thing:
                thing["dying"] -= 1
                if thing["dying"] < 0:
                    del self.things[kind][thing["id"]]
        return [thing for thing in self.things[kind].values() if not thing.get("lag")]

    @property
    def alive(self) -> int:
        """How many things there are that are not pending deletion.

        Deployments do not count, nor what a service is in an environment: how many of those there
        are depends on which of the two is made first.
        """
        return sum(
            not thing.get("deletedAt")
            for kind, things in self.things.items()
            if kind not in ("instances", "deployments")
            for thing in things.values()
        )

    # Deployments

    def instance(self, service: str, environment: str) -> dict[str, Any]:
        """A service in an environment."""
        key = f"{service}/{environment}"
        found = self.things["instances"].get(key)
        if found is not None and found["lag"] > 0:
            found["lag"] -= 1
            found = None
        if found is None:
            raise Said("ServiceInstance not found")
        return found

    def deployments(self, instance: dict[str, Any]) -> list[dict[str, Any]]:
        """Those of a service in an environment, the newest first."""
        return [
            deployment
            for deployment in reversed(self.things["deployments"].values())
            if deployment["serviceId"] == instance["serviceId"]
            and deployment["environmentId"] == instance["environmentId"]
        ]

    def deploy(self, instance: dict[str, Any]) -> str:
        """Start a deployment; one that is not finished stands in the way (fork, CHANGELOG 0.11.1:
        it ends by itself).
        """
        before = self.deployments(instance)
        if before and self.seen(before[0])["status"] in _MOVING:
            raise Said(
                "Cannot redeploy yet, please wait for the original deployment to finish building, "
                "then try again."
            )
        made = self.make(
            "deployments",
            serviceId=instance["serviceId"],
            environmentId=instance["environmentId"],
            status="INITIALIZING",
            looks=self.looks,
        )
        return str(made["id"])

    def seen(self, deployment: dict[str, Any]) -> dict[str, Any]:
        """One look at a deployment. What ran before is removed once the new one was active, which
        one that crashed has been (docs, deployments/reference).
        """
        if deployment["status"] in _MOVING:
            deployment["looks"] -= 1
            if deployment["looks"] < 0:
                deployment["status"] = self.becomes
            if deployment["status"] in ("SUCCESS", "SLEEPING", "CRASHED"):
                for other in self.deployments(deployment):
                    if other is not deployment:
                        other["status"] = "REMOVED"
        return deployment

    # Variables

    def put(self, place: Place, values: dict[str, Any], *, replace: bool) -> None:
        """Set variables; ``replace`` deletes all others, those that are sealed as well."""
        for key, value in values.items():
            if not _NAME.fullmatch(key) or not isinstance(value, str):
                raise Violation(f"variable {key!r}: {type(value).__name__}")
            if key in self.provided(place):
                raise Violation(f"variable {key}: Railway's own is set as a constant")
        if replace:
            self.variables[place] = {}
            self.sealed.pop(place, None)
        self.variables.setdefault(place, {}).update(values)
        self._secret += [v for k, v in values.items() if k.endswith(("TOKEN", "PASSWORD"))]

    def provided(self, place: Place) -> dict[str, str]:
        """What Railway adds by itself to a service's variables (docs, variables/reference)."""
        return {} if place[1] is None else {"RAILWAY_SERVICE_ID": place[1]}

    def affected(self, place: Place) -> Iterable[dict[str, Any]]:
        """The deployed services that see the variables of a place."""
        for instance in self.things["instances"].values():
            here = instance["environmentId"] == place[0]
            if here and place[1] in (None, instance["serviceId"]) and self.deployments(instance):
                yield instance
