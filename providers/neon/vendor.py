"""Neon's API, and the wait for its asynchronous operations."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

from providers.answer import items, text
from providers.errors import Broken, Malformed, VendorError
from providers.vendor import Vendor
from providers.waiting import wait

if TYPE_CHECKING:
    from providers.http import Api

# 423: a project does one thing after another (kislerdm/terraform-provider-neon, provider/retry.go
# waits two minutes for it).
NEON = Vendor(
    name="Neon",
    namespace="neon",
    url="https://console.neon.tech/api/v2",
    page="docs/vendors/neon.md",
)

# The description of OperationStatus; finished, cancelled and skipped end well.
AT_WORK = frozenset({"scheduling", "running", "cancelling"})
FAILED = frozenset({"failed", "error"})

Operation = Mapping[str, Any]


def of_branch(branch: str | None) -> Callable[[Operation], bool]:
    """Which operations concern a branch: its own, and those of the project as a whole; all where
    the branch is not known.
    """
    return lambda operation: branch is None or operation.get("branch_id") in (branch, None)


def of_project(_operation: Operation) -> bool:
    """Every operation concerns the project."""
    return True


def wait_for_operations(
    api: Api, project: str, what: str, concerns: Callable[[Operation], bool] = of_project
) -> None:
    """Return once no operation that concerns a resource is at work.

    Broken where one fails that was at work during the wait: what failed earlier, such as Neon's own
    check of a sleeping endpoint, is no failure of this one. The list is used, not the operations
    that a request named: that answer may have been lost.
    """
    seen: set[str] = set()

    def state() -> str | None:
        busy = []
        answer = api.get(f"/projects/{project}/operations", limit="100")
        for operation in filter(concerns, items(answer, "operations")):
            id_, status = text(operation, "id"), text(operation, "status")
            if status in AT_WORK:
                seen.add(id_)
                busy.append(text(operation, "action"))
            elif status in FAILED and id_ in seen:
                raise Broken(
                    f"Neon could not finish {text(operation, 'action')}",
                    str(operation.get("error") or ""),
                    "See the operations of the project in Neon's console.",
                )
        return ", ".join(busy) or None

    wait(what, state)


def default_branch(api: Api, project: str) -> str:
    """The id of the branch that is the project's default now."""
    branches = items(api.get(f"/projects/{project}/branches"), "branches")
    found = next((text(branch, "id") for branch in branches if branch.get("default")), None)
    if found is None:
        raise Malformed(f"the project {project} has no default branch")
    return found


def protect(api: Api, project: str, branch: str, *, protected: bool) -> None:
    """Protect a branch, or take its protection off."""
    api.patch(f"/projects/{project}/branches/{branch}", {"branch": {"protected": protected}})


def delete(api: Api, project: str, at: str, branches: Callable[[], Iterable[str]]) -> list[str]:
    """Delete what is ``at`` a path, without the protection of ``branches`` where Neon refuses it
    for that; gives the ids of those that are no longer protected.

    Neon deletes neither a protected branch nor its endpoints and its project
    (https://neon.com/docs/guides/protected-branches).
    """
    try:
        api.delete(at)
    except VendorError as problem:
        if "protected" not in problem.detail.lower():
            raise
    else:
        return []
    freed = list(branches())
    for branch in freed:
        protect(api, project, branch, protected=False)
    api.delete(at)
    return freed
