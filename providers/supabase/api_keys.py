"""Two keys of a Supabase project: a publishable and a secret one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pulumi

from providers.answer import items, text
from providers.inputs import Inputs
from providers.lifecycle import Lifecycle, Properties
from providers.resource import VendorResource
from providers.supabase.vendor import SUPABASE

if TYPE_CHECKING:
    from providers.http import Api

_KINDS = ("publishable", "secret")


class ApiKeys(VendorResource, module="supabase", name="ApiKeys"):
    """Keys of one's own: deleting them stops only those who use them. ``secret_key`` is a secret
    and passes row-level security; ``publishable_key`` does not.
    """

    secret_outputs = ("secret_key",)

    publishable_key: pulumi.Output[str]
    secret_key: pulumi.Output[str]


class ApiKeysInputs(Inputs):
    """The project; another one needs other keys."""

    project_id: str

    def key_name(self, kind: str) -> str:
        """The name of one key, with the mark."""
        return f"{kind}_{self.mark}"


class ApiKeysLifecycle(Lifecycle[ApiKeysInputs]):
    """The pair is one resource; its id is the ids of both."""

    vendor = SUPABASE
    type_name = "supabase:ApiKeys"
    kind = "API keys"
    inputs = ApiKeysInputs
    replaces = frozenset({"project_id"})
    unreadable = frozenset({"project_id"})

    def matching(self, api: Api, inputs: ApiKeysInputs) -> list[str]:
        """The pair under the marked names, if both are there."""
        found = _ids(api, inputs)
        return ["/".join(found[kind] for kind in _KINDS)] if len(found) == len(_KINDS) else []

    def make(self, api: Api, inputs: ApiKeysInputs) -> str:
        """Draw the key that is missing, or both."""
        found = _ids(api, inputs)
        for kind in (kind for kind in _KINDS if kind not in found):
            key = {"type": kind, "name": inputs.key_name(kind)}
            found[kind] = text(api.post(_keys(inputs), key), "id")
        return "/".join(found[kind] for kind in _KINDS)

    def fetch(self, api: Api, id_: str, inputs: ApiKeysInputs) -> Properties | None:
        """Read both keys; None when one is gone."""
        answer = items(api.get(_keys(inputs), reveal="true"))
        keys = {key.get("id"): key for key in answer}
        if not all(part in keys for part in id_.split("/")):
            return None
        public, secret = (text(keys[part], "api_key") for part in id_.split("/"))
        return {"publishable_key": public, "secret_key": secret}

    def remove(self, api: Api, id_: str, old: ApiKeysInputs) -> None:
        """Delete what is left of the pair."""
        for key in set(id_.split("/")) & set(_ids(api, old).values()):
            api.delete(f"{_keys(old)}/{key}")


def _keys(inputs: ApiKeysInputs) -> str:
    return f"/v1/projects/{inputs.project_id}/api-keys"


def _ids(api: Api, inputs: ApiKeysInputs) -> dict[str, str]:
    names = {inputs.key_name(kind): kind for kind in _KINDS}
    found = items(api.get(_keys(inputs)))
    return {names[text(k, "name")]: text(k, "id") for k in found if text(k, "name") in names}
