"""GitHub's API with one token: every page, time limits, bounded retries.

A request that GitHub rejected or never received is repeated. A POST that may have been
carried out is sent again only after a look whether it was.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from http import HTTPStatus
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import httpx

from faro.github import refusal
from faro.model.diagnostic import Failure, error

URL = "https://api.github.com"
TRIES = 5
FIRST_PAUSE_SECONDS = 1.0
LONGEST_WAIT_SECONDS = 120.0
"""All pauses of one ``Api`` together."""
_TIMEOUT = httpx.Timeout(30.0, connect=10.0)
_HEADERS = {"Accept": "application/vnd.github+json", "X-GitHub-Api-Version": "2022-11-28"}
_STATUS = {"FORBIDDEN": HTTPStatus.FORBIDDEN, "NOT_FOUND": HTTPStatus.NOT_FOUND}
"""Of GraphQL's types of error."""


class _Answer(NamedTuple):
    content: Any
    following: str = ""
    """Where the next page is."""


class Api:
    """GitHub for the holder of a token; ``url`` is the root of its REST API."""

    def __init__(
        self, token: str, url: str = URL, *, sleep: Callable[[float], None] = time.sleep
    ) -> None:
        _refuse_token(token)
        _refuse_plain_http(url)
        self._token = token
        self._url = url.rstrip("/")
        self._sleep = sleep
        self._left = LONGEST_WAIT_SECONDS
        headers = {**_HEADERS, "Authorization": f"Bearer {token}"}
        self._client = httpx.Client(timeout=_TIMEOUT, headers=headers)

    def close(self) -> None:
        """Give its connections back."""
        self._client.close()

    def get(self, path: str) -> Any:
        """Ask for one thing."""
        return self._send("GET", self._url + path).content

    def pages(self, path: str, **asked: str) -> Iterator[Any]:
        """Ask for a list, page after page."""
        url = str(httpx.URL(self._url + path, params={**asked, "per_page": "100"}))
        while url:
            page = self._send("GET", url)
            yield from page.content
            url = page.following

    def post(self, path: str, body: Mapping[str, Any], made: Callable[[], Any]) -> Any:
        """Make something once; ``made`` finds it where an answer was lost, and gives None where
        there is nothing.
        """
        return self._send("POST", self._url + path, body, made).content

    def patch(self, path: str, body: Mapping[str, Any]) -> Any:
        """Set the fields in the body."""
        return self._send("PATCH", self._url + path, body).content

    def delete(self, path: str) -> None:
        """Take something away."""
        self._send("DELETE", self._url + path)

    def graphql(self, document: str, **variables: str) -> Any:
        """Send a GraphQL query, or a mutation that may be repeated."""
        url = self._url.removesuffix("/v3") + "/graphql"
        content = self._send("POST", url, {"query": document, "variables": variables}).content
        for wrong in content.get("errors", ()):
            raise refusal.refused(
                _STATUS.get(wrong.get("type"), HTTPStatus.UNPROCESSABLE_ENTITY),
                "POST /graphql",
                str(wrong.get("message")).replace(self._token, "[token]"),
            )
        return content["data"]

    def _send(
        self,
        method: str,
        url: str,
        body: Mapping[str, Any] | None = None,
        made: Callable[[], Any] | None = None,
    ) -> _Answer:
        for attempt in range(TRIES):
            response: httpx.Response | None = None
            failure: Failure
            try:
                response = self._client.request(method, url, json=body)
            except httpx.RequestError as problem:
                failure = self._unanswered(problem)
                doubtful = not isinstance(problem, httpx.ConnectError | httpx.ConnectTimeout)
            else:
                if response.is_success:
                    return self._decoded(response)
                failure = refusal.of(response, self._token)
                doubtful = response.is_server_error
                if not (doubtful or refusal.is_limit(response)):
                    raise failure
            pause = _pause(attempt, response)
            if attempt == TRIES - 1 or pause > self._left:
                raise failure
            self._left -= pause
            self._sleep(pause)
            if doubtful and made and (found := made()) is not None:
                return _Answer(found)
        raise AssertionError("the last attempt returns or raises")

    def _decoded(self, response: httpx.Response) -> _Answer:
        following = response.links.get("next", {}).get("url", "")
        if following and not following.startswith(self._url + "/"):
            # The token is sent to no other host.
            raise self._strange(f"The next page is at {urlsplit(following).hostname}.")
        try:
            return _Answer(response.json() if response.content else None, following)
        except ValueError:
            raise self._strange("It is not JSON.") from None

    def _strange(self, why: str) -> Failure:
        return error(
            "Unexpected response from GitHub",
            f"{why}\nCheck that {self._url} is the root of its API.",
        )

    def _unanswered(self, problem: httpx.RequestError) -> Failure:
        said = f"{urlsplit(self._url).hostname}: {problem}".replace(self._token, "[token]")
        return error(
            "Cannot reach GitHub", f"{said}.\nCheck the network and run the command again."
        )


def _pause(attempt: int, response: httpx.Response | None) -> float:
    """Seconds until the next attempt: what GitHub asks for, else doubling."""
    headers = response.headers if response is not None else {}
    after, reset = headers.get("retry-after", ""), headers.get("x-ratelimit-reset", "")
    if after.isdigit():
        return float(after)
    if reset.isdigit() and headers.get("x-ratelimit-remaining") == "0":
        return max(float(reset) - time.time(), 0.0) + 1.0
    return FIRST_PAUSE_SECONDS * float(2**attempt)


def _refuse_token(token: str) -> None:
    """Before a header of it is made, whose error would show it."""
    if not token or not all("!" <= sign <= "~" for sign in token):
        raise error(
            "Invalid GitHub token",
            "It is empty or contains spaces or other characters that no token has.\n"
            f"Use a token with the permission {refusal.PERMISSION}.",
        )


def _refuse_plain_http(url: str) -> None:
    parts = urlsplit(url)
    if parts.scheme != "https" and parts.hostname not in ("127.0.0.1", "::1", "localhost"):
        raise error("Insecure GitHub API address", f"{url}: the token would be sent unencrypted.")
