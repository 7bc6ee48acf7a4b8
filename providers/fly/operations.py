"""Operations on one machine: update, start, wait until healthy, stop, delete."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from providers.answer import text
from providers.errors import NotFound, VendorError
from providers.fly import states
from providers.waiting import progress, wait

if TYPE_CHECKING:
    from providers.http import Api

_GATE_SECONDS = 300.0
_SHORTEST_KILL_SECONDS = 30
_STOPPING_SECONDS = 30.0  # beyond the time that its program has
_LEASE_SECONDS = 60
_COMPATIBILITY = "bg_deployments_compat"
"""Checks that Fly invents for older clients (superfly/fly-go, RemoveCompatChecks)."""

Machine = Mapping[str, Any]


class Operations:
    """The requests about the machines of one app, which have ``stop_seconds`` to finish."""

    def __init__(self, api: Api, app: str, stop_seconds: int) -> None:
        self._api = api
        self._app = app
        self._kill_seconds = max(stop_seconds, _SHORTEST_KILL_SECONDS)

    def update(self, id_: str, body: Mapping[str, Any]) -> Machine:
        """Update a machine under a lease, so that no other client does at the same time."""
        asked = {"ttl": _LEASE_SECONDS, "description": "pulumi update"}
        answer = self._api.post(f"{self._at(id_)}/lease", asked, repeatable=True)
        # The lease itself in the description; under "data" in fly-go (MachineLease) and Fly's docs.
        held = {"fly-machine-lease-nonce": text(answer.get("data", answer), "nonce")}
        try:
            updated: Machine = self._api.send(
                "POST", self._at(id_), body, headers=held, repeatable=True
            )
        finally:
            self._release(id_, held)
        return updated

    def _release(self, id_: str, held: Mapping[str, str]) -> None:
        try:
            self._api.send("DELETE", f"{self._at(id_)}/lease", headers=held)
        except VendorError:
            progress(f"Fly machine {id_}: its lease ends in {_LEASE_SECONDS} seconds")

    def serve(self, machine: Machine) -> None:
        """Start a stopped machine, and uncordon a cordoned one."""
        id_ = text(machine, "id")
        if machine.get("cordoned"):
            self._api.send("POST", f"{self._at(id_)}/uncordon", repeatable=True)
        if machine.get("state") in states.ASLEEP:
            self._api.send("POST", f"{self._at(id_)}/start", repeatable=True)

    def gate(self, id_: str, *, may_sleep: bool) -> None:
        """Return when a machine is healthy; VendorError where it does not get so."""

        def state() -> str | None:
            try:
                machine = self._api.get(self._at(id_))
            except NotFound:  # as its lists, Fly's answers are a moment behind
                return "not seen yet"
            now = text(machine, "state")
            if now in states.FAILED | states.DYING:
                raise self._unhealthy(id_, now)
            if now in states.ASLEEP and may_sleep:
                return None
            if crash := _crash(machine):
                raise self._unhealthy(id_, f"{now}: its program {crash}")
            failing = _failing(machine)
            return None if now == states.STARTED and not failing else ", ".join([now, *failing])

        wait(f"Fly machine {id_}", state, _GATE_SECONDS)

    def _unhealthy(self, id_: str, now: str) -> VendorError:
        return VendorError(
            f"Machine {id_} is {now}",
            "The other machines were not changed.",
            f"Read its log: fly logs --app {self._app} --machine {id_}",
        )

    def retire(self, id_: str) -> None:
        """Let a machine finish what it is doing, then delete it; by force only if it goes on."""
        stopped = self._stop(id_)
        try:
            self.delete(id_, force=not stopped)
        except VendorError:
            if not stopped:
                raise
            self.delete(id_)

    def _stop(self, id_: str) -> bool:
        def state() -> str | None:
            now = text(self._api.get(self._at(id_)), "state")
            return now if now in states.RUNNING else None

        try:
            asked = {"timeout": f"{self._kill_seconds}s"}
            self._api.post(f"{self._at(id_)}/stop", asked, repeatable=True)
            wait(f"Fly machine {id_}", state, self._kill_seconds + _STOPPING_SECONDS)
        except NotFound:
            return True
        except VendorError:
            progress(f"Fly machine {id_}: not stopped yet")
            return False
        return True

    def delete(self, id_: str, *, force: bool = True) -> None:
        """Delete one machine; by force whatever it is doing."""
        params = {"force": "true"} if force else {}
        try:
            self._api.send("DELETE", self._at(id_), params=params)
        except NotFound:
            progress(f"Fly machine {id_}: already deleted")

    def _at(self, id_: str) -> str:
        return f"/apps/{self._app}/machines/{id_}"


def _failing(machine: Machine) -> list[str]:
    """The checks that do not pass; one that Fly does not list yet has not passed.

    Without that a machine would be healthy before its first check
    (superfly/flyctl, internal/machine/leasable_machine.go: WaitForHealthchecksToPass).
    """
    wanted = dict.fromkeys((machine.get("config") or {}).get("checks") or (), "pending")
    told = {check["name"]: check.get("status") for check in machine.get("checks") or ()}
    return [
        name
        for name, status in {**wanted, **told}.items()
        if status != "passing" and not name.startswith(_COMPATIBILITY)
    ]


def _crash(machine: Machine) -> str | None:
    """How the program of a machine ended by itself since its last launch or update, if it did.

    Events are the newest first; a program that is started over and over is given up as flyctl does
    (superfly/flyctl, internal/machine/leasable_machine.go: isConstantlyRestarting).
    """
    started = False
    for event in machine.get("events") or ():
        kind = event.get("type")
        if kind in ("launch", "update"):
            return None
        started = started or kind == "start"
        if kind == "exit":
            return _exit(event.get("request") or {}, started=started)
    return None


def _exit(request: Mapping[str, Any], *, started: bool) -> str | None:
    ended = request.get("exit_event") or {}
    code = ended.get("exit_code", 0)
    if ended.get("requested_stop"):
        return None
    if ended.get("restarting"):
        again = code and request.get("restart_count", 0) > 1
        return f"ends again and again with exit code {code}" if again else None
    return None if started else f"ended with exit code {code}"
