"""The one HTTP client of all vendors: bounded retries, errors without secrets.

A request that the vendor rejected temporarily or never received is repeated. One that
may have been carried out is sent again only where repeating it changes nothing; otherwise the
caller gets Unanswered, and looks for the result before it repeats it.
"""

from __future__ import annotations

import ssl
import threading
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import Enum, auto
from functools import cache
from http import HTTPStatus
from typing import Any, TypedDict, Unpack
from urllib.parse import urlsplit

import httpx

from providers import retries
from providers.advice import explained
from providers.errors import Malformed, Unanswered, VendorError
from providers.exchange import Answer, Params, Unbounded, exchange
from providers.retries import Retries, asked_pause
from providers.vendor import Refusal, Vendor

ATTEMPTS = retries.ATTEMPTS
FIRST_PAUSE_SECONDS = 0.25
CLOCK_TOLERANCE_SECONDS = 300
_REQUEST_IDS = ("x-request-id", "request-id", "fly-request-id", "cf-ray")
_LONGEST_MESSAGE = 400


class Repeat(Enum):
    """Whether a request that failed is sent again."""

    NEVER = auto()
    ALWAYS = auto()
    """It was not carried out."""
    WHERE_HARMLESS = auto()
    """It may have been carried out."""
    WHEN_FREE = auto()
    """It was not carried out, because another operation is in progress."""


@dataclass(frozen=True)
class _Failed:
    """One attempt that failed, and the headers of its answer."""

    error: VendorError
    repeat: Repeat
    headers: Mapping[str, str] | None = None

    def pause(self, attempts: Retries, *, repeatable: bool) -> float | None:
        """Seconds until the next attempt; None where there is none."""
        if self.repeat is Repeat.WHEN_FREE:
            return attempts.after_busy()
        if self.repeat is Repeat.ALWAYS or (self.repeat is Repeat.WHERE_HARMLESS and repeatable):
            return attempts.after_failure(self.headers)
        return None


class _Options(TypedDict, total=False):
    params: Params
    headers: Mapping[str, str]
    repeatable: bool


class Api:
    """One vendor's API with one token; ``secrets`` are texts that no error may show."""

    def __init__(self, vendor: Vendor, token: str, url: str, secrets: Iterable[str] = ()) -> None:
        self.vendor = vendor
        self.url = _checked_url(vendor, url)
        self._headers = dict(vendor.credentials(_checked_token(vendor, token)))
        self._hidden = tuple(filter(None, (token.strip(), *secrets)))

    def get(self, path: str, **params: str | Sequence[str]) -> Any:
        """Send a read request."""
        return self.send("GET", path, params=params)

    def post(self, path: str, body: Mapping[str, Any], *, repeatable: bool = False) -> Any:
        """Send a create request; ``repeatable`` if repeating it does not create a second
        resource.
        """
        return self.send("POST", path, body, repeatable=repeatable)

    def patch(self, path: str, body: Mapping[str, Any]) -> Any:
        """Change what the body names."""
        return self.send("PATCH", path, body)

    def put(self, path: str, body: Mapping[str, Any]) -> Any:
        """Send a request that replaces a resource."""
        return self.send("PUT", path, body)

    def delete(self, path: str, body: Mapping[str, Any] | None = None) -> Any:
        """Send a delete request; NotFound if the resource does not exist."""
        return self.send("DELETE", path, body)

    def page(self, path: str, params: Params) -> tuple[Any, Mapping[str, str]]:
        """Ask for a page of a list; gives the headers of the answer as well: they name the next."""
        return self._answer("GET", path, None, params=params)

    def send(self, method: str, path: str, body: Any = None, **options: Unpack[_Options]) -> Any:
        """Send a request until it is answered; gives the decoded JSON, None for an empty answer."""
        return self._answer(method, path, body, **options)[0]

    def _answer(
        self,
        method: str,
        path: str,
        body: Any,
        *,
        params: Params | None = None,
        headers: Mapping[str, str] | None = None,
        repeatable: bool | None = None,
    ) -> tuple[Any, Mapping[str, str]]:
        repeatable = method != "POST" if repeatable is None else repeatable
        attempts = Retries(FIRST_PAUSE_SECONDS)
        while True:
            result = self._attempt(method, path, body, params, headers or {})
            if not isinstance(result, _Failed):
                return result
            pause = result.pause(attempts, repeatable=repeatable)
            if pause is None:
                raise result.error
            time.sleep(pause)

    def _attempt(
        self,
        method: str,
        path: str,
        body: Any,
        params: Params | None,
        headers: Mapping[str, str],
    ) -> tuple[Any, Mapping[str, str]] | _Failed:
        """Send a request once: what the answer holds with its headers, or the failure."""
        try:
            with _turn(self.vendor):
                answer = exchange(
                    method,
                    self.url + path,
                    headers={**self._headers, **headers},
                    body=body,
                    params=params,
                )
        except (httpx.ConnectError, httpx.ConnectTimeout) as problem:
            refused = Repeat.NEVER if _is_tls(problem) else Repeat.ALWAYS
            return _Failed(self._unreachable(problem), refused)
        except Unbounded as problem:
            return _Failed(self._broke_off(f"{method} {path}", str(problem)), Repeat.NEVER)
        except httpx.TransportError as problem:
            lost = self._broke_off(f"{method} {path}", type(problem).__name__)
            return _Failed(lost, Repeat.WHERE_HARMLESS)
        refusal, found = self._outcome(answer)
        if refusal is None:
            return found, answer.headers
        error = self._failure(answer, refusal, creates=method == "POST")
        return _Failed(error, _repeat(self.vendor, refusal), answer.headers)

    def _outcome(self, answer: Answer) -> tuple[Refusal | None, Any]:
        """The refusal in an answer, else what it holds."""
        if not answer.is_success:
            return Refusal(answer.status, _said(answer)), None
        try:
            found = answer.json()
        except ValueError as problem:
            said = f"{answer.request} returned a body that is not JSON"
            raise Malformed(
                f"Malformed response from {self.vendor.name}",
                f"{said}: {problem}." if str(problem).startswith("nested") else f"{said}.",
            ) from None
        return self.vendor.refused(found), found

    def _broke_off(self, request: str, said: str) -> VendorError:
        return Unanswered(
            f"Connection to {self.vendor.name} interrupted",
            f"No response to {request} ({said}).",
            "Run the command again; nothing is created twice.",
        )

    def _unreachable(self, problem: Exception) -> VendorError:
        host = urlsplit(self.url).hostname
        if not _is_tls(problem):
            return VendorError(
                f"Cannot reach {self.vendor.name}",
                f"No connection to {host}: {self.redacted(str(problem))}.",
                f"Check the network and the value of {self.vendor.namespace}:url.",
            )
        return VendorError(
            f"Untrusted certificate of {self.vendor.name}",
            f"{host}: {self.redacted(str(problem))}.",
            "Check this machine's clock and certificates, and any proxy that intercepts TLS.",
        )

    def _failure(self, answer: Answer, refusal: Refusal, *, creates: bool) -> VendorError:
        said = self.redacted(refusal.said)[:_LONGEST_MESSAGE]
        about = f"{answer.request}: {refusal.status}{f' {said}' if said else ''}"
        about += _request_id(answer) + _skew(answer) + _limited_until(answer, refusal)
        return explained(self.vendor, refusal, about, creates=creates)

    def redacted(self, said: str) -> str:
        """``said`` without the token and the secrets of this operation."""
        for secret in self._hidden:
            said = said.replace(secret, "[secret]")
        return said


