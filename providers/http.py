"""The one HTTP client of all vendors: time limits, bounded retries, errors without secrets.

A request that the vendor turned away (429, 423) or never got is sent again whatever it is. One that
may have been carried out is sent again only where repeating it changes nothing; otherwise the
caller is told by Unanswered, and looks before it asks again.
"""

from __future__ import annotations

import random
import ssl
import time
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import lru_cache
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

import httpx

from providers.errors import Malformed, NotFound, Unanswered, VendorError
from providers.vendor import Vendor

ATTEMPTS = 5
FIRST_PAUSE_SECONDS = 0.25
LONGEST_PAUSE_SECONDS = 60.0
CLOCK_TOLERANCE_SECONDS = 300
_TIMEOUT = httpx.Timeout(60.0, connect=10.0)
_REFUSED_FOR_NOW = {HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.LOCKED}
_REQUEST_IDS = ("x-request-id", "request-id", "fly-request-id", "cf-ray")
_LONGEST_MESSAGE = 400
_REFUSED_VALUES = {HTTPStatus.BAD_REQUEST, HTTPStatus.UNPROCESSABLE_ENTITY}
_TAKEN = ("already been taken", "already exists")


class Api:
    """One vendor's API with one token; ``secrets`` are texts that no error may show."""

    def __init__(self, vendor: Vendor, token: str, url: str, secrets: Iterable[str] = ()) -> None:
        self.vendor = vendor
        self._url = url.rstrip("/")
        self._headers = dict(vendor.credentials(token))
        self._hidden = tuple(filter(None, (token, *secrets)))
        _refuse_plain_http(vendor, self._url)

    def get(self, path: str, **params: str) -> Any:
        """Ask for something."""
        return self.send("GET", path, params=params)

    def post(self, path: str, body: Mapping[str, Any], *, repeatable: bool = False) -> Any:
        """Make something; ``repeatable`` where a second request would not make a second one."""
        return self.send("POST", path, body, repeatable=repeatable)

    def patch(self, path: str, body: Mapping[str, Any]) -> Any:
        """Change what the body names."""
        return self.send("PATCH", path, body)

    def put(self, path: str, body: Mapping[str, Any]) -> Any:
        """Set the whole of something."""
        return self.send("PUT", path, body)

    def delete(self, path: str, body: Mapping[str, Any] | None = None) -> Any:
        """Take something away; NotFound where it is gone."""
        return self.send("DELETE", path, body)

    def send(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        params: Mapping[str, str] | None = None,
        repeatable: bool | None = None,
    ) -> Any:
        """Send a request until it is answered; gives the decoded JSON, None for an empty answer."""
        repeatable = method != "POST" if repeatable is None else repeatable
        for attempt in range(ATTEMPTS):
            last = attempt == ATTEMPTS - 1
            try:
                response = _client().request(
                    method, self._url + path, json=body, params=params, headers=self._headers
                )
            except (httpx.ConnectError, httpx.ConnectTimeout) as problem:
                if last or _is_tls(problem):
                    raise self._unreachable(problem) from None
                pause = _pause(attempt)
            except httpx.TransportError as problem:
                if last or not repeatable:
                    said = f"No answer to {method} {path} ({type(problem).__name__})."
                    raise Unanswered(f"{self.vendor.name} broke off", said) from None
                pause = _pause(attempt)
            else:
                refused = response.status_code in _REFUSED_FOR_NOW
                if response.is_success:
                    return self._decoded(response)
                if last or not (refused or (repeatable and response.is_server_error)):
                    raise self._failure(response)
                pause = _pause(attempt, response)
            time.sleep(pause)
        raise AssertionError("the last attempt returns or raises")

    def _decoded(self, response: httpx.Response) -> Any:
        if not response.content:
            return None
        try:
            return response.json()
        except ValueError:
            raise Malformed(
                f"{self.vendor.name} gave a malformed answer",
                f"{_request(response)} was answered with no JSON.",
            ) from None

    def _unreachable(self, problem: Exception) -> VendorError:
        host = urlsplit(self._url).hostname
        if not _is_tls(problem):
            return VendorError(
                f"{self.vendor.name} cannot be reached",
                f"No connection to {host}: {self.redacted(str(problem))}.",
                f"Check the network and the value of {self.vendor.namespace}:url.",
            )
        return VendorError(
            f"The certificate of {self.vendor.name} is not trusted",
            f"{host}: {self.redacted(str(problem))}.",
            "Check this machine's clock, its certificates, and a proxy that opens TLS.",
        )

    def _failure(self, response: httpx.Response) -> VendorError:
        detail = f"{_request(response)}: {response.status_code}{self._message(response)}"
        about = detail + _request_id(response) + _skew(response)
        return explained(self.vendor, response.status_code, about)

    def _message(self, response: httpx.Response) -> str:
        found = self.redacted(_said(response))[:_LONGEST_MESSAGE]
        return f" {found}" if found else ""

    def redacted(self, said: str) -> str:
        """``said`` without the token and the secrets of this operation."""
        for secret in self._hidden:
            said = said.replace(secret, "[secret]")
        return said


