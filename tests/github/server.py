"""GitHub on loopback.

What its description leaves open, each with where it is said or was seen:

- a workflow's token may not ask ``GET /user`` (actions/create-github-app-token#258);
- a longer body than 65,536 characters is a 422 (telia-oss/github-pr-resource#259);
- a locked conversation is a 403 (probot/stale#25);
- a commit of a fork has no pull request by its SHA (learningequality/kolibri#14719), one that is
  not there at all is a 422;
- the next page has the number of the repository in its address (docs.github.com, pagination);
- a refused mutation is a 200 with a type of error (conan-io/conan-center-index#4937).
"""

from collections.abc import Callable
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

from graphql import build_schema

from tests.vendors import graphql
from tests.vendors.fake import Call, Fake, Refused, Route
from tests.vendors.openapi import description

from .prune import DESCRIPTION

REPOSITORY = "acme/app"
BOT = "github-actions[bot]"
_REPO = "/repos/{owner}/{repo}"
_COMMENT = f"{_REPO}/issues/comments/{{comment_id}}"
COMMENTS = f"{_REPO}/issues/{{issue_number}}/comments"
PULLS = f"{_REPO}/pulls"
LIST, ADD, CHANGE = f"GET {COMMENTS}", f"POST {COMMENTS}", f"PATCH {_COMMENT}"
DELETE = f"DELETE {_COMMENT}"
HIDE = "POST /graphql"
_LONGEST = 65_536
_FORBIDDEN = "Resource not accessible by integration"
_MINIMIZE = build_schema(Path(__file__).with_name("minimize.graphql").read_text())


class _Said(Exception):
    said = True


