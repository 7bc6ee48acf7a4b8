"""An Axiom API token that can write events into named datasets, and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pulumi
from pydantic import Field

from providers.answer import items, part, text
from providers.axiom.vendor import AXIOM
from providers.errors import NotFound
from providers.inputs import Described
from providers.lifecycle import Lifecycle, Made, Properties
from providers.resource import VendorResource

if TYPE_CHECKING:
    from providers.http import Api


class Token(VendorResource, module="axiom", name="Token"):
    """A token; ``token`` is a secret that Axiom shows once."""

    secret_outputs = ("token",)

    token: pulumi.Output[str]


class TokenInputs(Described):
    """Every change draws another token: Axiom cannot change what one may do."""

    ingest_datasets: tuple[str, ...] = Field(min_length=1)


class TokenLifecycle(Lifecycle[TokenInputs]):
    """A token whose value was lost with the answer is of no use: it is deleted, another drawn."""

    vendor = AXIOM
    type_name = "axiom:Token"
    kind = "token"
    inputs = TokenInputs
    replaces = frozenset({"name", "description", "ingest_datasets"})
    unreadable = frozenset({"description"})

    def matching(self, api: Api, inputs: TokenInputs) -> list[str]:
        """Nothing that could be taken over; what bears the mark is deleted."""
        for token in items(api.get("/v2/tokens")):
            if inputs.bears_mark(token.get("description")):
                api.delete(f"/v2/tokens/{text(token, 'id')}")
        return []

    def make(self, api: Api, inputs: TokenInputs) -> Made:
        """Draw the token."""
        rights: dict[str, Any] = {name: {"ingest": ["create"]} for name in inputs.ingest_datasets}
        token = {
            "name": inputs.name,
            "description": inputs.marked_description,
            "datasetCapabilities": rights,
        }
        answer = api.post("/v2/tokens", token)
        return Made(text(answer, "id"), {"token": text(answer, "token")})

    def fetch(self, api: Api, id_: str, inputs: TokenInputs) -> Properties:
        """Read what the token may do."""
        for token in items(api.get("/v2/tokens")):
            if text(token, "id") == id_:
                rights = part(token, "datasetCapabilities")
                may = [
                    name for name in inputs.ingest_datasets if rights.get(name, {}).get("ingest")
                ]
                more = sorted(rights.keys() - set(inputs.ingest_datasets))
                return {"name": text(token, "name"), "ingest_datasets": may + more}
        raise NotFound("no token has this id")

    def remove(self, api: Api, id_: str, old: TokenInputs) -> None:
        """Revoke the token."""
        api.delete(f"/v2/tokens/{id_}")