@lru_cache(maxsize=1)
def _client() -> httpx.Client:
    """One pool of connections for all resources of a deployment; it is safe between threads."""
    return httpx.Client(timeout=_TIMEOUT, follow_redirects=False)


def _refuse_plain_http(vendor: Vendor, url: str) -> None:
    parts = urlsplit(url)
    if parts.scheme != "https" and parts.hostname not in ("127.0.0.1", "::1", "localhost"):
        raise VendorError(
            f"{vendor.namespace}:url is not https",
            "The token would travel unencrypted.",
            f"pulumi config set {vendor.namespace}:url {vendor.url}",
        )


def _pause(attempt: int, response: httpx.Response | None = None) -> float:
    """Seconds until the next attempt: what the vendor asks for, else doubling; with jitter."""
    asked = _retry_after(response) if response is not None else None
    base = asked if asked is not None else FIRST_PAUSE_SECONDS * 2**attempt
    return float(min(base, LONGEST_PAUSE_SECONDS)) * random.uniform(1.0, 1.25)  # noqa: S311


def _retry_after(response: httpx.Response) -> float | None:
    value = response.headers.get("retry-after", "")
    if value.isdigit():
        return float(value)
    until, now = _date(value), _date(response.headers.get("date", ""))
    # Both from the vendor's clock: this machine's may differ.
    return max((until - now).total_seconds(), 0.0) if until and now else None


def _date(value: str) -> datetime | None:
    try:
        return parsedate_to_datetime(value)
    except ValueError:
        return None


def _skew(response: httpx.Response) -> str:
    theirs = _date(response.headers.get("date", ""))
    if theirs is None or response.status_code != HTTPStatus.UNAUTHORIZED:
        return ""
    seconds = (datetime.now(UTC) - theirs).total_seconds()
    if abs(seconds) < CLOCK_TOLERANCE_SECONDS:
        return ""
    way = "ahead of" if seconds > 0 else "behind"
    return f"; this machine's clock is {abs(seconds) / 60:.0f} minutes {way} the vendor's"


def _is_tls(problem: Exception) -> bool:
    cause: BaseException | None = problem
    while cause is not None and not isinstance(cause, ssl.SSLError):
        cause = cause.__cause__ or cause.__context__
    return cause is not None


def _request(response: httpx.Response) -> str:
    return f"{response.request.method} {response.request.url.path}"


def _said(response: httpx.Response) -> str:
    """The vendor's own words: the message in its JSON, else the whole text."""
    try:
        answer = response.json()
    except ValueError:
        return response.text.strip()
    found = answer if isinstance(answer, Mapping) else {}
    words = (found.get(key) for key in ("message", "error", "detail", "msg"))
    return next((word for word in words if isinstance(word, str)), response.text.strip())


def _request_id(response: httpx.Response) -> str:
    found = next((response.headers[name] for name in _REQUEST_IDS if name in response.headers), "")
    return f" (request id {found})" if found else ""


def explained(vendor: Vendor, status: int, detail: str) -> VendorError:
    """The error that an answer of this status is, with what to do about it."""
    kind = VendorError
    if status in _REFUSED_VALUES and any(word in detail.lower() for word in _TAKEN):
        status = HTTPStatus.CONFLICT
    if status == HTTPStatus.NOT_FOUND:
        kind = NotFound
    elif status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        kind = Unanswered
    summary, remedy = _explanation(vendor, status)
    return kind(summary, detail, remedy)


def _explanation(vendor: Vendor, status: int) -> tuple[str, str]:
    """Summary and remedy of an answer that is an error."""
    name, token = vendor.name, f"{vendor.namespace}:token"
    match status:
        case HTTPStatus.UNAUTHORIZED:
            return f"{name} refuses the token", f"{vendor.set_token} (see {vendor.page})"
        case HTTPStatus.FORBIDDEN:
            return f"The token may not do this at {name}", (
                f"Take a token of the organisation that owns it, with the scopes of {vendor.page}: "
                f"{vendor.set_token}"
            )
        case HTTPStatus.NOT_FOUND:
            return f"{name} does not know it", (
                f"Where it does exist: {token} is of another organisation, which sees nothing."
            )
        case HTTPStatus.PAYMENT_REQUIRED | HTTPStatus.TOO_MANY_REQUESTS:
            return f"A limit at {name} is reached", "Raise the plan or the quota, or wait."
        case HTTPStatus.CONFLICT:
            return f"{name} has something of that name already", (
                "It does not carry this stack's mark, so it stays untouched: choose another name "
                "or remove it by hand."
            )
        case status if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            return f"{name} failed", "Run the command again; nothing is made twice."
        case _:
            return f"{name} refuses the request", f"Mend the value it names (see {vendor.page})."