class GitHub(Fake):
    """One repository, and ``login``, who holds the token."""

    def __init__(self) -> None:
        super().__init__()
        described = description(str(DESCRIPTION), "http://github.test")
        assert described is not None
        self.described = self._shapes = described
        self.login = BOT
        self.may_write = True
        self.locked = False
        self.comments: dict[int, dict[str, Any]] = {}
        self.pulls: list[dict[str, Any]] = [self.pull(7, "a" * 40)]
        self.meanwhile: dict[str, Callable[[], object]] = {}
        """What somebody else does just before the next request of a kind is carried out."""
        self._next = 1000

    def routes(self) -> dict[str, Route]:
        return {
            "GET /user": self._user,
            LIST: self._list,
            ADD: self._add,
            CHANGE: self._change,
            DELETE: self._delete,
            f"GET {_REPO}/commits/{{commit_sha}}/pulls": self._of_commit,
            f"GET {PULLS}": self._pulls,
            HIDE: self._graphql,
        }

    def unauthorized(self) -> tuple[int, Any]:
        return 401, {"message": "Bad credentials", "documentation_url": "https://docs.github.com"}

    def failure(self, status: int) -> Any:
        said = {403: _FORBIDDEN, 404: "Not Found"}
        return {"message": said.get(status, f"status {status}"), "documentation_url": ""}

    def texts(self, number: int = 7) -> list[str]:
        """What the comments of a pull request say."""
        return [comment["body"] for comment in self._of(number)]

    def write(self, login: str, body: str, number: int = 7) -> dict[str, Any]:
        """Somebody comments."""
        self._next += 1
        place = f"https://github.test/{REPOSITORY}/pull/{number}"
        self.comments[self._next] = {
            **self._shapes.least_of("issue-comment"),
            "id": self._next,
            "node_id": f"IC_{self._next}",
            "html_url": f"{place}#issuecomment-{self._next}",
            "issue_url": place,
            "body": body,
            "user": self._account("simple-user", login),
        }
        return self.comments[self._next]

    def pull(self, number: int, sha: str, state: str = "open") -> dict[str, Any]:
        """Describe a pull request."""
        least = self._shapes.least_of("pull-request-simple")
        head = {**least["head"], "sha": sha}
        return {**least, "number": number, "state": state, "head": head}

    def handle(self, request: BaseHTTPRequestHandler) -> None:
        if request.headers.get("X-GitHub-Api-Version") != "2022-11-28":
            self.violations.append(f"{request.path}: without the version of the API")
        super().handle(request)

    def called(self, method: str, target: str, body: Any) -> tuple[Call, Route | None]:
        target = target.replace("/repositories/1/", f"/repos/{REPOSITORY}/", 1)
        call, route = super().called(method, target, body)
        self.meanwhile.pop(call.kind, lambda: None)()
        return call, route

    def _account(self, shape: str, login: str) -> dict[str, Any]:
        kind = "Bot" if login.endswith("[bot]") else "User"
        return {**self._shapes.least_of(shape), "login": login, "type": kind}

    def _user(self, _call: Call) -> tuple[int, Any]:
        if self.login == BOT:
            raise Refused(403, self.failure(403))
        return 200, self._account("public-user", self.login)

    def _page(self, call: Call, things: list[Any]) -> tuple[int, Any]:
        size, page = int(call.query.get("per_page", 30)), int(call.query.get("page", 1))
        assert size <= 100
        if page * size < len(things):
            path = call.path.replace(f"/repos/{REPOSITORY}/", "/repositories/1/")
            query = "&".join(f"{key}={value}" for key, value in call.query.items() if key != "page")
            call.head["Link"] = f'<{self.url}{path}?{query}&page={page + 1}>; rel="next"'
        return 200, things[(page - 1) * size : page * size]

    def _of(self, number: int) -> list[dict[str, Any]]:
        return [each for each in self.comments.values() if each["issue_url"].endswith(f"/{number}")]

    def _list(self, call: Call) -> tuple[int, Any]:
        return self._page(call, self._of(self._number(call)))

    def _number(self, call: Call) -> int:
        number = int(call.place["issue_number"])
        if number not in [pull["number"] for pull in self.pulls]:
            raise Refused(404, self.failure(404))
        return number

    def _known(self, call: Call) -> dict[str, Any]:
        found = self.comments.get(int(call.place["comment_id"]))
        if found is None:
            raise Refused(404, self.failure(404))
        return found

    def _may_write(self, call: Call) -> None:
        if not self.may_write:
            raise Refused(403, self.failure(403))
        if self.locked:
            raise Refused(403, {"message": "Unable to create comment because issue is locked."})
        if call.body and len(call.body["body"]) > _LONGEST:
            said = f"Body is too long (maximum is {_LONGEST} characters)"
            error = {"resource": "IssueComment", "code": "unprocessable", "field": "data"}
            parts = [{**error, "message": said}]
            raise Refused(
                422, {"message": "Validation Failed", "errors": parts, "documentation_url": ""}
            )

    def _add(self, call: Call) -> tuple[int, Any]:
        number = self._number(call)
        self._may_write(call)
        return 201, self.write(self.login, call.body["body"], number)

    def _change(self, call: Call) -> tuple[int, Any]:
        self._may_write(call)
        comment = self._known(call)
        comment["body"] = call.body["body"]
        return 200, comment

    def _delete(self, call: Call) -> tuple[int, Any]:
        self._may_write(call)
        del self.comments[self._known(call)["id"]]
        return 204, None

    def _of_commit(self, call: Call) -> tuple[int, Any]:
        sha = call.place["commit_sha"]
        if sha.startswith("0"):
            said = f"No commit found for SHA: {sha}"
            raise Refused(422, {"message": said, "documentation_url": ""})
        own = [pull for pull in self.pulls if pull["head"]["label"] != "fork"]
        return self._page(call, [p for p in own if sha in (p["head"]["sha"], p["base"]["sha"])])

    def _pulls(self, call: Call) -> tuple[int, Any]:
        assert (call.query["sort"], call.query["direction"]) == ("updated", "desc")
        return self._page(call, [p for p in self.pulls if p["state"] == call.query["state"]])

    def _graphql(self, call: Call) -> tuple[int, Any]:
        document, variables = graphql.parse(call.body["query"]), call.body["variables"]
        root = {"minimizeComment": lambda _info, **given: self._minimize(given["input"])}
        found = graphql.answer(_MINIMIZE, document, variables, root)
        for error in found.get("errors", ()):
            error["type"] = "FORBIDDEN" if error["message"] == _FORBIDDEN else "NOT_FOUND"
        return 200, found

    def _minimize(self, given: dict[str, str]) -> dict[str, Any]:
        if not self.may_write:
            raise _Said(_FORBIDDEN)
        for comment in self.comments.values():
            if comment["node_id"] == given["subjectId"]:
                comment["minimized"] = {"reason": given["classifier"].lower()}
                return {}
        raise _Said(f"Could not resolve to a node with the global id of '{given['subjectId']}'.")
