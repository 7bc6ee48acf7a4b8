"""The states of a Supabase project, and the waits for them.

The fifteen states are those of the description (V1ProjectWithDatabaseResponse.status); which are
terminal is as in the official Terraform provider (internal/provider/utils.go).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from providers.answer import items, text
from providers.errors import Broken, NotFound
from providers.waiting import wait

if TYPE_CHECKING:
    from providers.http import Api

READY = frozenset({"ACTIVE_HEALTHY"})
MOVING = frozenset(
    {
        *("COMING_UP", "RESTORING", "UPGRADING", "PAUSING", "RESIZING", "RESTARTING"),
        *("ACTIVE_UNHEALTHY", "UNKNOWN"),
    }
)
FAILED = frozenset({"INIT_FAILED", "RESTORE_FAILED", "PAUSE_FAILED", "INACTIVE"})
DYING = frozenset({"GOING_DOWN", "REMOVED"})

# What settings and connections need; REST is left out: it is unhealthy where it is switched off.
_SERVICES = ("auth", "db", "pooler")
_REMEDIES = {
    "INIT_FAILED": "Run the command again, or choose another region.",
    "INACTIVE": "It is paused: restore it in Supabase's dashboard, then run the command again.",
}
_REMEDY = "Check it in Supabase's dashboard; nothing was changed or deleted."


def wait_until_active(api: Api, project: str, what: str) -> None:
    """Return once a project is active and healthy.

    Broken at a failed state, NotFound at a dying one.
    """

    def state() -> str | None:
        status = text(api.get(f"/v1/projects/{project}"), "status")
        if status in DYING:
            raise NotFound(f"Project is {status}", "It is being deleted.")
        if status in FAILED:
            started = (
                "could not start it" if status == "INIT_FAILED" else "has it in a failed state"
            )
            raise Broken(f"Supabase {started}: {status}", remedy=_REMEDIES.get(status, _REMEDY))
        return None if status in READY else status

    wait(what, state)


def wait_for_services(api: Api, project: str, what: str) -> None:
    """Return once the services of an active project are healthy.

    Settings and the pooler of a new project fail until then (issue 239 of the official Terraform
    provider, whose waitForServicesActive this follows).
    """

    def state() -> str | None:
        try:
            found = list(items(api.get(f"/v1/projects/{project}/health", services=_SERVICES)))
        except NotFound:
            return "services not there yet"
        waiting = [text(s, "name") for s in found if text(s, "status") != "ACTIVE_HEALTHY"]
        return f"waiting for {', '.join(waiting)}" if waiting else None

    wait(what, state)
