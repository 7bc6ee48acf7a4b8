"""The environment and service of a Railway resource."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from providers.answer import part, text
from providers.errors import Malformed
from providers.inputs import Inputs
from providers.railway.graphql import PAGE, every, mutate, query

if TYPE_CHECKING:
    from providers.http import Api


@dataclass(frozen=True)
class Place:
    """A service in an environment; without a service, what all of the environment's share."""

    project: str
    environment: str
    service: str | None = None

    @property
    def where(self) -> dict[str, str]:
        """The place as Railway's inputs name it."""
        named = {"projectId": self.project, "environmentId": self.environment}
        return named if self.service is None else {**named, "serviceId": self.service}


class InEnvironment(Inputs):
    """Inputs of something in a project's environment, the default one where none is named."""

    project_id: str
    environment_id: str | None = None

    def place(self, api: Api, service: str | None = None) -> Place:
        """The place of a service, or of what is shared, in the environment."""
        environment = self.environment_id or default_environment(api, self.project_id)
        return Place(self.project_id, environment, service)


class OfService(InEnvironment):
    """Inputs of something that one service has."""

    service_id: str


def environments(api: Api, project: str) -> list[Mapping[str, Any]]:
    """A project's environments that are not deleted.

    The list is the authority: a single one is still given after it was deleted
    (github.com/jamesprnich/terraform-provider-railway, CHANGELOG.md 0.8.0).
    """
    found = every(
        api,
        "($project: String!, $after: String) { environments(projectId: $project, after: $after) "
        f"{{ edges {{ node {{ id name createdAt isEphemeral deletedAt }} }} {PAGE} }} }}",
        "environments",
        project=project,
    )
    return [environment for environment in found if not environment.get("deletedAt")]


def oldest(found: list[Mapping[str, Any]]) -> Mapping[str, Any]:
    """The environment that a project began with; one of a pull request is never it."""
    lasting = [environment for environment in found if not environment.get("isEphemeral")]
    if not lasting:
        raise Malformed("the project has no environment")
    return min(lasting, key=lambda environment: text(environment, "createdAt"))


def rename(api: Api, environment: str, name: str) -> None:
    """Give an environment another name."""
    mutate(
        api,
        "($id: String!, $input: EnvironmentRenameInput!) "
        "{ environmentRename(id: $id, input: $input) { id } }",
        repeatable=True,
        id=environment,
        input={"name": name},
    )


@lru_cache(maxsize=8)
def default_environment(api: Api, project: str) -> str:
    """The id of the environment that a project began with.

    It is asked for once in an operation: each has an Api of its own.
    """
    answer = query(api, "($id: String!) { project(id: $id) { primaryEnvironmentId } }", id=project)
    first = part(answer, "project", "primaryEnvironmentId")
    return first if isinstance(first, str) else text(oldest(environments(api, project)), "id")
