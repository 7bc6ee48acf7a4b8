"""Secrets of a Fly app, which its machines get as environment variables."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import pulumi
from pulumi.dynamic import ReadResult
from pydantic import Field

from providers.answer import items, part, text
from providers.errors import NotFound
from providers.fly.vendor import FLY, InApp
from providers.lifecycle import Lifecycle, Made, Properties
from providers.resource import VendorResource

if TYPE_CHECKING:
    from providers.http import Api


class Secrets(VendorResource, module="fly", name="Secrets"):
    """Only its own secrets are set and deleted; others of the app stay.

    Machines see ``version`` once they are updated to it. Fly never gives a value back: ``digests``
    show when one was changed.
    """

    version: pulumi.Output[int]
    digests: pulumi.Output[dict[str, str]]


class SecretsInputs(InApp):
    """``values`` maps names to texts."""

    secret_inputs = frozenset({"values"})

    values: dict[Annotated[str, Field(pattern=r"^[A-Za-z_][A-Za-z0-9_]*$")], str] = Field(
        min_length=1
    )


class SecretsLifecycle(Lifecycle[SecretsInputs]):
    """Setting secrets again only makes another version of the same."""

    vendor = FLY
    type_name = "fly:Secrets"
    kind = "secrets"
    inputs = SecretsInputs
    replaces = frozenset({"app"})
    unreadable = frozenset({"app", "values"})
    marked = False

    def matching(self, api: Api, inputs: SecretsInputs) -> list[str]:
        """Nothing: setting them again changes nothing."""
        return []

    def make(self, api: Api, inputs: SecretsInputs) -> Made:
        """Set them."""
        return Made(inputs.app, {"version": _set(api, inputs)})

    def fetch(self, api: Api, id_: str, inputs: SecretsInputs) -> Properties:
        """Read the digests of its own secrets."""
        found = items(api.get(f"{inputs.at}/secrets"), "secrets")
        own = {text(s, "name"): text(s, "digest") for s in found if s["name"] in inputs.values}
        return {"digests": own}

    def read(self, id_: str, props: Properties) -> ReadResult:
        """What was changed or deleted by others is left out, so that it is set again."""
        result = super().read(id_, props)
        if result.id and result.outs is not None and result.inputs is not None:
            before, now = props.get("digests", {}), result.outs["digests"]
            true = {n: v for n, v in props["values"].items() if now.get(n) == before.get(n)}
            result.inputs["values"] = result.outs["values"] = true
        return result

    def change(self, api: Api, id_: str, old: Properties, inputs: SecretsInputs) -> Properties:
        """Set them again, and delete those that were removed."""
        _delete(api, inputs, set(old.get("values", ())) - set(inputs.values))
        return {"version": _set(api, inputs)}

    def remove(self, api: Api, id_: str, old: SecretsInputs) -> None:
        """Delete them."""
        _delete(api, old, set(old.values))


def _set(api: Api, inputs: SecretsInputs) -> int:
    answer = api.post(f"{inputs.at}/secrets", {"values": inputs.values}, repeatable=True)
    return int(part(answer, "version"))


def _delete(api: Api, inputs: SecretsInputs, names: set[str]) -> None:
    for name in sorted(names):
        try:
            api.delete(f"{inputs.at}/secrets/{name}")
        except NotFound:
            continue
