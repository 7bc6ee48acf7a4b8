"""A Railway project with its first environment."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pulumi
from pydantic import Field

from providers.answer import part, text
from providers.inputs import Described
from providers.lifecycle import Properties
from providers.railway.graphql import PAGE, every, live, mutate, query
from providers.railway.kind import OnRailway
from providers.railway.place import environments, oldest, rename
from providers.resource import VendorResource

if TYPE_CHECKING:
    from providers.http import Api


class Project(VendorResource, module="railway", name="Project"):
    """A project. Deleting it deletes every service and volume in it after 48 hours, in which
    Railway's dashboard can restore it.
    """

    default_environment_id: pulumi.Output[str]


class ProjectInputs(Described):
    """``workspace_id`` owns and pays; ``default_environment`` names the first environment.

    ``pr_deploys`` makes an environment for each pull request.
    """

    workspace_id: str = Field(min_length=1)
    default_environment: str = "production"
    pr_deploys: bool = False

    def changeable(self) -> dict[str, Any]:
        """The properties of a project that can be changed."""
        return {
            "name": self.name,
            "description": self.marked_description,
            "prDeploys": self.pr_deploys,
        }


class ProjectLifecycle(OnRailway[ProjectInputs]):
    """Projects are found by the mark in their description."""

    type_name = "railway:Project"
    kind = "project"
    inputs = ProjectInputs
    replaces = frozenset({"workspace_id"})
    deletion = "projectScheduleDelete(id: $id)"

    def matching(self, api: Api, inputs: ProjectInputs) -> list[str]:
        """Ids of the workspace's projects that bear the mark."""
        found = every(
            api,
            "($workspace: String!, $after: String) "
            "{ projects(workspaceId: $workspace, first: 500, after: $after) "
            f"{{ edges {{ node {{ id description deletedAt }} }} {PAGE} }} }}",
            "projects",
            workspace=inputs.workspace_id,
        )
        return [
            text(project, "id")
            for project in found
            if inputs.bears_mark(project.get("description")) and not project.get("deletedAt")
        ]

    def make(self, api: Api, inputs: ProjectInputs) -> str:
        """Create the project; without a workspace it would be temporary."""
        answer = mutate(
            api,
            "($input: ProjectCreateInput!) { projectCreate(input: $input) { id } }",
            input={
                **inputs.changeable(),
                "workspaceId": inputs.workspace_id,
                "defaultEnvironmentName": inputs.default_environment,
            },
        )
        return text(answer, "projectCreate", "id")

    def fetch(self, api: Api, id_: str, inputs: ProjectInputs) -> Properties:
        """Read the project and its first environment."""
        answer = query(
            api,
            "($id: String!) { project(id: $id) "
            "{ name description prDeploys workspaceId primaryEnvironmentId deletedAt } }",
            id=id_,
        )
        project = live(part(answer, "project"))
        every_one = environments(api, id_)
        primary = [e for e in every_one if text(e, "id") == project.get("primaryEnvironmentId")]
        first = primary[0] if primary else oldest(every_one)
        return {
            "name": text(project, "name"),
            "description": inputs.undescribed(project.get("description") or ""),
            "workspace_id": text(project, "workspaceId"),
            "pr_deploys": part(project, "prDeploys"),
            "default_environment": text(first, "name"),
            "default_environment_id": text(first, "id"),
        }

    def change(self, api: Api, id_: str, old: Properties, inputs: ProjectInputs) -> None:
        """Change what a project can be given, and rename its first environment."""
        mutate(
            api,
            "($id: String!, $input: ProjectUpdateInput!) "
            "{ projectUpdate(id: $id, input: $input) { id } }",
            repeatable=True,
            id=id_,
            input=inputs.changeable(),
        )
        if old.get("default_environment") != inputs.default_environment:
            first = text(self.fetch(api, id_, inputs), "default_environment_id")
            rename(api, first, inputs.default_environment)
