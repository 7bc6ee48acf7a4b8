"""Axiom on loopback.

What its description leaves open, each with where it is said:

- a dataset's id is its name, and a name is unique (axiomhq/terraform-provider-axiom, dataset);
- a Threshold monitor without operator or threshold is a 400 (axiom.co/docs/monitor-data);
- a token's value is in the answer that makes it and in no other (axiom.co/docs/reference/tokens);
- what is false or nothing is left out of answers (x-omitempty in the description), and a monitor
  without a threshold answers 0 (axiomhq/axiom-go, tests of monitors);
- no time is written as the year 1, or as null (axiomhq/axiom-go, orgs_test.go; the description);
- a token that is regenerated has another id, and the old one stays valid until the time that is
  asked for (axiomhq/terraform-provider-axiom, axiom/resource_tokens.go: 48 hours);
- a dataset's name has at most 80 signs, ends in a letter or number and does not begin with axiom-
  (axiom.co/docs/restapi/api-limits);
- a dashboard that is changed needs its version or ``overwrite`` (the description of dashboards).
"""

from typing import Any

from .fake import Call, Fake, Refused, Route
from .openapi import description

_TIME = "2026-11-26T09:00:00Z"


_NEVER = "0001-01-01T00:00:00Z"


class Axiom(Fake):
    """One organization; ``never`` is how it writes that something has no time."""

    source = "axiom-openapi-v2.json"

    def __init__(self) -> None:
        super().__init__()
        self.described = description(self.source, "http://axiom.test", into="/v2")
        self.things: dict[str, dict[str, dict[str, Any]]] = {
            kind: {} for kind in ("datasets", "notifiers", "monitors", "tokens", "dashboards")
        }
        self.never: str | None = _NEVER
        self._drawn: list[str] = []
        self._number = 0

    def routes(self) -> dict[str, Route]:
        return {
            "GET /v2/datasets": self._list("datasets"),
            "POST /v2/datasets": self._create_dataset,
            "GET /v2/datasets/{dataset_id}": self._get("datasets", "dataset_id"),
            "PUT /v2/datasets/{dataset_id}": self._change("datasets", "dataset_id"),
            "DELETE /v2/datasets/{dataset_id}": self._delete("datasets", "dataset_id"),
            "GET /v2/notifiers": self._list("notifiers"),
            "POST /v2/notifiers": self._create("notifiers"),
            "GET /v2/notifiers/{id}": self._get("notifiers", "id"),
            "PUT /v2/notifiers/{id}": self._set("notifiers"),
            "DELETE /v2/notifiers/{id}": self._delete("notifiers", "id"),
            "GET /v2/monitors": self._list("monitors"),
            "POST /v2/monitors": self._create("monitors"),
            "GET /v2/monitors/{id}": self._get("monitors", "id"),
            "PUT /v2/monitors/{id}": self._set("monitors"),
            "DELETE /v2/monitors/{id}": self._delete("monitors", "id"),
            "GET /v2/tokens": self._list("tokens"),
            "POST /v2/tokens": self._create_token,
            "DELETE /v2/tokens/{id}": self._delete("tokens", "id"),
            "POST /v2/tokens/{id}/regenerate": self._regenerate,
            "POST /v2/dashboards": self._create_dashboard,
            "GET /v2/dashboards/uid/{uid}": self._get("dashboards", "uid"),
            "PUT /v2/dashboards/uid/{uid}": self._change_dashboard,
            "DELETE /v2/dashboards/uid/{uid}": self._delete("dashboards", "uid"),
        }

    def unauthorized(self) -> tuple[int, Any]:
        return 403, {"code": "403", "message": "invalid token"}

    def failure(self, status: int) -> Any:
        return {"code": str(status), "message": f"status {status}"}

    def secrets(self) -> list[str]:
        return self._drawn

    def _list(self, kind: str) -> Route:
        return lambda _call: (
            200,
            [self._shown(kind, thing) for thing in self.things[kind].values()],
        )

    def _get(self, kind: str, place: str) -> Route:
        return lambda call: (200, self._shown(kind, self._known(kind, call.place[place])))

    def _regenerate(self, call: Call) -> tuple[int, Any]:
        old = self._known("tokens", call.place["id"])
        old["expiresAt"] = call.body["existingTokenExpiresAt"]
        return 200, self._draw(call.body["newToken"])

    def _change(self, kind: str, place: str) -> Route:
        def change(call: Call) -> tuple[int, Any]:
            thing = self._known(kind, call.place[place])
            thing.update(call.body)
            return 200, thing

        return change

    def _set(self, kind: str) -> Route:
        def replace(call: Call) -> tuple[int, Any]:
            self._known(kind, call.place["id"])
            _refuse_half_a_comparison(kind, call.body)
            self.things[kind][call.place["id"]] = {**call.body, "id": call.place["id"]}
            return 200, self.things[kind][call.place["id"]]

        return replace

    def _delete(self, kind: str, place: str) -> Route:
        def delete(call: Call) -> tuple[int, Any]:
            self._known(kind, call.place[place])
            del self.things[kind][call.place[place]]
            return 204, None

        return delete

    def _create(self, kind: str) -> Route:
        def create(call: Call) -> tuple[int, Any]:
            _refuse_half_a_comparison(kind, call.body)
            return 200, self._keep(kind, self._id(kind), call.body)

        return create

    def _create_dataset(self, call: Call) -> tuple[int, Any]:
        name = call.body["name"]
        if len(name) > 80 or name[-1] in "-_." or name.startswith("axiom-"):
            raise Refused(400, {"code": "400", "message": "invalid dataset name"})
        if name in self.things["datasets"]:
            raise Refused(409, {"code": "409", "message": f"dataset {name} already exists"})
        own = {"created": _TIME, "updatedAt": _TIME, "who": "u1", "description": ""}
        return 200, self._keep("datasets", name, {**own, **call.body})

    def _create_token(self, call: Call) -> tuple[int, Any]:
        return 200, self._draw(call.body)

    def _draw(self, asked: dict[str, Any]) -> dict[str, Any]:
        id_ = self._id("tokens")
        value = f"xaat-drawn-{id_}"
        self._drawn.append(value)
        token = self._keep("tokens", id_, {"orgCapabilities": {}, **asked})
        return {**token, "token": value}

    def _create_dashboard(self, call: Call) -> tuple[int, Any]:
        uid = call.body["uid"]
        if uid in self.things["dashboards"]:
            raise Refused(409, {"code": "409", "message": f"dashboard {uid} already exists"})
        own = {"createdAt": _TIME, "updatedAt": _TIME, "createdBy": "u1", "updatedBy": "u1"}
        document = {**call.body["dashboard"], "uid": uid}
        kept = self._keep("dashboards", uid, {**own, "dashboard": document, "version": 1})
        kept["uid"] = uid
        return 201, {"dashboard": kept, "status": "created"}

    def _change_dashboard(self, call: Call) -> tuple[int, Any]:
        kept = self._known("dashboards", call.place["uid"])
        if not call.body.get("overwrite") and call.body.get("version") != kept["version"]:
            raise Refused(412, {"code": "412", "message": "version mismatch"})
        kept["version"] += 1
        kept["dashboard"] = {**call.body["dashboard"], "uid": call.place["uid"]}
        return 200, {"dashboard": kept, "status": "updated"}

    def _keep(self, kind: str, id_: str, thing: dict[str, Any]) -> dict[str, Any]:
        self.things[kind][id_] = {**thing, "id": id_}
        return self.things[kind][id_]

    def _shown(self, kind: str, thing: dict[str, Any]) -> dict[str, Any]:
        """A thing as Axiom gives it back."""
        if kind == "tokens":
            return {"expiresAt": self.never, **thing}
        until = {"disabledUntil": self.never} if self.never else {}
        if kind == "notifiers":
            return {**until, **thing}
        if kind == "monitors":
            told = {k: v for k, v in thing.items() if v not in (False, [], "")}
            return {"threshold": 0, **until, **told}
        return thing

    def _known(self, kind: str, id_: str) -> dict[str, Any]:
        if id_ not in self.things[kind]:
            raise Refused(404, {"code": "404", "message": "not found"})
        return self.things[kind][id_]

    def _id(self, kind: str) -> str:
        self._number += 1
        return f"{kind[:3]}{self._number}"


def _refuse_half_a_comparison(kind: str, monitor: dict[str, Any]) -> None:
    if kind != "monitors" or monitor["type"] != "Threshold":
        return
    if "operator" not in monitor or "threshold" not in monitor:
        raise Refused(400, {"code": "400", "message": "operator and threshold are required"})
