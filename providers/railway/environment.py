"""A further environment of a Railway project."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import Field

from providers.answer import part, text
from providers.inputs import Inputs
from providers.lifecycle import Lifecycle, Properties
from providers.railway.vendor import RAILWAY, default_environment, live, mutate, nodes, query
from providers.resource import VendorResource

if TYPE_CHECKING:
    from providers.http import Api


class Environment(VendorResource, module="railway", name="Environment"):
    """An environment; deleting it deletes what runs in it."""


class EnvironmentInputs(Inputs):
    """``source_environment_id``: the environment whose services and variables it starts with."""

    name: str = Field(min_length=1, max_length=32)
    project_id: str
    source_environment_id: str | None = None


class EnvironmentLifecycle(Lifecycle[EnvironmentInputs]):
    """An environment has no place for a mark; its name is unique in its project."""

    vendor = RAILWAY
    type_name = "railway:Environment"
    kind = "environment"
    inputs = EnvironmentInputs
    replaces = frozenset({"project_id", "source_environment_id"})
    unreadable = frozenset({"source_environment_id"})
    marked = False

    def matching(self, api: Api, inputs: EnvironmentInputs) -> list[str]:
        """The environment of that name; never the one that the project began with."""
        answer = query(
            api,
            "($project: String!) { environments(projectId: $project) "
            "{ edges { node { id name deletedAt } } } }",
            project=inputs.project_id,
        )
        found = nodes(answer, "environments")
        named = [
            text(e, "id") for e in found if text(e, "name") == inputs.name and not e["deletedAt"]
        ]
        return named and [
            id_ for id_ in named if id_ != default_environment(api, inputs.project_id)
        ]

    def make(self, api: Api, inputs: EnvironmentInputs) -> str:
        """Create the environment."""
        wanted = {"name": inputs.name, "projectId": inputs.project_id}
        if inputs.source_environment_id:
            wanted["sourceEnvironmentId"] = inputs.source_environment_id
        answer = mutate(
            api,
            "($input: EnvironmentCreateInput!) { environmentCreate(input: $input) { id } }",
            input=wanted,
        )
        return text(answer, "environmentCreate", "id")

    def fetch(self, api: Api, id_: str, inputs: EnvironmentInputs) -> Properties:
        """Read the environment."""
        answer = query(
            api, "($id: String!) { environment(id: $id) { name projectId deletedAt } }", id=id_
        )
        environment = live(part(answer, "environment"))
        return {"name": text(environment, "name"), "project_id": text(environment, "projectId")}

    def change(self, api: Api, id_: str, old: Properties, inputs: EnvironmentInputs) -> None:
        """Rename it."""
        mutate(
            api,
            "($id: String!, $input: EnvironmentRenameInput!) "
            "{ environmentRename(id: $id, input: $input) { id } }",
            repeatable=True,
            id=id_,
            input={"name": inputs.name},
        )

    def remove(self, api: Api, id_: str, old: EnvironmentInputs) -> None:
        """Delete the environment with what runs in it."""
        mutate(api, "($id: String!) { environmentDelete(id: $id) }", repeatable=True, id=id_)
