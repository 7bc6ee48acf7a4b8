"""Sends Railway's queries and mutations, and reads its connections page by page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from providers.answer import items, part, text
from providers.errors import Malformed, NotFound

if TYPE_CHECKING:
    from providers.http import Api

PAGE = "pageInfo { hasNextPage endCursor }"
"""What a connection that `every` reads has beside its edges."""


def query(api: Api, document: str, **variables: Any) -> Any:
    """Send a read request."""
    return _send(api, f"query {document}", variables, repeatable=True)


def mutate(api: Api, document: str, *, repeatable: bool = False, **variables: Any) -> Any:
    """Send a mutation; ``repeatable`` if repeating it has no further effect."""
    return _send(api, f"mutation {document}", variables, repeatable=repeatable)


def every(api: Api, document: str, *path: str, **variables: Any) -> Iterator[Mapping[str, Any]]:
    """Yield the nodes of all pages of the connection under ``path``.

    The document takes ``$after`` and has `PAGE` in the connection.
    """
    after: str | None = None
    while True:
        page = part(query(api, document, **variables, after=after), *path)
        for edge in items(page, "edges"):
            yield part(edge, "node")
        if not part(page, "pageInfo", "hasNextPage"):
            return
        seen, after = after, text(page, "pageInfo", "endCursor")
        if after == seen:
            raise Malformed(f"the pages of {path[-1]} have no end")


def live(thing: Any) -> Any:
    """``thing``, unless it is deleted or, for the 48 hours after a project's deletion, pending
    it; NotFound then.
    """
    if thing is None or thing.get("deletedAt"):
        raise NotFound("it is deleted")
    return thing


def _send(api: Api, document: str, variables: Mapping[str, Any], *, repeatable: bool) -> Any:
    body = {"query": document, "variables": dict(variables)}
    return part(api.post("", body, repeatable=repeatable), "data")
