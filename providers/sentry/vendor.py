"""Sentry's API; an organization in the EU has another host, ``sentry:url``."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Field

from providers.answer import items
from providers.inputs import Inputs
from providers.vendor import Vendor

if TYPE_CHECKING:
    from providers.http import Api

SENTRY = Vendor(
    name="Sentry",
    namespace="sentry",
    url="https://sentry.io",
    page="docs/vendors/sentry.md",
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
        answer, headers = api.answer("GET", path, params={**params, **cursor})
        yield from items(answer)
        more = _NEXT.search(headers.get("link", ""))
        if more is None:
            return
        cursor = {"cursor": more.group(1)}
