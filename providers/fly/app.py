"""A Fly app: a name, and what machines, addresses and secrets belong to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import pulumi
from pydantic import Field

from providers.answer import text
from providers.errors import NotFound, Unauthorized
from providers.fly.vendor import FLY
from providers.inputs import Named
from providers.lifecycle import Lifecycle, Properties
from providers.resource import VendorResource
from providers.waiting import found_soon

if TYPE_CHECKING:
    from providers.http import Api

_NOT_SEEN = (NotFound, Unauthorized)
"""What Fly answers about an app that it made a moment ago (superfly/fly-go, WaitForApp)."""


class App(VendorResource, module="fly", name="App"):
    """An app; its id is its name at Fly, which is unique among all of Fly's customers."""

    url: pulumi.Output[str]


class AppInputs(Named):
    """``organization`` is a slug. Nothing of an app can be changed: one that is adopted by its
    ``existing_id`` keeps its name.
    """

    marked_in = None

    name: Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{0,39}$")]
    organization: Annotated[str, Field(min_length=1)]


class AppLifecycle(Lifecycle[AppInputs]):
    """An app is found by its marked name."""

    vendor = FLY
    type_name = "fly:App"
    kind = "app"
    inputs = AppInputs
    replaces = frozenset({"name", "organization"})

    def matching(self, api: Api, inputs: AppInputs) -> list[str]:
        """The app of the marked name, where the token sees it."""
        try:
            return [text(api.get(f"/apps/{inputs.marked_name}"), "name")]
        except _NOT_SEEN:
            return []

    def make(self, api: Api, inputs: AppInputs) -> str:
        """Take the name."""
        api.post("/apps", {"name": inputs.marked_name, "org_slug": inputs.organization})
        return inputs.marked_name

    def settle(self, api: Api, id_: str, inputs: AppInputs) -> None:
        """Wait until the API knows it, and knows that the token may see it."""

        def seen() -> bool | None:
            try:
                return bool(api.get(f"/apps/{id_}"))
            except _NOT_SEEN:
                return None

        if not found_soon(seen):
            api.get(f"/apps/{id_}")

    def fetch(self, api: Api, id_: str, inputs: AppInputs) -> Properties:
        """Read the app."""
        app = api.get(f"/apps/{id_}")
        return {
            "name": inputs.unmarked(text(app, "name")),
            "organization": text(app, "organization", "slug"),
            "url": f"https://{id_}.fly.dev",
        }

    def remove(self, api: Api, id_: str, old: AppInputs) -> None:
        """Delete the app with all that it has."""
        api.delete(f"/apps/{id_}")

    def remains(self, api: Api, id_: str, old: AppInputs) -> str | None:
        """Its name is free once Fly does not know it any more."""
        return text(api.get(f"/apps/{id_}"), "status")
