"""Sentry's API; an organization in the EU has another host, ``sentry:url``."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from http import HTTPStatus
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Field

from providers.answer import items
from providers.inputs import Inputs
from providers.vendor import Refusal, Vendor, unknown

if TYPE_CHECKING:
    from providers.http import Api


def missing(refusal: Refusal) -> bool:
    """Return whether there is no such thing, or a project has another slug now.

    Sentry answers for the old slug with 302 "resource-moved" (getsentry/sentry, ProjectMoved of
    api/exceptions.py); redirects are not followed, as a program names a project by its slug.
    """
    moved = refusal.status == HTTPStatus.FOUND and refusal.says("resource-moved")
    return moved or unknown(refusal)


SENTRY = Vendor(
    name="Sentry",
    namespace="sentry",
    url="https://sentry.io",
    page="docs/vendors/sentry.md",
    missing=missing,
)

# docs.sentry.io/api/pagination: <…>; rel="next"; results="true"; cursor="0:100:0"
_NEXT = re.compile(r'rel="next"; results="true"; cursor="([^"]+)"')


class InOrganization(Inputs):
    """Inputs of something that belongs to the organization of that slug."""

    organization: Annotated[str, Field(pattern=r"^[a-z0-9-]+$")]

    @property
    def at(self) -> str:
        """Where the organization's things are."""
        return f"/api/0/organizations/{self.organization}"


def listed(api: Api, path: str, **params: str) -> Iterator[Mapping[str, Any]]:
    """Yield the things of a list, page after page."""
    cursor: dict[str, str] = {}
    while True:
        answer, headers = api.page(path, {**params, **cursor})
        yield from items(answer)
        more = _NEXT.search(headers.get("link", ""))
        if more is None:
            return
        cursor = {"cursor": more.group(1)}


def dying(api: Api, path: str) -> str:
    """Tell that something is still there; NotFound once it is gone.

    Sentry schedules deletions (CellScheduledDeletion). Its newer versions hide what is scheduled at
    once; older ones show it until the job has run.
    """
    api.get(path)
    return "being deleted"
