"""Reads and writes variables of one place: of a service, or shared by an environment's services."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Field

from providers.answer import part
from providers.inputs import Refusal
from providers.lifecycle import Properties
from providers.railway.graphql import mutate, query
from providers.railway.place import InEnvironment, Place
from providers.secrecy import reads_like_a_secret

if TYPE_CHECKING:
    from providers.http import Api

Key = Annotated[str, Field(pattern=r"^[A-Za-z_][A-Za-z0-9_]*$")]

VARIABLES = (
    "variables(projectId: $projectId, environmentId: $environmentId, serviceId: $serviceId, "
    "unrendered: true)"
)
"""The query's field; references are read as they were written, not as what they refer to."""


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
                yield Refusal(f"variables.{key}", "it looks like a secret: move it to secrets")

    def own(self, found: Mapping[str, Any]) -> Properties:
        """The inputs' own keys, with the values that a place has."""
        return {
            name: {key: found[key] for key in getattr(self, name) if key in found}
            for name in ("variables", "secrets")
        }


def keys(properties: Mapping[str, Any]) -> set[str]:
    """The keys that properties name."""
    return {*properties.get("variables", ()), *properties.get("secrets", ())}


def put(api: Api, place: Place, inputs: Variable, gone: set[str], *, deploys: bool) -> bool:
    """Set variables and delete those that are gone, in one request; gives whether there were any.

    ``deploys``: Railway deploys the services that they affect, each once.
    """
    wanted = {**inputs.variables, **inputs.secrets}
    others, sealed = _others(api, place) if gone - wanted.keys() else ({}, False)
    gone = (gone - wanted.keys()) & others.keys()
    # The whole is written where something goes: deleting variables one by one deploys for each.
    # What is sealed cannot be read, and would be lost.
    whole = bool(gone) and not sealed
    if whole:
        wanted = {key: value for key, value in others.items() if key not in gone} | wanted
    if wanted or whole:
        mutate(
            api,
            "($input: VariableCollectionUpsertInput!) { variableCollectionUpsert(input: $input) }",
            repeatable=True,
            input={
                **place.where,
                "variables": wanted,
                "replace": whole,
                "skipDeploys": not deploys,
            },
        )
    for key in sorted(gone) if sealed else ():
        mutate(
            api,
            "($input: VariableDeleteInput!) { variableDelete(input: $input) }",
            repeatable=True,
            input={**place.where, "name": key},
        )
    return bool(wanted or gone)


def _others(api: Api, place: Place) -> tuple[dict[str, str], bool]:
    """The variables of a place, and whether any is sealed. The query gives those
    of Railway as well, which the environment's config does not have.
    """
    answer = query(
        api,
        "($projectId: String!, $environmentId: String!, $serviceId: String) "
        f"{{ {VARIABLES} environment(id: $environmentId) {{ config }} }}",
        **place.where,
    )
    found, config = part(answer, "variables"), part(answer, "environment", "config")
    if place.service is None:
        named = config.get("sharedVariables") or {}
    else:
        named = (config.get("services", {}).get(place.service) or {}).get("variables") or {}
    sealed = any(isinstance(one, Mapping) and one.get("isSealed") for one in named.values())
    return {key: value for key, value in found.items() if key in named or not named}, sealed
