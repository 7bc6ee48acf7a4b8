"""Error responses of GitHub, and how to fix their causes."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus

import httpx

from faro.model.diagnostic import Diagnostic, Failure, Severity

PERMISSION = "pull-requests: write"
_LONGEST_WORDS = 300
_EXPLANATIONS: dict[int, tuple[str, str]] = {
    HTTPStatus.UNAUTHORIZED: (
        "GitHub rejected the token",
        "It has expired or belongs to another server. Create a new one.",
    ),
    HTTPStatus.FORBIDDEN: (
        "Insufficient token permissions",
        f"It needs the permission {PERMISSION}. A workflow on pull_request "
        "from a fork never has it.",
    ),
    HTTPStatus.NOT_FOUND: (
        "Repository or pull request not found",
        "If it exists, the token has no access to it.",
    ),
    HTTPStatus.GONE: (
        "Pull request takes no comments",
        "It was deleted, or comments are disabled.",
    ),
    HTTPStatus.TOO_MANY_REQUESTS: (
        "GitHub rate limit reached",
        "Run the command again later.",
    ),
}


class Refused(Failure):
    """GitHub answers with an error; a limit is a 429 whatever its status was."""

    def __init__(self, status: int, asked: str, words: str) -> None:
        summary, remedy = _explanation(status, words.lower())
        said = f" {words[:_LONGEST_WORDS].strip().rstrip('.')}" if words else ""
        detail = f"{asked}: {status}{said}.\n{remedy}"
        super().__init__(Diagnostic(severity=Severity.ERROR, summary=summary, detail=detail))
        self.status = status


class NotFound(Refused):
    """There is no such thing, or not any more."""


def refused(status: int, asked: str, words: str) -> Refused:
    """The refusal of a request."""
    kind = NotFound if status == HTTPStatus.NOT_FOUND else Refused
    return kind(status, asked, words)


def of(response: httpx.Response, secret: str) -> Refused:
    """The refusal that an answer is; ``secret`` is in none of its texts."""
    asked = f"{response.request.method} {response.request.url.path}"
    status = HTTPStatus.TOO_MANY_REQUESTS if is_limit(response) else response.status_code
    return refused(status, asked, _words(response).replace(secret, "[token]"))


def is_limit(response: httpx.Response) -> bool:
    """Return whether GitHub limited the request, which it does with 403 and with 429."""
    if response.status_code != HTTPStatus.FORBIDDEN:
        return response.status_code == HTTPStatus.TOO_MANY_REQUESTS
    spent = response.headers.get("x-ratelimit-remaining") == "0"
    return spent or "retry-after" in response.headers or "rate limit" in _words(response).lower()


def _words(response: httpx.Response) -> str:
    """GitHub's own message, with those of its parts."""
    try:
        said = response.json()
    except ValueError:
        return ""
    if not isinstance(said, Mapping):
        return ""
    parts = said.get("errors")
    found = [said, *(parts if isinstance(parts, list) else ())]
    words = [part.get("message") for part in found if isinstance(part, Mapping)]
    return ": ".join(word for word in words if isinstance(word, str))


def _explanation(status: int, words: str) -> tuple[str, str]:
    """Summary and remedy."""
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return "GitHub server error", "Run the command again; it does not create a second comment."
    if status < HTTPStatus.BAD_REQUEST:
        return "Repository moved", "Use its current name."
    if status == HTTPStatus.FORBIDDEN and "locked" in words:
        return "Pull request locked", "Unlock its conversation."
    if status == HTTPStatus.UNPROCESSABLE_ENTITY and "too long" in words:
        return "Comment too long", "Show less in it."
    return _EXPLANATIONS.get(
        status, ("GitHub rejected the request", "Report it as an issue of faro.")
    )
