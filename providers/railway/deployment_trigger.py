"""A git push that deploys a Railway service."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Field

from providers.answer import part, text
from providers.errors import NotFound
from providers.lifecycle import Properties
from providers.railway.graphql import PAGE, every, mutate
from providers.railway.kind import OnRailway
from providers.railway.place import OfService
from providers.resource import VendorResource

if TYPE_CHECKING:
    from providers.http import Api


class DeploymentTrigger(VendorResource, module="railway", name="DeploymentTrigger"):
    """A push to the branch builds and deploys the service."""


class DeploymentTriggerInputs(OfService):
    """``repository`` is owner/name on GitHub; ``check_suites``: deploy after its checks passed."""

    repository: Annotated[str, Field(pattern=r"^[\w.-]+/[\w.-]+$")]
    branch: str = "main"
    check_suites: bool = True

    def changeable(self) -> dict[str, Any]:
        """The properties of a trigger that can be changed."""
        return {
            "repository": self.repository,
            "branch": self.branch,
            "checkSuites": self.check_suites,
        }


class DeploymentTriggerLifecycle(OnRailway[DeploymentTriggerInputs]):
    """A trigger has no place for a mark; a service has at most one in an environment
    (resource_service.go of the Terraform provider).
    """

    type_name = "railway:DeploymentTrigger"
    kind = "deployment trigger"
    inputs = DeploymentTriggerInputs
    replaces = frozenset({"project_id", "environment_id", "service_id"})
    unreadable = frozenset({"project_id", "environment_id", "service_id"})
    marked = False
    deletion = "deploymentTriggerDelete(id: $id)"

    def matching(self, api: Api, inputs: DeploymentTriggerInputs) -> list[str]:
        """Ids of the service's triggers."""
        return [text(trigger, "id") for trigger in _list(api, inputs)]

    def make(self, api: Api, inputs: DeploymentTriggerInputs) -> str:
        """Create the trigger."""
        answer = mutate(
            api,
            "($input: DeploymentTriggerCreateInput!) "
            "{ deploymentTriggerCreate(input: $input) { id } }",
            input={
                **inputs.place(api, inputs.service_id).where,
                **inputs.changeable(),
                "provider": "github",
            },
        )
        return text(answer, "deploymentTriggerCreate", "id")

    def fetch(self, api: Api, id_: str, inputs: DeploymentTriggerInputs) -> Properties:
        """Read the trigger."""
        for trigger in _list(api, inputs):
            if text(trigger, "id") == id_:
                return {
                    "repository": text(trigger, "repository"),
                    "branch": text(trigger, "branch"),
                    "check_suites": part(trigger, "checkSuites"),
                }
        raise NotFound("the service has no such trigger")

    def change(self, api: Api, id_: str, old: Properties, inputs: DeploymentTriggerInputs) -> None:
        """Follow another branch or repository."""
        mutate(
            api,
            "($id: String!, $input: DeploymentTriggerUpdateInput!) "
            "{ deploymentTriggerUpdate(id: $id, input: $input) { id } }",
            repeatable=True,
            id=id_,
            input=inputs.changeable(),
        )


def _list(api: Api, inputs: DeploymentTriggerInputs) -> list[Mapping[str, Any]]:
    found = every(
        api,
        "($projectId: String!, $environmentId: String!, $serviceId: String!, $after: String) "
        "{ deploymentTriggers(projectId: $projectId, environmentId: $environmentId, "
        "serviceId: $serviceId, after: $after) "
        f"{{ edges {{ node {{ id repository branch checkSuites }} }} {PAGE} }} }}",
        "deploymentTriggers",
        **inputs.place(api, inputs.service_id).where,
    )
    return list(found)
