"""The pooler of a Supabase project's primary database."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from providers.answer import items
from providers.errors import Malformed

if TYPE_CHECKING:
    from providers.http import Api


def primary_pooler(api: Api, project: str) -> Mapping[str, Any]:
    """The pooler of the primary, also where read replicas have theirs."""
    for pooler in items(api.get(f"/v1/projects/{project}/config/database/pooler")):
        if pooler.get("database_type") == "PRIMARY":
            return pooler
    raise Malformed("the project has no pooler for its primary database")
