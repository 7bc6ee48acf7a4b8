"""A Neon role: who connects to a branch. Neon draws its password."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import pulumi
from pydantic import Field

from providers.answer import items, text
from providers.inputs import Inputs
from providers.lifecycle import Lifecycle, Properties
from providers.neon.vendor import NEON, default_branch, wait_for_operations
from providers.resource import VendorResource

if TYPE_CHECKING:
    from providers.http import Api


class Role(VendorResource, module="neon", name="Role"):
    """A role; its id is its name. ``password`` is a secret."""

    secret_outputs = ("password",)

    password: pulumi.Output[str]


class RoleInputs(Inputs):
    """A role of one branch, the default one where none is named; every change makes another."""

    project_id: str
    branch_id: str | None = None
    name: Annotated[str, Field(pattern=r"^[a-z_][a-z0-9_]{0,62}$")]


class RoleLifecycle(Lifecycle[RoleInputs]):
    """A role has no place for a mark; its name is unique on its branch."""

    vendor = NEON
    type_name = "neon:Role"
    kind = "role"
    inputs = RoleInputs
    replaces = frozenset({"project_id", "branch_id", "name"})
    unreadable = frozenset({"project_id", "branch_id"})
    marked = False

    def matching(self, api: Api, inputs: RoleInputs) -> list[str]:
        """The role, where there is one of that name."""
        names = [text(role, "name") for role in items(api.get(_roles(api, inputs)), "roles")]
        return [name for name in names if name == inputs.name]

    def make(self, api: Api, inputs: RoleInputs) -> str:
        """Create the role with a password."""
        answer = api.post(_roles(api, inputs), {"role": {"name": inputs.name}})
        return text(answer, "role", "name")

    def settle(self, api: Api, id_: str, inputs: RoleInputs) -> None:
        """Wait until it can log in."""
        wait_for_operations(api, inputs.project_id, f"Neon role {inputs.name}")

    def fetch(self, api: Api, id_: str, inputs: RoleInputs) -> Properties:
        """Read the password; NotFound where the role is gone."""
        answer = api.get(f"{_roles(api, inputs)}/{id_}/reveal_password")
        return {"name": id_, "password": text(answer, "password")}

    def remove(self, api: Api, id_: str, old: RoleInputs) -> None:
        """Delete the role."""
        api.delete(f"{_roles(api, old)}/{id_}")


def _roles(api: Api, inputs: RoleInputs) -> str:
    branch = inputs.branch_id or default_branch(api, inputs.project_id)
    return f"/projects/{inputs.project_id}/branches/{branch}/roles"
