"""Supabase's Management API."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from providers.answer import items, part, text
from providers.vendor import Refusal, Vendor

if TYPE_CHECKING:
    from providers.http import Api


def _missing(refusal: Refusal) -> bool:
    """Also 406, which a project's settings answer once the project is deleted (the official
    Terraform provider's settings resource).
    """
    return refusal.status in (HTTPStatus.NOT_FOUND, HTTPStatus.NOT_ACCEPTABLE)


SUPABASE = Vendor(
    name="Supabase",
    namespace="supabase",
    url="https://api.supabase.com",
    page="docs/vendors/supabase.md",
    missing=_missing,
)


def addon_variant(api: Api, project: str, type_: str) -> str | None:
    """The variant of an add-on that a project has, None for none."""
    answer = api.get(f"/v1/projects/{project}/billing/addons")
    for addon in items(answer, "selected_addons"):
        if text(addon, "type") == type_:
            return str(part(addon, "variant", "id"))
    return None


def set_addon(api: Api, project: str, type_: str, variant: str) -> None:
    """Give a project an add-on, or another variant of the one it has."""
    body = {"addon_type": type_, "addon_variant": variant}
    api.patch(f"/v1/projects/{project}/billing/addons", body)
