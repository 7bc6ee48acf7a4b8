"""A paid add-on of a Supabase project: an IPv4 address, point-in-time recovery, a host name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Literal

from providers.inputs import Inputs, Refusal
from providers.lifecycle import Lifecycle, Properties
from providers.resource import VendorResource
from providers.supabase.sizes import Plan
from providers.supabase.vendor import SUPABASE, addon_variant, set_addon

if TYPE_CHECKING:
    from providers.http import Api

_VARIANTS = {
    "custom_domain": ("cd_default",),
    "ipv4": ("ipv4_default",),
    "pitr": ("pitr_7", "pitr_14", "pitr_28"),
}


class Addon(VendorResource, module="supabase", name="Addon"):
    """An add-on; the compute size is the project's own input."""


class AddonInputs(Inputs):
    """``variant`` is one of the type's: pitr_7 keeps seven days to go back to."""

    project_id: str
    plan: Plan
    type: Literal["custom_domain", "ipv4", "pitr"]
    variant: str

    @classmethod
    def contradictions(cls, known: Mapping[str, Any]) -> Iterator[Refusal]:
        """Yield an add-on that the plan does not have, and a variant that the type does not
        have.
        """
        if known.get("plan") == "free":
            yield Refusal("plan", "add-ons need plan pro: buy it, or leave the add-on out")
        offered = _VARIANTS.get(known.get("type", ""))
        if offered and "variant" in known and known["variant"] not in offered:
            yield Refusal("variant", f"{known['variant']} is none of {', '.join(offered)}")


class AddonLifecycle(Lifecycle[AddonInputs]):
    """A project has an add-on once; having it again changes nothing."""

    vendor = SUPABASE
    type_name = "supabase:Addon"
    kind = "add-on"
    inputs = AddonInputs
    replaces = frozenset({"project_id", "type"})
    unreadable = frozenset({"project_id", "plan", "type"})
    marked = False

    def matching(self, api: Api, inputs: AddonInputs) -> list[str]:
        """Nothing: setting it again changes nothing."""
        return []

    def make(self, api: Api, inputs: AddonInputs) -> str:
        """Add it."""
        set_addon(api, inputs.project_id, inputs.type, inputs.variant)
        return f"{inputs.project_id}/{inputs.type}"

    def fetch(self, api: Api, id_: str, inputs: AddonInputs) -> Properties | None:
        """Read the variant; None where the add-on is gone."""
        variant = addon_variant(api, inputs.project_id, inputs.type)
        return {"variant": variant} if variant else None

    def change(self, api: Api, id_: str, old: Properties, inputs: AddonInputs) -> None:
        """Change the variant."""
        set_addon(api, inputs.project_id, inputs.type, inputs.variant)

    def remove(self, api: Api, id_: str, old: AddonInputs) -> None:
        """Take it away."""
        api.delete(f"/v1/projects/{old.project_id}/billing/addons/{old.variant}")

    def remains(self, api: Api, id_: str, old: AddonInputs) -> str | None:
        """It is selected until it is gone."""
        return addon_variant(api, old.project_id, old.type)
