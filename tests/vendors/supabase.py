"""Supabase on loopback.

What its description leaves open, each with where it is said:

- a project comes up and is resized in its own time; its services are healthy some time after it is
  (supabase/terraform-provider-supabase, internal/provider/utils.go: waitForProjectActive,
  waitForServicesActive; issue 239: settings and pooler fail until then);
- a deleted project is listed as GOING_DOWN until it is gone (the states of the description);
- a size above nano needs a paid plan, where nano runs as micro
  (supabase.com/docs/guides/platform/compute-and-disk); nano by name is refused on plan free (issue
  237 of the provider);
- network restrictions are stored first and applied later (the field ``status`` of its answer), and
  TLS enforcement as well (``appliedSuccessfully``; the provider's pull 320);
- the settings of a deleted project answer 406 (the provider's settings resource);
- a read replica has a pooler of its own (the provider filters by database_type);
- an add-on that is set again replaces the variant of its type (the description of add-ons).
"""

from collections.abc import Mapping
from typing import Any

from .fake import Call, Fake, Refused, Route
from .openapi import description

_TIME = "2026-11-26T09:00:00Z"


class Supabase(Fake):
    """One organization with its projects."""

    source = "supabase-management-openapi.json"

    def __init__(self) -> None:
        super().__init__()
        self.described = description(self.source, "http://supabase.test")
        self.plans = {"faro": "pro"}
        self.projects: dict[str, dict[str, Any]] = {}
        self.passwords: dict[str, str] = {}
        self.settings: dict[str, dict[str, Any]] = {}
        self.addons: dict[str, dict[str, str]] = {}
        self.keys: dict[str, list[dict[str, Any]]] = {}
        self.looks = 1
        """Looks until a project is ready, until its services are, until a setting is applied, and
        until a deleted project is gone.
        """
        self.replica = False
        """Whether each project has a read replica, whose pooler is listed first."""
        self.becomes = "ACTIVE_HEALTHY"
        self.applies_after = 3
        """How many looks pass until network restrictions are applied."""
        self._waiting: dict[str, int] = {}
        self._starting: dict[str, int] = {}
        self._gone: set[str] = set()
        self._drawn: list[str] = []
        self._number = 0

    def routes(self) -> dict[str, Route]:
        at = "/v1/projects/{ref}"
        return {
            "GET /v1/organizations/{slug}": self._organization,
            "GET /v1/projects": self._list,
            "POST /v1/projects": self._create,
            f"GET {at}": self._get,
            f"GET {at}/health": self._health,
            f"PATCH {at}": self._rename,
            f"DELETE {at}": self._delete,
            f"PATCH {at}/database/password": self._set_password,
            f"GET {at}/billing/addons": self._list_addons,
            f"PATCH {at}/billing/addons": self._set_addon,
            f"DELETE {at}/billing/addons/{{addon_variant}}": self._delete_addon,
            f"GET {at}/config/auth": self._section("auth"),
            f"PATCH {at}/config/auth": self._change("auth"),
            f"GET {at}/postgrest": self._section("api"),
            f"PATCH {at}/postgrest": self._change("api"),
            f"GET {at}/config/database/pooler": self._pooler,
            f"PATCH {at}/config/database/pooler": self._change("pooler"),
            f"GET {at}/network-restrictions": self._restrictions,
            f"POST {at}/network-restrictions/apply": self._restrict,
            f"GET {at}/ssl-enforcement": self._enforced,
            f"PUT {at}/ssl-enforcement": self._enforce,
            f"GET {at}/api-keys": self._list_keys,
            f"POST {at}/api-keys": self._create_key,
            f"DELETE {at}/api-keys/{{id}}": self._delete_key,
        }

    def sell(self, config: Mapping[str, Any]) -> None:
        self.plans["faro"] = str(config["faro:supabasePlan"])

    def unauthorized(self) -> tuple[int, Any]:
        return 401, {"message": "Unauthorized"}

    def secrets(self) -> list[str]:
        return [*self.passwords.values(), *self._drawn]

    # Projects

    def _organization(self, call: Call) -> tuple[int, Any]:
        slug = call.place["slug"]
        if slug not in self.plans:
            raise Refused(404, {"message": "Organization not found"})
        about = {"opt_in_tags": [], "allowed_release_channels": ["ga"]}
        return 200, {"id": slug, "name": slug, "plan": self.plans[slug], **about}

    def _list(self, _call: Call) -> tuple[int, Any]:
        return 200, list(self.projects.values())

    def _create(self, call: Call) -> tuple[int, Any]:
        asked, slug = call.body, call.body["organization_slug"]
        if slug not in self.plans:
            raise Refused(403, {"message": "not a member of the organization"})
        size = asked.get("desired_instance_size")
        if size == "nano" and self.plans[slug] == "free":
            raise Refused(400, {"message": "Received 'nano' Expected 'pico'"})
        size = size or ("nano" if self.plans[slug] == "free" else "micro")
        self._refuse_size(slug, size)
        ref = f"{'abcdefghij'[len(self.passwords)]}" * 20
        project = {
            "id": ref,
            "ref": ref,
            "organization_id": slug,
            "organization_slug": slug,
            "name": asked["name"],
            "region": asked["region_selection"]["code"],
            "created_at": _TIME,
            "status": "COMING_UP",
        }
        database = {"version": "17.6", "postgres_engine": "17", "release_channel": "ga"}
        self.projects[ref] = {
            **project,
            "database": {"host": f"db.{ref}.supabase.co", **database},
        }
        self.passwords[ref] = asked["db_pass"]
        self.addons[ref] = {} if size == "nano" else {"compute_instance": f"ci_{size}"}
        self.settings[ref] = _settings()
        self.keys[ref] = []
        self._waiting[ref] = self._starting[ref] = self.looks
        return 201, project

    def _get(self, call: Call) -> tuple[int, Any]:
        project = self._project(call)
        if project["status"] in ("COMING_UP", "RESIZING"):
            self._waiting[project["ref"]] -= 1
            if self._waiting[project["ref"]] < 0:
                project["status"] = self.becomes
        elif project["status"] == "GOING_DOWN":
            self._waiting[project["ref"]] -= 1
            if self._waiting[project["ref"]] < 0:
                del self.projects[project["ref"]]
                raise Refused(404, {"message": "Project not found"})
        return 200, project

    def _health(self, call: Call) -> tuple[int, Any]:
        ref = self._active(call)["ref"]
        self._starting[ref] -= 1
        if self._starting[ref] == self.looks - 1 > 0:
            raise Refused(404, {"message": "pooler not found"})
        ready = self._starting[ref] < 0
        status = "ACTIVE_HEALTHY" if ready else "COMING_UP"
        services = call.query["services"]
        return 200, [{"name": name, "healthy": ready, "status": status} for name in services]

    def _serving(self, call: Call) -> str:
        """The reference of a project whose services are healthy; they refuse everything before."""
        project = self._active(call)
        if self._starting[project["ref"]] >= 0:
            raise Refused(400, {"message": "the service is not ready"})
        return str(project["ref"])

    def _active(self, call: Call) -> dict[str, Any]:
        project = self._project(call, gone=406)
        if project["status"] != "ACTIVE_HEALTHY":
            raise Refused(400, {"message": f"Project status is {project['status']}"})
        return project

    def _rename(self, call: Call) -> tuple[int, Any]:
        self._project(call).update(call.body)
        return 200, self._short(call)

    def _delete(self, call: Call) -> tuple[int, Any]:
        short = self._short(call)
        project = self._project(call)
        project["status"] = "GOING_DOWN"
        self._waiting[project["ref"]] = self.looks
        self._gone.add(project["ref"])
        return 200, short

    def _short(self, call: Call) -> dict[str, Any]:
        project = self._project(call)
        return {"id": 7, "ref": project["ref"], "name": project["name"]}

    def _set_password(self, call: Call) -> tuple[int, Any]:
        self.passwords[self._project(call)["ref"]] = call.body["password"]
        return 200, {"message": "ok"}

    # Add-ons

    def _list_addons(self, call: Call) -> tuple[int, Any]:
        price = {"description": "", "type": "fixed", "interval": "monthly", "amount": 1}
        selected = [
            {"type": type_, "variant": {"id": variant, "name": variant, "price": price}}
            for type_, variant in self.addons[self._project(call)["ref"]].items()
        ]
        return 200, {"selected_addons": selected, "available_addons": []}

    def _set_addon(self, call: Call) -> tuple[int, Any]:
        project, asked = self._project(call), call.body
        if asked["addon_type"] == "compute_instance":
            self._refuse_size(project["organization_slug"], asked["addon_variant"][3:])
            self._resize(project)
        self.addons[project["ref"]][asked["addon_type"]] = asked["addon_variant"]
        return 200, None

    def _delete_addon(self, call: Call) -> tuple[int, Any]:
        addons, variant = self.addons[self._project(call)["ref"]], call.place["addon_variant"]
        type_ = next((t for t, v in addons.items() if v == variant), None)
        if type_ is None:
            raise Refused(404, {"message": "no such add-on"})
        if type_ == "compute_instance":
            self._resize(self._project(call))
        del addons[type_]
        return 200, None

    def _resize(self, project: dict[str, Any]) -> None:
        project["status"] = "RESIZING"
        self._waiting[project["ref"]] = self._starting[project["ref"]] = self.looks

    def _refuse_size(self, slug: str, size: str) -> None:
        if self.plans[slug] == "free" and size != "nano":
            raise Refused(400, {"message": f"{size} is not available on the free plan"})

    # Settings

    def _section(self, name: str) -> Route:
        return lambda call: (200, self.settings[self._serving(call)][name])

    def _change(self, name: str) -> Route:
        def change(call: Call) -> tuple[int, Any]:
            section = self.settings[self._serving(call)][name]
            section.update(call.body)
            return 200, section

        return change

    def _pooler(self, call: Call) -> tuple[int, Any]:
        ref = self._serving(call)
        pooler = {
            "identifier": ref,
            "database_type": "PRIMARY",
            "is_using_scram_auth": True,
            "db_user": f"postgres.{ref}",
            "db_host": "aws-0-ap-northeast-1.pooler.supabase.com",
            "db_port": 6543,
            "db_name": "postgres",
            "connection_string": "",
            "connectionString": "",
            "max_client_conn": 200,
        }
        primary = {**pooler, **self.settings[ref]["pooler"]}
        other = {**primary, "database_type": "READ_REPLICA", "default_pool_size": 5}
        return 200, [other, primary] if self.replica else [primary]

    def _restrictions(self, call: Call) -> tuple[int, Any]:
        network = self.settings[self._serving(call)]["network"]
        shown = _shown(network)
        network["looks"] -= 1
        if network["looks"] <= 0:
            network["status"] = "applied"
        return 200, shown

    def _restrict(self, call: Call) -> tuple[int, Any]:
        network = self.settings[self._serving(call)]["network"]
        network.update(config=call.body, status="stored", looks=self.applies_after)
        return 201, _shown(network)

    def _enforce(self, call: Call) -> tuple[int, Any]:
        ssl = self.settings[self._serving(call)]["ssl"]
        ssl["currentConfig"], ssl["appliedSuccessfully"] = call.body["requestedConfig"], False
        return 200, dict(ssl)

    def _enforced(self, call: Call) -> tuple[int, Any]:
        ssl = self.settings[self._serving(call)]["ssl"]
        shown = dict(ssl)
        ssl["appliedSuccessfully"] = True
        return 200, shown

    # Keys

    def _list_keys(self, call: Call) -> tuple[int, Any]:
        keys = self.keys[self._project(call)["ref"]]
        if call.query.get("reveal") == "true":
            return 200, keys
        return 200, [{**key, "api_key": "sb_…"} for key in keys]

    def _create_key(self, call: Call) -> tuple[int, Any]:
        keys, asked = self.keys[self._project(call)["ref"]], call.body
        if any(key["name"] == asked["name"] for key in keys):
            raise Refused(400, {"message": f"an API key {asked['name']} already exists"})
        self._number += 1
        value = f"sb_{asked['type']}_drawn{self._number}"
        if asked["type"] == "secret":
            self._drawn.append(value)
        key = {"id": f"00000000-0000-4000-8000-{self._number:012d}", "api_key": value, **asked}
        keys.append(key)
        return 201, {**key, "api_key": "sb_…"}

    def _delete_key(self, call: Call) -> tuple[int, Any]:
        keys = self.keys[self._project(call)["ref"]]
        found = [key for key in keys if key["id"] == call.place["id"]]
        if not found:
            raise Refused(404, {"message": "API key not found"})
        keys.remove(found[0])
        return 200, found[0]

    def _project(self, call: Call, gone: int = 404) -> dict[str, Any]:
        if call.place["ref"] not in self.projects:
            status = gone if call.place["ref"] in self._gone else 404
            raise Refused(status, {"message": "Project not found"})
        return self.projects[call.place["ref"]]


def _settings() -> dict[str, Any]:
    return {
        "auth": _auth(),
        "api": {
            "db_schema": "public,graphql_public",
            "max_rows": 1000,
            "db_extra_search_path": "public,extensions",
            "db_pool": 10,
        },
        "pooler": {"default_pool_size": 15, "pool_mode": "transaction"},
        "network": {
            "entitlement": "allowed",
            "config": {"dbAllowedCidrs": ["0.0.0.0/0"], "dbAllowedCidrsV6": ["::/0"]},
            "status": "applied",
            "looks": 0,
        },
        "ssl": {"currentConfig": {"database": False}, "appliedSuccessfully": True},
    }


def _auth() -> dict[str, Any]:
    """Every key that the description requires of the answer, with the least value it may have."""
    described = description(Supabase.source, "http://supabase.test")
    least = described.least("GET", "/v1/projects/{ref}/config/auth", 200) if described else {}
    return {**least, "site_url": "http://localhost:3000", "disable_signup": False}


def _shown(network: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in network.items() if key != "looks"}
