"""A further environment of a Railway project."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import Field

from providers.answer import text
from providers.errors import NotFound
from providers.inputs import Inputs
from providers.lifecycle import Properties
from providers.railway.graphql import mutate
from providers.railway.kind import OnRailway
from providers.railway.place import default_environment, environments, rename
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


class EnvironmentLifecycle(OnRailway[EnvironmentInputs]):
    """An environment has no place for a mark; its name is unique in its project.

    Its source counts when it is made, and may be deleted later: it is not read back.
    """

    type_name = "railway:Environment"
    kind = "environment"
    inputs = EnvironmentInputs
    replaces = frozenset({"project_id", "source_environment_id"})
    unreadable = frozenset({"project_id", "source_environment_id"})
    marked = False
    deletion = "environmentDelete(id: $id)"

    def matching(self, api: Api, inputs: EnvironmentInputs) -> list[str]:
        """The environment of that name; never the one that the project began with."""
        found = environments(api, inputs.project_id)
        named = [text(e, "id") for e in found if text(e, "name") == inputs.name]
        first = default_environment(api, inputs.project_id) if named else ""
        return [id_ for id_ in named if id_ != first]

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
        for environment in environments(api, inputs.project_id):
            if text(environment, "id") == id_:
                return {"name": text(environment, "name")}
        raise NotFound("the project has no such environment")

    def change(self, api: Api, id_: str, old: Properties, inputs: EnvironmentInputs) -> None:
        """Rename it."""
        rename(api, id_, inputs.name)
