"""Changes a group of machines to match the program: update, create, wait, delete."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from providers.answer import text
from providers.errors import VendorError
from providers.fly.group import Group, Machine, failed, is_reachable
from providers.fly.operations import Operations
from providers.lost import made_once
from providers.waiting import found_soon, progress, wait

if TYPE_CHECKING:
    from providers.fly.machines import MachinesInputs
    from providers.http import Api


class Rollout:
    """One deployment of a group."""

    def __init__(self, api: Api, inputs: MachinesInputs) -> None:
        self._api = api
        self._inputs = inputs
        self._group = Group(api, inputs)
        self._machine = Operations(api, inputs.app, inputs.stop_seconds)

    def bring(self) -> None:
        """Update those that stay, then make what is missing, and never more.

        Failed machines are deleted first: each would stay, and hold its volume. What is counted is
        what Fly answered to each request: its lists are a moment behind.
        """
        machines = self._without_failed()
        if self._inputs.strategy != "bluegreen":
            machines = self._rolled(machines)
        known = {text(machine, "id") for machine in machines}
        for place in self._group.missing(machines):
            known.add(text(self._make(place, frozenset(known)), "id"))

    def _without_failed(self) -> list[Machine]:
        machines = self._group.listed()
        out = {text(machine, "id") for machine in machines if failed(machine)}
        for id_ in sorted(out):
            self._machine.delete(id_)
        if out and self._inputs.volumes:
            wait("Fly machines that failed", lambda: self._going(out))
        return [machine for machine in machines if text(machine, "id") not in out]

    def _going(self, ids: set[str]) -> str | None:
        there = ids & {text(m, "id") for m in self._group.listed_until_destroyed()}
        return f"{len(there)} going" if there else None

    def _rolled(self, machines: list[Machine]) -> list[Machine]:
        """Change those that stay, each only when the one before is healthy."""
        stays = [text(machine, "id") for machine in self._group.staying(machines)]
        return [
            self._updated(machine) if text(machine, "id") in stays else machine
            for machine in machines
        ]

    def _updated(self, machine: Machine) -> Machine:
        if self._group.is_current(machine) and self._group.serves(machine):
            return machine
        id_ = text(machine, "id")
        if not self._group.is_current(machine):
            machine = self._machine.update(id_, self._body(self._group.place(machine)))
            self._compare(machine, "updated")
        if not self._group.serves(machine):
            self._machine.serve(machine)
        if self._inputs.strategy != "immediate":
            self._machine.gate(id_, may_sleep=self._group.may_sleep())
        return machine

    def _make(self, place: str, known: frozenset[str]) -> Machine:
        """Make one machine; a lost answer is looked into, one that is not as asked ends it all."""
        body = {"region": self._region(place), **self._body(place)}
        made: Machine = made_once(
            lambda: self._api.post(f"{self._inputs.at}/machines", body), lambda: self._new(known)
        )
        self._compare(made, "made")
        return made

    def _new(self, known: frozenset[str]) -> Machine | None:
        return next((m for m in self._group.listed() if text(m, "id") not in known), None)

    def _compare(self, machine: Machine, done: str) -> None:
        if different := self._group.differences(machine):
            raise VendorError(
                f"Fly {done} machine {text(machine, 'id')} with a different {', '.join(different)}",
                "No further machine is changed or created.",
                "Correct the value that Fly changes.",
            )

    def _body(self, place: str) -> dict[str, Any]:
        config = self._inputs.config()
        if self._inputs.volumes:
            config["mounts"] = [{"volume": place, "path": self._inputs.mount_path}]
        version = self._inputs.secrets_version
        return {"config": config} | ({} if version is None else {"min_secrets_version": version})

    def _region(self, place: str) -> str:
        if not self._inputs.volumes:
            return place
        return text(self._api.get(f"{self._inputs.at}/volumes/{place}"), "region")

    def ready(self) -> None:
        """Return once each that is like the program and has not failed is healthy."""
        self._gate([m for m in self._group.listed() if not failed(m)])

    def settle(self) -> None:
        """Return once all are listed and healthy, without those that are too many.

        VendorError where one failed: what was there before runs as it did.
        """
        machines = found_soon(self._complete) or self._group.listed()
        self._gate(machines)
        stays = self._group.staying(machines, self._group.is_current)
        kept = {text(machine, "id") for machine in stays}
        for machine in machines:
            if text(machine, "id") not in kept:
                self._machine.retire(text(machine, "id"))

    def _complete(self) -> list[Machine] | None:
        machines = self._group.listed()
        complete = not self._group.missing(machines) or any(map(failed, machines))
        return machines if complete else None

    def _gate(self, machines: list[Machine]) -> None:
        if self._inputs.strategy == "immediate":
            return
        for machine in filter(self._group.is_current, machines):
            if is_reachable(machine):
                self._machine.gate(text(machine, "id"), may_sleep=self._group.may_sleep())
            else:
                progress(f"Fly machine {text(machine, 'id')}: its host cannot be reached")

    def dissolve(self) -> int:
        """Delete all that are there, also those that a list shows late; how many are going."""
        for machine in self._group.listed():
            self._machine.delete(text(machine, "id"))
        return len(self._group.listed_until_destroyed())
