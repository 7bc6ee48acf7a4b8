"""A Neon project with its default branch and that branch's endpoint, which Neon makes with it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

import pulumi
from pydantic import Field

from providers.answer import items, part, text
from providers.comparison import Equality, in_any_order
from providers.errors import VendorError
from providers.inputs import Named
from providers.lifecycle import Lifecycle, Properties
from providers.neon.compute import Compute, read
from providers.neon.vendor import (
    NEON,
    default_branch,
    delete,
    wait_for_operations,
)
from providers.resource import VendorResource

if TYPE_CHECKING:
    from providers.http import Api


_OF_THE_PROJECT = (
    *("name", "history_seconds", "allowed_ranges", "protected_branches_only"),
    *Compute.READ,
)


class Project(VendorResource, module="neon", name="Project"):
    """A project; deleting it deletes every branch in it."""

    default_branch_id: pulumi.Output[str]
    default_endpoint_id: pulumi.Output[str]
    default_endpoint_host: pulumi.Output[str]


class ProjectInputs(Named, Compute):
    """``region`` is Neon's name, such as aws-ap-southeast-1; the compute is that of the default
    branch. ``organization`` is an id; without it the token's own user is the owner.
    ``protected_branches_only``: the allowed ranges hold for protected branches alone.
    ``default_branch_id`` is filled in when the project is made: another default later is another
    branch, not this one.
    """

    region: Annotated[str, Field(pattern=r"^(aws|azure)-[a-z0-9-]+$")]
    postgres_version: Annotated[int, Field(ge=14, le=18)] = 17
    organization: Annotated[str, Field(pattern=r"^[a-z0-9-]{1,60}$")] | None = None
    history_seconds: Annotated[int, Field(ge=0, le=2_592_000)] = 86_400
    allowed_ranges: tuple[str, ...] = ()
    protected_branches_only: bool = False
    default_branch_id: str | None = None


class ProjectLifecycle(Lifecycle[ProjectInputs]):
    """Projects are found by the mark in their name."""

    vendor = NEON
    type_name = "neon:Project"
    kind = "project"
    inputs = ProjectInputs
    replaces = frozenset({"region", "postgres_version", "organization"})
    unreadable = frozenset({"organization"})
    filled = frozenset({"default_branch_id"})
    equal: ClassVar[Mapping[str, Equality]] = {"allowed_ranges": in_any_order}

    def matching(self, api: Api, inputs: ProjectInputs) -> list[str]:
        """Ids of the projects under the marked name."""
        owner = {"org_id": inputs.organization} if inputs.organization else {}
        answer = api.get("/projects", search=inputs.marked_name, limit="400", **owner)
        found = items(answer, "projects")
        return [text(p, "id") for p in found if text(p, "name") == inputs.marked_name]

    def make(self, api: Api, inputs: ProjectInputs) -> str:
        """Create the project, which creates its default branch and endpoint."""
        project: dict[str, Any] = {
            "name": inputs.marked_name,
            "region_id": inputs.region,
            "pg_version": inputs.postgres_version,
            "provisioner": "k8s-neonvm",
            "store_passwords": True,
            "history_retention_seconds": inputs.history_seconds,
            "default_endpoint_settings": inputs.settings(),
            "settings": _settings(inputs),
        }
        if inputs.organization:
            project["org_id"] = inputs.organization
        return text(api.post("/projects", {"project": project}), "project", "id")

    def settle(self, api: Api, id_: str, inputs: ProjectInputs) -> None:
        """Wait for the default branch and its endpoint."""
        wait_for_operations(api, id_, f"Neon project {inputs.name}")

    def fetch(self, api: Api, id_: str, inputs: ProjectInputs) -> Properties:
        """Read the project, its default branch and that branch's endpoint."""
        project = part(api.get(f"/projects/{id_}"), "project")
        branch = inputs.default_branch_id or default_branch(api, id_)
        endpoint = _endpoint(api, id_, branch)
        settings = (project.get("settings") or {}).get("allowed_ips") or {}
        return {
            **(read(endpoint) if endpoint else {}),
            "name": inputs.unmarked(text(project, "name")),
            "region": text(project, "region_id"),
            "postgres_version": part(project, "pg_version"),
            "history_seconds": part(project, "history_retention_seconds"),
            "allowed_ranges": settings.get("ips") or [],
            "protected_branches_only": settings.get("protected_branches_only", False),
            "default_branch_id": branch,
            **_outputs(endpoint),
        }

    def change(self, api: Api, id_: str, old: Properties, inputs: ProjectInputs) -> None:
        """Change the project, and the endpoint, which new defaults leave as it is.

        Neon does one thing after another: the endpoint is changed when the project has been.
        """
        compute = inputs.settings()
        if any(inputs.dump().get(name) != old.get(name) for name in _OF_THE_PROJECT):
            project = {
                "name": inputs.marked_name,
                "history_retention_seconds": inputs.history_seconds,
                "default_endpoint_settings": compute,
                "settings": _settings(inputs),
            }
            api.patch(f"/projects/{id_}", {"project": project})
            wait_for_operations(api, id_, f"Neon project {inputs.name}")
        if any(inputs.dump().get(name) != old.get(name) for name in Compute.READ):
            branch = inputs.default_branch_id or default_branch(api, id_)
            endpoint = _endpoint(api, id_, branch)
            if endpoint is None:
                raise VendorError(
                    f"Branch {branch} of project {id_} has no read-write endpoint",
                    remedy="Create one in Neon's console, or run: pulumi refresh",
                )
            at = f"/projects/{id_}/endpoints/{text(endpoint, 'id')}"
            api.patch(at, {"endpoint": compute})

    def remove(self, api: Api, id_: str, old: ProjectInputs) -> None:
        """Delete the project with all its branches; their protection goes first."""

        def protected() -> list[str]:
            branches = items(api.get(f"/projects/{id_}/branches"), "branches")
            return [text(branch, "id") for branch in branches if branch.get("protected")]

        delete(api, id_, f"/projects/{id_}", protected)

    def remains(self, api: Api, id_: str, old: ProjectInputs) -> str | None:
        """It is there until it is gone."""
        api.get(f"/projects/{id_}")
        return "being deleted"


def _settings(inputs: ProjectInputs) -> dict[str, Any]:
    return {
        "allowed_ips": {
            "ips": list(inputs.allowed_ranges),
            "protected_branches_only": inputs.protected_branches_only,
        }
    }


def _endpoint(api: Api, project: str, branch: str) -> Mapping[str, Any] | None:
    endpoints = items(api.get(f"/projects/{project}/endpoints"), "endpoints")
    place = (branch, "read_write")
    return next((e for e in endpoints if (e.get("branch_id"), e.get("type")) == place), None)


def _outputs(endpoint: Mapping[str, Any] | None) -> dict[str, str]:
    if endpoint is None:
        return {}
    return {
        "default_endpoint_id": text(endpoint, "id"),
        "default_endpoint_host": text(endpoint, "host"),
    }