@cache
def _turn(vendor: Vendor) -> threading.BoundedSemaphore:
    """Limits the concurrent requests to one vendor."""
    return threading.BoundedSemaphore(vendor.at_once)


def _repeat(vendor: Vendor, refusal: Refusal) -> Repeat:
    if vendor.busy(refusal):
        return Repeat.WHEN_FREE
    if refusal.status == HTTPStatus.TOO_MANY_REQUESTS:
        return Repeat.ALWAYS
    return Repeat.WHERE_HARMLESS if refusal.is_failure else Repeat.NEVER


def _checked_token(vendor: Vendor, token: str) -> str:
    """The token without the white space that a file or a clipboard adds."""
    token = token.strip()
    if not token.isascii() or not token.isprintable() or " " in token:
        raise VendorError(
            f"Invalid value of {vendor.namespace}:token",
            "It contains white space or other characters that no token has.",
            f"{vendor.set_token} (see {vendor.page})",
        )
    return token


def _checked_url(vendor: Vendor, url: str) -> str:
    url = url.strip().rstrip("/")
    remedy = f"pulumi config set {vendor.namespace}:url {vendor.url}"
    try:
        parts = urlsplit(url)
        known = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
        httpx.URL(url)
    except (ValueError, httpx.InvalidURL):
        known = False
    if not known:
        raise VendorError(f"Invalid value of {vendor.namespace}:url", "", remedy)
    if parts.scheme != "https" and parts.hostname not in ("127.0.0.1", "::1", "localhost"):
        raise VendorError(
            f"Insecure value of {vendor.namespace}:url",
            "The token would be sent unencrypted.",
            remedy,
        )
    return url


def _limited_until(answer: Answer, refusal: Refusal) -> str:
    if refusal.status != HTTPStatus.TOO_MANY_REQUESTS:
        return ""
    asked = asked_pause(answer.headers)
    return "" if asked is None else f"; the limit ends in {asked:.0f} seconds"


def _skew(answer: Answer) -> str:
    theirs = retries.date(answer.headers.get("date", ""))
    if theirs is None or answer.status != HTTPStatus.UNAUTHORIZED:
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


def _said(answer: Answer) -> str:
    """The vendor's own words: the message in its JSON, else the whole text."""
    try:
        body = answer.json()
    except ValueError:
        return answer.text
    found = body if isinstance(body, Mapping) else {}
    words = (found.get(key) for key in ("message", "error", "detail", "msg"))
    return next((word for word in words if isinstance(word, str)), answer.text)


def _request_id(answer: Answer) -> str:
    headers = answer.headers
    found = next((headers[name] for name in _REQUEST_IDS if name in headers), "")
    return f" (request id {found})" if found else ""
