"""A Railway project with its first environment."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pulumi
from pydantic import Field

from providers.answer import part, text
from providers.inputs import Described
from providers.lifecycle import Lifecycle, Properties
from providers.railway.vendor import RAILWAY, default_environment, live, mutate, nodes, query
from providers.resource import VendorResource

if TYPE_CHECKING:
    from providers.http import Api


class Project(VendorResource, module="railway", name="Project"):
    """A project; deleting it deletes every service and volume in it."""

    default_environment_id: pulumi.Output[str]


class ProjectInputs(Described):
    """``workspace_id`` owns and pays; ``default_environment`` names the first environment.

    ``pr_deploys`` makes an environment for each pull request.
    """

    workspace_id: str = Field(min_length=1)
    default_environment: str = "production"
    pr_deploys: bool = False

    def changeable(self) -> dict[str, Any]:
        """What an existing project can be given."""
        return {
            "name": self.name,
            "description": self.marked_description,
            "prDeploys": self.pr_deploys,
        }


class ProjectLifecycle(Lifecycle[ProjectInputs]):
    """Projects are found by the mark in their description."""

    vendor = RAILWAY
    type_name = "railway:Project"
    kind = "project"
    inputs = ProjectInputs
    replaces = frozenset({"workspace_id", "default_environment"})
    unreadable = frozenset({"default_environment"})

    def matching(self, api: Api, inputs: ProjectInputs) -> list[str]:
        """Ids of the workspace's projects that bear the mark."""
        answer = query(
            api,
            "($workspace: String!) { projects(workspaceId: $workspace, first: 500) "
            "{ edges { node { id description deletedAt } } } }",
            workspace=inputs.workspace_id,
        )
        found = nodes(answer, "projects")
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
        """Read the project."""
        answer = query(
            api,
            "($id: String!) { project(id: $id) "
            "{ name description prDeploys workspaceId deletedAt } }",
            id=id_,
        )
        project = live(part(answer, "project"))
        return {
            "name": text(project, "name"),
            "description": inputs.undescribed(project.get("description") or ""),
            "workspace_id": text(project, "workspaceId"),
            "pr_deploys": part(project, "prDeploys"),
            "default_environment_id": default_environment(api, id_),
        }

    def change(self, api: Api, id_: str, old: Properties, inputs: ProjectInputs) -> None:
        """Change name, description and whether pull requests are deployed."""
        mutate(
            api,
            "($id: String!, $input: ProjectUpdateInput!) "
            "{ projectUpdate(id: $id, input: $input) { id } }",
            repeatable=True,
            id=id_,
            input=inputs.changeable(),
        )

    def remove(self, api: Api, id_: str, old: ProjectInputs) -> None:
        """Delete the project with everything in it."""
        mutate(api, "($id: String!) { projectDelete(id: $id) }", repeatable=True, id=id_)
