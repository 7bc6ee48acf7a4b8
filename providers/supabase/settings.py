"""Settings of a Supabase project: Auth, the REST API, the pooler, network access."""

from __future__ import annotations

from collections.abc import Mapping
from ipaddress import ip_network
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

from pydantic import Field

from providers.answer import part
from providers.comparison import Equality, in_any_order
from providers.inputs import Inputs, Part
from providers.lifecycle import Lifecycle, Properties
from providers.resource import VendorResource
from providers.supabase.pooler import primary_pooler
from providers.supabase.vendor import SUPABASE
from providers.waiting import wait

if TYPE_CHECKING:
    from providers.http import Api

_IPV6 = 6


class Settings(VendorResource, module="supabase", name="Settings"):
    """Only what is named is set and compared; deleting the resource leaves all as it is."""


class AuthSettings(Part):
    """Supabase Auth; the names are the API's own."""

    site_url: str | None = None
    uri_allow_list: str | None = None
    disable_signup: bool | None = None
    jwt_exp: Annotated[int, Field(ge=0, le=604_800)] | None = None
    mailer_autoconfirm: bool | None = None
    password_min_length: Annotated[int, Field(ge=6, le=32_767)] | None = None
    password_hibp_enabled: bool | None = None
    mfa_totp_enroll_enabled: bool | None = None
    mfa_totp_verify_enabled: bool | None = None


class ApiSettings(Part):
    """The REST API over the database; the names are the API's own."""

    db_schema: str | None = None
    db_extra_search_path: str | None = None
    max_rows: Annotated[int, Field(ge=0, le=1_000_000)] | None = None


class SettingsInputs(Inputs):
    """``pool_size`` is how many connections the pooler keeps to Postgres; ``allowed_ranges`` are
    the only ones that may connect to it.
    """

    project_id: str
    auth: AuthSettings | None = None
    api: ApiSettings | None = None
    pool_size: Annotated[int, Field(ge=0, le=3000)] | None = None
    allowed_ranges: tuple[str, ...] | None = None
    require_ssl: bool | None = None


class SettingsLifecycle(Lifecycle[SettingsInputs]):
    """Settings are there as long as the project is; making them is setting them."""

    vendor = SUPABASE
    type_name = "supabase:Settings"
    kind = "settings"
    inputs = SettingsInputs
    replaces = frozenset({"project_id"})
    unreadable = frozenset({"project_id"})
    # Supabase keeps the ranges by version of IP.
    equal: ClassVar[Mapping[str, Equality]] = {"allowed_ranges": in_any_order}
    marked = False

    def matching(self, api: Api, inputs: SettingsInputs) -> list[str]:
        """Nothing: setting them again changes nothing."""
        return []

    def make(self, api: Api, inputs: SettingsInputs) -> str:
        """Set what is named."""
        self._set(api, inputs)
        return inputs.project_id

    def settle(self, api: Api, id_: str, inputs: SettingsInputs) -> None:
        """Wait until network restrictions and TLS are in force: both are applied later."""
        at, what = f"/v1/projects/{id_}", f"Supabase settings of {id_}"

        def restrictions() -> str | None:
            status = part(api.get(f"{at}/network-restrictions"), "status")
            return None if status == "applied" else f"network restrictions {status}"

        def tls() -> str | None:
            return None if _applied(api.get(f"{at}/ssl-enforcement")) else "TLS not enforced yet"

        if inputs.allowed_ranges is not None:
            wait(what, restrictions)
        if inputs.require_ssl is not None:
            wait(what, tls)

    def fetch(self, api: Api, id_: str, inputs: SettingsInputs) -> Properties:
        """Read what the inputs name."""
        at, found = f"/v1/projects/{id_}", Properties()
        if inputs.auth is not None:
            found["auth"] = _live(api.get(f"{at}/config/auth"), inputs.auth)
        if inputs.api is not None:
            found["api"] = _live(api.get(f"{at}/postgrest"), inputs.api)
        if inputs.pool_size is not None:
            found["pool_size"] = part(primary_pooler(api, id_), "default_pool_size")
        if inputs.allowed_ranges is not None:
            config = part(api.get(f"{at}/network-restrictions"), "config")
            live = [*config.get("dbAllowedCidrs", ()), *config.get("dbAllowedCidrsV6", ())]
            found["allowed_ranges"] = live
        if inputs.require_ssl is not None:
            answer = api.get(f"{at}/ssl-enforcement")
            found["require_ssl"] = part(answer, "currentConfig", "database") and _applied(answer)
        return found

    def change(self, api: Api, id_: str, old: Properties, inputs: SettingsInputs) -> None:
        """Set what is named; what is no longer named stays as it is."""
        self._set(api, inputs)

    def remove(self, api: Api, id_: str, old: SettingsInputs) -> None:
        """Leave the settings as they are: they have no earlier value to go back to."""

    def _set(self, api: Api, inputs: SettingsInputs) -> None:
        at = f"/v1/projects/{inputs.project_id}"
        if inputs.auth is not None:
            api.patch(f"{at}/config/auth", _named(inputs.auth))
        if inputs.api is not None:
            api.patch(f"{at}/postgrest", _named(inputs.api))
        if inputs.pool_size is not None:
            api.patch(f"{at}/config/database/pooler", {"default_pool_size": inputs.pool_size})
        if inputs.allowed_ranges is not None:
            ranges = _by_version(inputs.allowed_ranges)
            api.post(f"{at}/network-restrictions/apply", ranges, repeatable=True)
        if inputs.require_ssl is not None:
            wanted = {"requestedConfig": {"database": inputs.require_ssl}}
            api.put(f"{at}/ssl-enforcement", wanted)


def _applied(answer: Any) -> bool:
    """Return whether the asked TLS enforcement is in force (pull 320 of the official provider)."""
    return bool(part(answer, "appliedSuccessfully"))


def _named(section: Part) -> dict[str, Any]:
    return section.model_dump(mode="json", exclude_none=True)


def _live(answer: Any, section: Part) -> dict[str, Any]:
    """The live values of what the section names."""
    return {key: part(answer, key) for key in _named(section)}


def _by_version(ranges: tuple[str, ...]) -> dict[str, list[str]]:
    six = [range_ for range_ in ranges if ip_network(range_).version == _IPV6]
    four = [range_ for range_ in ranges if range_ not in six]
    return {"dbAllowedCidrs": four, "dbAllowedCidrsV6": six}
