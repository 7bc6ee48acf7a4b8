"""A git push that deploys a Railway service."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Field

from providers.answer import part, text
from providers.errors import NotFound
from providers.lifecycle import Lifecycle, Properties
from providers.railway.vendor import RAILWAY, OfService, mutate, nodes, query
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
        """What an existing trigger can be given."""
        return {
            "repository": self.repository,
            "branch": self.branch,
            "checkSuites": self.check_suites,
        }


class DeploymentTriggerLifecycle(Lifecycle[DeploymentTriggerInputs]):
    """A trigger has no place for a mark; one that the service did not have before is ours."""

    vendor = RAILWAY
    type_name = "railway:DeploymentTrigger"
    kind = "deployment trigger"
    inputs = DeploymentTriggerInputs
    replaces = frozenset({"project_id", "environment_id", "service_id"})
    unreadable = frozenset({"project_id", "environment_id", "service_id"})
    marked = False

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
                **inputs.changeable(),
                "provider": "github",
                "projectId": inputs.project_id,
                "environmentId": inputs.environment(api),
                "serviceId": inputs.service_id,
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

    def remove(self, api: Api, id_: str, old: DeploymentTriggerInputs) -> None:
        """Delete the trigger; what runs stays."""
        mutate(api, "($id: String!) { deploymentTriggerDelete(id: $id) }", repeatable=True, id=id_)


def _list(api: Api, inputs: DeploymentTriggerInputs) -> list[Any]:
    answer = query(
        api,
        "($project: String!, $environment: String!, $service: String!) { deploymentTriggers("
        "projectId: $project, environmentId: $environment, serviceId: $service) "
        "{ edges { node { id repository branch checkSuites } } } }",
        project=inputs.project_id,
        environment=inputs.environment(api),
        service=inputs.service_id,
    )
    return list(nodes(answer, "deploymentTriggers"))
