"""A Neon role on a branch. Neon generates its password."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import pulumi
from pydantic import Field

from providers.answer import items, text
from providers.lifecycle import Lifecycle, Properties
from providers.neon.on_branch import OnBranch
from providers.neon.vendor import NEON, of_branch, wait_for_operations
from providers.resource import VendorResource

if TYPE_CHECKING:
    from providers.http import Api


class Role(VendorResource, module="neon", name="Role"):
    """A role; its id is its name. ``password`` is a secret."""

    secret_outputs = ("password",)

    password: pulumi.Output[str]


class RoleInputs(OnBranch):
    """A role of one branch; every change makes another."""

    name: Annotated[str, Field(pattern=r"^[a-z_][a-z0-9_]{0,62}$")]


class RoleLifecycle(Lifecycle[RoleInputs]):
    """A role has no place for a mark; its name is unique on its branch."""

    vendor = NEON
    type_name = "neon:Role"
    kind = "role"
    inputs = RoleInputs
    replaces = frozenset({"project_id", "branch_id", "name"})
    unreadable = frozenset({"project_id", "branch_id"})
    filled = frozenset({"home_branch_id"})
    marked = False
    # A role that owns a database cannot be deleted (neon.com/docs/manage/roles): the database gets
    # its new owner in between. Two roles never have one name, so the old one need not go first.
    deletes_first = False

    def matching(self, api: Api, inputs: RoleInputs) -> list[str]:
        """The role, where there is one of that name."""
        found = items(api.get(_roles(inputs, inputs.branch(api))), "roles")
        names = [text(role, "name") for role in found]
        return [name for name in names if name == inputs.name]

    def make(self, api: Api, inputs: RoleInputs) -> str:
        """Create the role with a password."""
        answer = api.post(_roles(inputs, inputs.branch(api)), {"role": {"name": inputs.name}})
        return text(answer, "role", "name")

    def settle(self, api: Api, id_: str, inputs: RoleInputs) -> None:
        """Wait until it can log in."""
        concerns = of_branch(inputs.known_branch)
        wait_for_operations(api, inputs.project_id, f"Neon role {inputs.name}", concerns)

    def fetch(self, api: Api, id_: str, inputs: RoleInputs) -> Properties:
        """Read the password; NotFound where the role is gone."""
        branch = inputs.branch(api)
        answer = api.get(f"{_roles(inputs, branch)}/{id_}/reveal_password")
        password = text(answer, "password")
        return {"name": id_, "password": password, "home_branch_id": branch}

    def remove(self, api: Api, id_: str, old: RoleInputs) -> None:
        """Delete the role."""
        api.delete(f"{_roles(old, old.branch(api))}/{id_}")

    def remains(self, api: Api, id_: str, old: RoleInputs) -> str | None:
        """It is there until it is gone."""
        return "being deleted" if id_ in self.matching(api, old) else None


def _roles(inputs: RoleInputs, branch: str) -> str:
    return f"/projects/{inputs.project_id}/branches/{branch}/roles"
