"""Railway's API: GraphQL at one address."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from providers.answer import items, part, text
from providers.errors import Malformed, NotFound
from providers.inputs import Inputs
from providers.vendor import Refusal, Vendor

if TYPE_CHECKING:
    from providers.http import Api

# GraphQL answers 200 to everything; what its message says, and the status it stands for.
_MEANINGS = (
    ("not authorized", HTTPStatus.UNAUTHORIZED),
    ("not found", HTTPStatus.NOT_FOUND),
    ("already", HTTPStatus.CONFLICT),
    ("not available", HTTPStatus.CONFLICT),
    ("limit", HTTPStatus.PAYMENT_REQUIRED),
    ("upgrade", HTTPStatus.PAYMENT_REQUIRED),
    ("problem processing request", HTTPStatus.INTERNAL_SERVER_ERROR),
)


def _refused(answer: Any) -> Refusal | None:
    if not isinstance(answer, Mapping) or not answer.get("errors"):
        return None
    message = text(next(items(answer, "errors")), "message")
    meant = (status for words, status in _MEANINGS if words in message.lower())
    return Refusal(next(meant, HTTPStatus.BAD_REQUEST), message)


RAILWAY = Vendor(
    name="Railway",
    namespace="railway",
    url="https://backboard.railway.com/graphql/v2",
    page="docs/vendors/railway.md",
    refused=_refused,
)


class InEnvironment(Inputs):
    """Inputs of something in a project's environment, the default one where none is named."""

    project_id: str
    environment_id: str | None = None

    def environment(self, api: Api) -> str:
        """The id of the environment."""
        return self.environment_id or default_environment(api, self.project_id)


class OfService(InEnvironment):
    """Inputs of something that one service has."""

    service_id: str


def query(api: Api, document: str, **variables: Any) -> Any:
    """Ask for something."""
    return _send(api, f"query {document}", variables, repeatable=True)


def mutate(api: Api, document: str, *, repeatable: bool = False, **variables: Any) -> Any:
    """Change something; ``repeatable`` where doing it twice is doing it once."""
    return _send(api, f"mutation {document}", variables, repeatable=repeatable)


def nodes(answer: Any, *path: str) -> Iterator[Mapping[str, Any]]:
    """Yield the things of a connection."""
    for edge in items(answer, *path, "edges"):
        yield part(edge, "node")


def default_environment(api: Api, project: str) -> str:
    """The environment that a project began with."""
    answer = query(
        api,
        "($id: String!) { project(id: $id) "
        "{ primaryEnvironmentId environments { edges { node { id createdAt } } } } }",
        id=project,
    )
    first = part(answer, "project", "primaryEnvironmentId")
    if isinstance(first, str):
        return first
    every = list(nodes(answer, "project", "environments"))
    if not every:
        raise Malformed("the project has no environment")
    return text(min(every, key=lambda environment: text(environment, "createdAt")), "id")


def _send(api: Api, document: str, variables: Mapping[str, Any], *, repeatable: bool) -> Any:
    body = {"query": document, "variables": dict(variables)}
    return part(api.post("", body, repeatable=repeatable), "data")


def live(thing: Any) -> Any:
    """``thing``, unless it is only kept as a memory; NotFound then."""
    if thing is None or thing.get("deletedAt"):
        raise NotFound("it is deleted")
    return thing
