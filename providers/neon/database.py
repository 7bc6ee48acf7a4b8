"""A database on a Neon branch, and the URLs its owner connects with."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import pulumi
from pydantic import Field

from providers.answer import items, part, text
from providers.lifecycle import Lifecycle, Properties
from providers.neon.on_branch import OnBranch
from providers.neon.vendor import NEON, of_branch, wait_for_operations
from providers.resource import VendorResource

if TYPE_CHECKING:
    from providers.http import Api


class Database(VendorResource, module="neon", name="Database"):
    """A database; its id is its name. ``pooled_url`` goes through Neon's pooler, ``direct_url``
    does not; both are secrets.
    """

    secret_outputs = ("pooled_url", "direct_url")

    pooled_url: pulumi.Output[str]
    direct_url: pulumi.Output[str]


class DatabaseInputs(OnBranch):
    """A database of one branch, owned by the role ``owner_name``."""

    name: Annotated[str, Field(pattern=r"^[a-z_][a-z0-9_]{0,62}$")]
    owner_name: str


class DatabaseLifecycle(Lifecycle[DatabaseInputs]):
    """A database has no place for a mark; its name is unique on its branch."""

    vendor = NEON
    type_name = "neon:Database"
    kind = "database"
    inputs = DatabaseInputs
    replaces = frozenset({"project_id", "branch_id", "name"})
    unreadable = frozenset({"project_id", "branch_id"})
    filled = frozenset({"home_branch_id"})
    marked = False

    def matching(self, api: Api, inputs: DatabaseInputs) -> list[str]:
        """The database, where there is one of that name."""
        found = items(api.get(_databases(inputs, inputs.branch(api))), "databases")
        names = [text(database, "name") for database in found]
        return [name for name in names if name == inputs.name]

    def make(self, api: Api, inputs: DatabaseInputs) -> str:
        """Create the database."""
        database = {"name": inputs.name, "owner_name": inputs.owner_name}
        answer = api.post(_databases(inputs, inputs.branch(api)), {"database": database})
        return text(answer, "database", "name")

    def settle(self, api: Api, id_: str, inputs: DatabaseInputs) -> None:
        """Wait until it takes connections."""
        concerns = of_branch(inputs.known_branch)
        wait_for_operations(api, inputs.project_id, f"Neon database {inputs.name}", concerns)

    def fetch(self, api: Api, id_: str, inputs: DatabaseInputs) -> Properties:
        """Read the database and its owner's URLs."""
        branch = inputs.branch(api)
        database = part(api.get(f"{_databases(inputs, branch)}/{id_}"), "database")
        owner = text(database, "owner_name")
        return {
            "name": text(database, "name"),
            "owner_name": owner,
            "home_branch_id": branch,
            "pooled_url": _url(api, inputs, branch, owner, pooled="true"),
            "direct_url": _url(api, inputs, branch, owner, pooled="false"),
        }

    def change(self, api: Api, id_: str, old: Properties, inputs: DatabaseInputs) -> None:
        """Give it another owner."""
        database = {"owner_name": inputs.owner_name}
        api.patch(f"{_databases(inputs, inputs.branch(api))}/{id_}", {"database": database})

    def remove(self, api: Api, id_: str, old: DatabaseInputs) -> None:
        """Delete the database with its data."""
        api.delete(f"{_databases(old, old.branch(api))}/{id_}")

    def remains(self, api: Api, id_: str, old: DatabaseInputs) -> str | None:
        """It is there until it is gone."""
        api.get(f"{_databases(old, old.branch(api))}/{id_}")
        return "being deleted"


def _databases(inputs: DatabaseInputs, branch: str) -> str:
    return f"/projects/{inputs.project_id}/branches/{branch}/databases"


def _url(api: Api, inputs: DatabaseInputs, branch: str, owner: str, *, pooled: str) -> str:
    answer = api.get(
        f"/projects/{inputs.project_id}/connection_uri",
        branch_id=branch,
        database_name=inputs.name,
        role_name=owner,
        pooled=pooled,
    )
    return text(answer, "uri")
