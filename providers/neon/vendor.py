"""Neon's API, and the wait for what it does after it has answered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from providers.answer import items, text
from providers.errors import VendorError
from providers.vendor import Vendor
from providers.waiting import wait

if TYPE_CHECKING:
    from providers.http import Api

NEON = Vendor(
    name="Neon",
    namespace="neon",
    url="https://console.neon.tech/api/v2",
    page="docs/vendors/neon.md",
)

_AT_WORK = {"scheduling", "running", "cancelling"}
_FAILED = {"failed", "error"}


def wait_for_operations(api: Api, project: str, what: str) -> None:
    """Return once the project does nothing more; VendorError where its last operation failed.

    The list is used, not the operations that a request named: that answer may have been lost.
    """

    def state() -> str | None:
        newest: dict[str, str] = {}
        answer = api.get(f"/projects/{project}/operations", limit="20")
        for operation in items(answer, "operations"):
            newest.setdefault(text(operation, "action"), text(operation, "status"))
        for action, status in newest.items():
            if status in _FAILED:
                raise VendorError(
                    f"Neon could not finish {action}", remedy="See the project's operations."
                )
        busy = [action for action, status in newest.items() if status in _AT_WORK]
        return ", ".join(busy) or None

    wait(what, state)


def default_branch(api: Api, project: str) -> str:
    """The id of the branch that Neon made with the project."""
    branches = items(api.get(f"/projects/{project}/branches"), "branches")
    return next(text(branch, "id") for branch in branches if branch.get("default"))
