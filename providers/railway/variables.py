"""Variables of a Railway service, or shared by an environment's services."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Field

from providers.answer import part
from providers.inputs import Refusal
from providers.lifecycle import Lifecycle, Properties
from providers.railway.vendor import RAILWAY, InEnvironment, mutate, query
from providers.resource import VendorResource
from providers.secrecy import reads_like_a_secret

if TYPE_CHECKING:
    from providers.http import Api

Key = Annotated[str, Field(pattern=r"^[A-Za-z_][A-Za-z0-9_]*$")]


class Variables(VendorResource, module="railway", name="Variables"):
    """Only its own variables are set, read and deleted; others stay."""


class Variable(InEnvironment):
    """Inputs with variables: ``variables`` in the open, ``secrets`` encrypted in the state."""

    secret_inputs = frozenset({"secrets"})

    variables: dict[Key, str] = Field(default_factory=dict)
    secrets: dict[Key, str] = Field(default_factory=dict)

    @classmethod
    def contradictions(cls, known: Mapping[str, Any]) -> Iterator[Refusal]:
        """Refuse a secret in the open, and one key twice."""
        variables, secrets = known.get("variables", {}), known.get("secrets", {})
        for key in sorted(variables):
            if key in secrets:
                yield Refusal(f"variables.{key}", "it is among the secrets as well")
            elif reads_like_a_secret(key):
                yield Refusal(f"variables.{key}", "it reads like a secret: move it to secrets")


class VariablesInputs(Variable):
    """``service_id`` None: shared by all services of the environment."""

    service_id: str | None = None


class VariablesLifecycle(Lifecycle[VariablesInputs]):
    """Setting variables again changes nothing."""

    vendor = RAILWAY
    type_name = "railway:Variables"
    kind = "variables"
    inputs = VariablesInputs
    replaces = frozenset({"project_id", "environment_id", "service_id"})
    unreadable = frozenset({"project_id", "environment_id", "service_id"})
    marked = False

    def matching(self, api: Api, inputs: VariablesInputs) -> list[str]:
        """Nothing: setting them again changes nothing."""
        return []

    def make(self, api: Api, inputs: VariablesInputs) -> str:
        """Set them."""
        place = Place.of(api, inputs, inputs.service_id)
        place.put(api, inputs)
        return "/".join(filter(None, (place.environment, inputs.service_id)))

    def fetch(self, api: Api, id_: str, inputs: VariablesInputs) -> Properties:
        """Read its own variables."""
        return Place.of(api, inputs, inputs.service_id).read(api, inputs)

    def change(self, api: Api, id_: str, old: Properties, inputs: VariablesInputs) -> None:
        """Set them anew, and delete those that are no longer there."""
        place = Place.of(api, inputs, inputs.service_id)
        place.put(api, inputs)
        place.delete(api, _keys(old) - _keys(inputs.dump()))

    def remove(self, api: Api, id_: str, old: VariablesInputs) -> None:
        """Delete them."""
        Place.of(api, old, old.service_id).delete(api, _keys(old.dump()))


class Place:
    """The variables of one service, or the shared ones, in one environment."""

    def __init__(self, project: str, environment: str, service: str | None) -> None:
        self.environment = environment
        self._where = {"projectId": project, "environmentId": environment}
        if service is not None:
            self._where["serviceId"] = service

    @classmethod
    def of(cls, api: Api, inputs: InEnvironment, service: str | None) -> Place:
        """The place that inputs name."""
        return cls(inputs.project_id, inputs.environment(api), service)

    def put(self, api: Api, inputs: Variable) -> None:
        """Set variables without a deployment: what follows deploys once."""
        mutate(
            api,
            "($input: VariableCollectionUpsertInput!) { variableCollectionUpsert(input: $input) }",
            repeatable=True,
            input={
                **self._where,
                "variables": {**inputs.variables, **inputs.secrets},
                "skipDeploys": True,
            },
        )

    def read(self, api: Api, inputs: Variable) -> Properties:
        """The live values of the inputs' own keys."""
        answer = query(
            api,
            "($projectId: String!, $environmentId: String!, $serviceId: String) { variables("
            "projectId: $projectId, environmentId: $environmentId, serviceId: $serviceId, "
            "unrendered: true) }",
            **self._where,
        )
        found = part(answer, "variables")
        return {
            name: {key: found[key] for key in getattr(inputs, name) if key in found}
            for name in ("variables", "secrets")
        }

    def delete(self, api: Api, keys: set[str]) -> None:
        """Delete variables, those that are gone already, too."""
        for key in sorted(keys):
            mutate(
                api,
                "($input: VariableDeleteInput!) { variableDelete(input: $input) }",
                repeatable=True,
                input={**self._where, "name": key},
            )


def _keys(properties: Mapping[str, Any]) -> set[str]:
    return {*properties.get("variables", ()), *properties.get("secrets", ())}
