"""A Neon project with its default branch and that branch's endpoint, which Neon makes with it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any

import pulumi
from pydantic import Field

from providers.answer import items, part, text
from providers.inputs import Named
from providers.lifecycle import Lifecycle, Properties
from providers.neon.compute import Compute, read
from providers.neon.vendor import NEON, default_branch, wait_for_operations
from providers.resource import VendorResource

if TYPE_CHECKING:
    from providers.http import Api


class Project(VendorResource, module="neon", name="Project"):
    """A project; deleting it deletes every branch in it."""

    default_branch_id: pulumi.Output[str]
    default_endpoint_id: pulumi.Output[str]
    default_endpoint_host: pulumi.Output[str]


class ProjectInputs(Named, Compute):
    """``region`` is Neon's name, such as aws-ap-southeast-1; the compute is that of the default
    branch. ``organization`` is an id; without it the token's own user is the owner.
    """

    region: Annotated[str, Field(pattern=r"^(aws|azure)-[a-z0-9-]+$")]
    postgres_version: Annotated[int, Field(ge=14, le=18)] = 17
    organization: Annotated[str, Field(pattern=r"^[a-z0-9-]{1,60}$")] | None = None
    history_seconds: Annotated[int, Field(ge=0, le=2_592_000)] = 86_400
    allowed_ranges: tuple[str, ...] = ()


class ProjectLifecycle(Lifecycle[ProjectInputs]):
    """Projects are found by the mark in their name."""

    vendor = NEON
    type_name = "neon:Project"
    kind = "project"
    inputs = ProjectInputs
    replaces = frozenset({"region", "postgres_version", "organization"})
    unreadable = frozenset({"organization"})

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
        branch = default_branch(api, id_)
        endpoint = _endpoint(api, id_, branch)
        settings = project.get("settings", {}).get("allowed_ips", {})
        return {
            **read(endpoint),
            "name": inputs.unmarked(text(project, "name")),
            "region": text(project, "region_id"),
            "postgres_version": part(project, "pg_version"),
            "history_seconds": part(project, "history_retention_seconds"),
            "allowed_ranges": settings.get("ips", []),
            "default_branch_id": branch,
            "default_endpoint_id": text(endpoint, "id"),
            "default_endpoint_host": text(endpoint, "host"),
        }

    def change(self, api: Api, id_: str, old: Properties, inputs: ProjectInputs) -> None:
        """Change the project, and the endpoint, which new defaults leave as it is."""
        project = {
            "name": inputs.marked_name,
            "history_retention_seconds": inputs.history_seconds,
            "default_endpoint_settings": inputs.settings(),
            "settings": _settings(inputs),
        }
        api.patch(f"/projects/{id_}", {"project": project})
        endpoint = old.get("default_endpoint_id")
        api.patch(f"/projects/{id_}/endpoints/{endpoint}", {"endpoint": inputs.settings()})

    def remove(self, api: Api, id_: str, old: ProjectInputs) -> None:
        """Delete the project with all its branches."""
        api.delete(f"/projects/{id_}")


def _settings(inputs: ProjectInputs) -> dict[str, Any]:
    return {"allowed_ips": {"ips": list(inputs.allowed_ranges), "protected_branches_only": False}}


def _endpoint(api: Api, project: str, branch: str) -> Mapping[str, Any]:
    endpoints = items(api.get(f"/projects/{project}/endpoints"), "endpoints")
    return next(
        e for e in endpoints if e.get("branch_id") == branch and e.get("type") == "read_write"
    )
