"""A Supabase project: one Postgres with Auth, storage and an API before it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Annotated, Any, ClassVar
from urllib.parse import quote

import pulumi
from pydantic import Field

from providers.answer import items, text
from providers.comparison import Equality
from providers.errors import NotFound, VendorError
from providers.inputs import Named, Refusal
from providers.lifecycle import Lifecycle, Properties
from providers.resource import VendorResource
from providers.supabase.pooler import primary_pooler
from providers.supabase.sizes import SMALLEST, Plan, Size, same_size, size_problems
from providers.supabase.states import DYING, READY, wait_for_services, wait_until_active
from providers.supabase.vendor import SUPABASE, addon_variant, set_addon

if TYPE_CHECKING:
    from providers.http import Api

_COMPUTE = "compute_instance"


class Project(VendorResource, module="supabase", name="Project"):
    """A project; its id is its reference. Deleting it deletes all data in it.

    ``pooler_url`` shares connections (serverless functions need it), ``direct_url`` does not
    (migrations do); both are secrets. Supabase's direct host has an IPv6 address alone, unless the
    project has the ipv4 add-on.
    """

    secret_outputs = ("pooler_url", "direct_url")

    api_url: pulumi.Output[str]
    database_host: pulumi.Output[str]
    pooler_url: pulumi.Output[str]
    direct_url: pulumi.Output[str]


class ProjectInputs(Named):
    """``organization`` is a slug; ``plan`` is that organization's, bought by hand."""

    secret_inputs = frozenset({"password"})

    organization: Annotated[str, Field(pattern=r"^[\w-]+$")]
    plan: Plan
    region: Annotated[str, Field(pattern=r"^[a-z]+-[a-z]+-\d$")]
    compute_size: Size = SMALLEST
    password: Annotated[str, Field(min_length=16)]

    @classmethod
    def contradictions(cls, known: Mapping[str, Any]) -> Iterator[Refusal]:
        """Yield a size that the plan does not have."""
        if "plan" in known and "compute_size" in known:
            for problem in size_problems(known["plan"], known["compute_size"]):
                yield Refusal("compute_size", problem)


class ProjectLifecycle(Lifecycle[ProjectInputs]):
    """Projects are found by the mark in their name."""

    vendor = SUPABASE
    type_name = "supabase:Project"
    kind = "project"
    inputs = ProjectInputs
    replaces = frozenset({"organization", "region"})
    unreadable = frozenset({"plan", "password"})
    equal: ClassVar[Mapping[str, Equality]] = {"compute_size": same_size}

    def matching(self, api: Api, inputs: ProjectInputs) -> list[str]:
        """References of the projects under the marked name that are not being deleted."""
        found = items(api.get("/v1/projects"))
        return [
            text(p, "ref")
            for p in found
            if text(p, "name") == inputs.marked_name and p.get("status") not in DYING
        ]

    def make(self, api: Api, inputs: ProjectInputs) -> str:
        """Create the project, where the organization has the plan it is said to have."""
        _check_plan(api, inputs)
        project = {
            "name": inputs.marked_name,
            "organization_slug": inputs.organization,
            "db_pass": inputs.password,
            "region_selection": {"type": "specific", "code": inputs.region},
        }
        # The smallest is the default, and refused by name on plan free (issue 237 of the official
        # Terraform provider).
        if inputs.compute_size != SMALLEST:
            project["desired_instance_size"] = inputs.compute_size
        return text(api.post("/v1/projects", project), "ref")

    def settle(self, api: Api, id_: str, inputs: ProjectInputs) -> None:
        """Wait until it is active and its services are healthy."""
        what = f"Supabase project {inputs.name}"
        wait_until_active(api, id_, what)
        wait_for_services(api, id_, what)

    def fetch(self, api: Api, id_: str, inputs: ProjectInputs) -> Properties:
        """Read the project; its password is only ever what the program says.

        The pooler of one that is not active is not asked for: the state keeps its URL.
        """
        project = api.get(f"/v1/projects/{id_}")
        status = text(project, "status")
        if status in DYING:
            raise NotFound("the project is being deleted")
        is_active = status in READY
        host = text(project, "database", "host")
        size = addon_variant(api, id_, _COMPUTE)
        password = quote(inputs.password, safe="")
        return {
            "name": inputs.unmarked(text(project, "name")),
            "organization": text(project, "organization_slug"),
            "region": text(project, "region"),
            "compute_size": size.removeprefix("ci_") if size else SMALLEST,
            "api_url": f"https://{id_}.supabase.co",
            "database_host": host,
            "direct_url": f"postgresql://postgres:{password}@{host}:5432/postgres",
            **({"pooler_url": _pooler_url(api, id_, password)} if is_active else {}),
        }

    def change(self, api: Api, id_: str, old: Properties, inputs: ProjectInputs) -> None:
        """Rename it, change its password or its compute (a restart of a minute or two).

        Nothing is changed in a project that is not active.
        """
        wait_until_active(api, id_, f"Supabase project {inputs.name}")
        if inputs.name != old.get("name"):
            api.patch(f"/v1/projects/{id_}", {"name": inputs.marked_name})
        if inputs.password != old.get("password"):
            api.patch(f"/v1/projects/{id_}/database/password", {"password": inputs.password})
        if inputs.plan != old.get("plan"):
            _check_plan(api, inputs)
        if inputs.compute_size != old.get("compute_size"):
            _resize(api, id_, inputs.compute_size)

    def remove(self, api: Api, id_: str, old: ProjectInputs) -> None:
        """Delete the project with its data."""
        api.delete(f"/v1/projects/{id_}")

    def remains(self, api: Api, id_: str, old: ProjectInputs) -> str | None:
        """It goes down in its own time; its name is taken until then."""
        status = text(api.get(f"/v1/projects/{id_}"), "status")
        return None if status == "REMOVED" else status


def _check_plan(api: Api, inputs: ProjectInputs) -> None:
    organization = api.get(f"/v1/organizations/{inputs.organization}")
    plan = organization.get("plan", inputs.plan)
    if plan != inputs.plan:
        raise VendorError(
            f"Organization {inputs.organization} is on plan {plan}, not {inputs.plan}",
            "Plans are bought in Supabase's dashboard; no API changes them.",
            f"Buy it, or set the plan to {plan} in the program.",
        )


def _resize(api: Api, project: str, size: Size) -> None:
    if size != SMALLEST:
        set_addon(api, project, _COMPUTE, f"ci_{size}")
    elif current := addon_variant(api, project, _COMPUTE):
        api.delete(f"/v1/projects/{project}/billing/addons/{current}")


def _pooler_url(api: Api, project: str, password: str) -> str:
    pooler = primary_pooler(api, project)
    login = f"{text(pooler, 'db_user')}:{password}"
    place = f"{text(pooler, 'db_host')}:{pooler['db_port']}/{text(pooler, 'db_name')}"
    return f"postgresql://{login}@{place}"
