"""An Axiom API token that can write events into named datasets, and nothing else."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, ClassVar

import pulumi
from pydantic import Field

from providers.answer import items, text
from providers.axiom.vendor import AXIOM, moment
from providers.comparison import Equality, in_any_order
from providers.errors import NotFound
from providers.inputs import Described
from providers.lifecycle import Lifecycle, Made, Properties
from providers.resource import VendorResource

if TYPE_CHECKING:
    from providers.http import Api

# As long as the official Terraform provider leaves the old one (axiom/resource_tokens.go).
_GRACE = timedelta(hours=48)
_INGEST = {"ingest": ["create"]}


class Token(VendorResource, module="axiom", name="Token"):
    """A token; ``token`` is a secret that Axiom shows once."""

    secret_outputs = ("token",)

    token: pulumi.Output[str]


class TokenInputs(Described):
    """Every change draws another token, and leaves the old one valid for two days: those that use
    it are deployed with the new one meanwhile. Another ``rotation`` draws another one as well.
    """

    ingest_datasets: tuple[str, ...] = Field(min_length=1)
    rotation: int = 0

    def body(self) -> dict[str, Any]:
        """The token as Axiom's requests have it."""
        return {
            "name": self.name,
            "description": self.marked_description,
            "datasetCapabilities": dict.fromkeys(self.ingest_datasets, _INGEST),
        }


class TokenLifecycle(Lifecycle[TokenInputs]):
    """Tokens are found by the mark in their description. Each rotation has an id of its own at
    Axiom; the resource keeps its first.
    """

    vendor = AXIOM
    type_name = "axiom:Token"
    kind = "token"
    inputs = TokenInputs
    unreadable = frozenset({"rotation"})
    equal: ClassVar[Mapping[str, Equality]] = {"ingest_datasets": in_any_order}
    shows_once = True

    def matching(self, api: Api, inputs: TokenInputs) -> list[str]:
        """The ids of the valid token; its value is lost, so adopting it draws another."""
        return [text(token, "id") for token in _owned(api, inputs) if _lasts(token)]

    def make(self, api: Api, inputs: TokenInputs) -> Made:
        """Draw the token."""
        answer = api.post("/v2/tokens", inputs.body())
        return Made(text(answer, "id"), {"token": text(answer, "token")})

    def fetch(self, api: Api, id_: str, inputs: TokenInputs) -> Properties:
        """Read what the valid token may do."""
        token = _current(api, id_, inputs)
        return {
            "name": text(token, "name"),
            "description": inputs.undescribed(token.get("description") or ""),
            "ingest_datasets": list(_rights(token)),
        }

    def change(self, api: Api, id_: str, old: Properties, inputs: TokenInputs) -> Properties:
        """Draw another one; the old one stays valid for a while."""
        current = text(_current(api, id_, inputs), "id")
        until = (datetime.now(UTC) + _GRACE).isoformat(timespec="seconds")
        asked = {"existingTokenExpiresAt": until, "newToken": inputs.body()}
        return {"token": text(api.post(f"/v2/tokens/{current}/regenerate", asked), "token")}

    def remove(self, api: Api, id_: str, old: TokenInputs) -> None:
        """Revoke the token, and those before it that are still valid."""
        for token in _owned(api, old, id_):
            api.delete(f"/v2/tokens/{text(token, 'id')}")


def _owned(api: Api, inputs: TokenInputs, id_: str = "") -> list[Mapping[str, Any]]:
    """The tokens that bear the mark; after them the one of the id, which may not bear it yet."""
    found = list(items(api.get("/v2/tokens")))
    marked = [token for token in found if inputs.bears_mark(token.get("description"))]
    return marked + [token for token in found if text(token, "id") == id_ and token not in marked]


def _current(api: Api, id_: str, inputs: TokenInputs) -> Mapping[str, Any]:
    for token in _owned(api, inputs, id_):
        if _lasts(token):
            return token
    raise NotFound("no valid token bears the mark")


def _lasts(token: Mapping[str, Any]) -> bool:
    """Return whether a token does not expire: those before a rotation do."""
    return moment(token.get("expiresAt")) is None


def _rights(token: Mapping[str, Any]) -> Iterator[str]:
    """The datasets that a token writes to; any other right is named with what it allows."""
    for dataset, rights in (token.get("datasetCapabilities") or {}).items():
        given = {kind: verbs for kind, verbs in rights.items() if verbs}
        if given:
            yield dataset if given == _INGEST else f"{dataset} {json.dumps(given, sort_keys=True)}"
    for more in ("orgCapabilities", "viewCapabilities"):
        given = {kind: verbs for kind, verbs in (token.get(more) or {}).items() if verbs}
        if given:
            yield f"{more} {json.dumps(given, sort_keys=True)}"
