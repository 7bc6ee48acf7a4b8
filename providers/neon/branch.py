"""A Neon branch: a copy-on-write copy of another, for previews and migrations."""

from __future__ import annotations

from typing import TYPE_CHECKING

from providers.answer import items, part, text
from providers.inputs import Named
from providers.lifecycle import Lifecycle, Properties
from providers.neon.vendor import NEON, delete, of_branch, wait_for_operations
from providers.resource import VendorResource

if TYPE_CHECKING:
    from providers.http import Api


class Branch(VendorResource, module="neon", name="Branch"):
    """A branch without an endpoint of its own."""


class BranchInputs(Named):
    """``project_id`` and, for another parent than the default branch, ``parent_id``."""

    project_id: str
    parent_id: str | None = None
    protected: bool = False


class BranchLifecycle(Lifecycle[BranchInputs]):
    """Branches are found by the mark in their name."""

    vendor = NEON
    type_name = "neon:Branch"
    kind = "branch"
    inputs = BranchInputs
    replaces = frozenset({"project_id", "parent_id"})
    unreadable = frozenset({"project_id"})

    def matching(self, api: Api, inputs: BranchInputs) -> list[str]:
        """Ids of the branches under the marked name."""
        answer = api.get(f"/projects/{inputs.project_id}/branches", search=inputs.marked_name)
        found = items(answer, "branches")
        return [text(b, "id") for b in found if text(b, "name") == inputs.marked_name]

    def make(self, api: Api, inputs: BranchInputs) -> str:
        """Branch off."""
        branch = {"name": inputs.marked_name, "protected": inputs.protected}
        if inputs.parent_id:
            branch["parent_id"] = inputs.parent_id
        answer = api.post(f"/projects/{inputs.project_id}/branches", {"branch": branch})
        return text(answer, "branch", "id")

    def settle(self, api: Api, id_: str, inputs: BranchInputs) -> None:
        """Wait until it is ready."""
        what = f"Neon branch {inputs.name}"
        wait_for_operations(api, inputs.project_id, what, of_branch(id_))

    def fetch(self, api: Api, id_: str, inputs: BranchInputs) -> Properties:
        """Read the branch; the parent is an input only where the program names one."""
        branch = part(api.get(f"/projects/{inputs.project_id}/branches/{id_}"), "branch")
        found = {
            "name": inputs.unmarked(text(branch, "name")),
            "protected": part(branch, "protected"),
        }
        if inputs.parent_id:
            found["parent_id"] = text(branch, "parent_id")
        return found

    def change(self, api: Api, id_: str, old: Properties, inputs: BranchInputs) -> None:
        """Rename it, protect it or take the protection away."""
        branch = {"name": inputs.marked_name, "protected": inputs.protected}
        api.patch(f"/projects/{inputs.project_id}/branches/{id_}", {"branch": branch})

    def remove(self, api: Api, id_: str, old: BranchInputs) -> None:
        """Delete the branch with its data; its protection goes first."""
        delete(api, old.project_id, f"/projects/{old.project_id}/branches/{id_}", lambda: [id_])

    def remains(self, api: Api, id_: str, old: BranchInputs) -> str | None:
        """It is there until it is gone."""
        branch = part(api.get(f"/projects/{old.project_id}/branches/{id_}"), "branch")
        return str(branch.get("pending_state") or branch.get("current_state"))
