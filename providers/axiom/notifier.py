"""An Axiom notifier: the recipients of alerts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from providers.answer import items, part, text
from providers.axiom.vendor import AXIOM, is_paused
from providers.comparison import Equality, in_any_order
from providers.inputs import Named, Refusal
from providers.lifecycle import Lifecycle, Properties
from providers.resource import VendorResource

if TYPE_CHECKING:
    from providers.http import Api

# Input: the vendor's kind of notifier, and the key that holds the input's value.
_WAYS = {
    "emails": ("email", "emails"),
    "slack_url": ("slack", "slackUrl"),
    "webhook_url": ("webhook", "url"),
}


class Notifier(VendorResource, module="axiom", name="Notifier"):
    """A notifier; monitors name it by its id."""


class NotifierInputs(Named):
    """Exactly one way: addresses, a Slack webhook, or any other webhook.

    ``enabled`` cannot be changed; it shows that the notifier was paused manually.
    """

    secret_inputs = frozenset({"slack_url", "webhook_url"})

    emails: tuple[str, ...] | None = None
    slack_url: str | None = None
    webhook_url: str | None = None
    enabled: Literal[True] = True

    @classmethod
    def contradictions(cls, known: Mapping[str, Any]) -> Iterator[Refusal]:
        """Refuse no way, and two."""
        # A way that is not known yet is missing from `known` altogether.
        if _WAYS.keys() <= known.keys():
            given = [way for way in _WAYS if known[way]]
            if len(given) != 1:
                yield Refusal(given[1] if given else "emails", f"give one of {', '.join(_WAYS)}")

    def body(self) -> dict[str, Any]:
        """The notifier as Axiom's requests have it."""
        way = next(way for way in _WAYS if getattr(self, way))
        kind, key = _WAYS[way]
        value = self.dump()[way]
        return {"name": self.marked_name, "properties": {kind: {key: value}}}


class NotifierLifecycle(Lifecycle[NotifierInputs]):
    """Notifiers are found by the mark in their name."""

    vendor = AXIOM
    type_name = "axiom:Notifier"
    kind = "notifier"
    inputs = NotifierInputs
    equal: ClassVar[Mapping[str, Equality]] = {"emails": in_any_order}

    def matching(self, api: Api, inputs: NotifierInputs) -> list[str]:
        """Ids of the notifiers whose names end in the mark."""
        found = items(api.get("/v2/notifiers"))
        return [text(n, "id") for n in found if inputs.names_mark(text(n, "name"))]

    def make(self, api: Api, inputs: NotifierInputs) -> str:
        """Create the notifier."""
        return text(api.post("/v2/notifiers", inputs.body()), "id")

    def fetch(self, api: Api, id_: str, inputs: NotifierInputs) -> Properties:
        """Read the notifier."""
        notifier = api.get(f"/v2/notifiers/{id_}")
        properties = part(notifier, "properties")
        found = {
            way: properties[kind][key]
            for way, (kind, key) in _WAYS.items()
            if (properties.get(kind) or {}).get(key)
        }
        name = inputs.unmarked(text(notifier, "name"))
        return {"name": name, "enabled": not is_paused(notifier), **found}

    def change(self, api: Api, id_: str, old: Properties, inputs: NotifierInputs) -> None:
        """Rename it or tell others."""
        api.put(f"/v2/notifiers/{id_}", inputs.body())

    def remove(self, api: Api, id_: str, old: NotifierInputs) -> None:
        """Delete the notifier."""
        api.delete(f"/v2/notifiers/{id_}")
