"""The description of a vendor's API: address, token, error responses."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any


def bearer(token: str) -> Mapping[str, str]:
    """Carry the token as most vendors want it."""
    return {"Authorization": f"Bearer {token}"}


@dataclass(frozen=True)
class Refusal:
    """An answer that is an error: its HTTP status and the vendor's own words."""

    status: int
    said: str

    @property
    def is_failure(self) -> bool:
        """Whether the vendor failed, or gave up in the middle: it may have done what was asked."""
        failed = self.status >= HTTPStatus.INTERNAL_SERVER_ERROR
        return failed or self.status == HTTPStatus.REQUEST_TIMEOUT

    def says(self, *words: str) -> bool:
        """Return whether one of the words is in the vendor's message."""
        return any(word in self.said.lower() for word in words)


def locked(refusal: Refusal) -> bool:
    """Return whether another operation holds the resource: HTTP 423."""
    return refusal.status == HTTPStatus.LOCKED


def unknown(refusal: Refusal) -> bool:
    """Return whether the vendor does not know what was asked for: HTTP 404."""
    return refusal.status == HTTPStatus.NOT_FOUND


def by_status(_answer: Any) -> Refusal | None:
    """Find no refusal in the body of a successful answer: HTTP's status says it all."""
    return None


@dataclass(frozen=True, kw_only=True)
class Vendor:
    """``namespace`` is where config holds ``token`` (a secret) and, for another region or host than
    the vendor's usual one, ``url``; ``page`` tells how to get the token.

    ``busy`` says which refusals end by themselves within minutes and are sent again: a lock, a
    lease, an operation that is not finished. ``refused`` finds the refusal in an answer with
    status 200, as GraphQL gives it. ``missing`` says which refusals mean that there is no such
    thing. ``at_once`` limits concurrent requests.
    """

    name: str
    namespace: str
    url: str
    page: str
    credentials: Callable[[str], Mapping[str, str]] = field(default=bearer)
    busy: Callable[[Refusal], bool] = field(default=locked)
    refused: Callable[[Any], Refusal | None] = field(default=by_status)
    missing: Callable[[Refusal], bool] = field(default=unknown)
    at_once: int = 4

    @property
    def set_token(self) -> str:
        """The command that gives the stack a token."""
        return f"pulumi config set --secret {self.namespace}:token"
