"""A Fly app: a name, and what machines, addresses and secrets belong to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import pulumi
from pydantic import Field

from providers.answer import text
from providers.errors import NotFound
from providers.fly.vendor import FLY
from providers.inputs import Named
from providers.lifecycle import Lifecycle, Properties
from providers.resource import VendorResource
from providers.waiting import wait

if TYPE_CHECKING:
    from providers.http import Api


class App(VendorResource, module="fly", name="App"):
    """An app; its id is its name at Fly, which is unique among all of Fly's customers."""

    url: pulumi.Output[str]


class AppInputs(Named):
    """``organization`` is a slug. Nothing of an app can be changed."""

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
        except NotFound:
            return []

    def make(self, api: Api, inputs: AppInputs) -> str:
        """Take the name."""
        api.post("/apps", {"name": inputs.marked_name, "org_slug": inputs.organization})
        return inputs.marked_name

    def fetch(self, api: Api, id_: str, inputs: AppInputs) -> Properties:
        """Read the app."""
        app = api.get(f"/apps/{id_}")
        return {
            "name": inputs.unmarked(text(app, "name")),
            "organization": text(app, "organization", "slug"),
            "url": f"https://{id_}.fly.dev",
        }

    def remove(self, api: Api, id_: str, old: AppInputs) -> None:
        """Delete the app with all that it has, and wait until its name is free."""
        api.delete(f"/apps/{id_}")

        def state() -> str | None:
            try:
                return text(api.get(f"/apps/{id_}"), "status")
            except NotFound:
                return None

        wait(f"Fly app {id_}", state)
