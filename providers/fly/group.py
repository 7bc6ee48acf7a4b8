"""The machines under one mark, and what they should be."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from providers.answer import items, part, text
from providers.comparison import alike
from providers.errors import NotFound, Unanswered, VendorError
from providers.fly import states
from providers.fly.reading import read
from providers.waiting import found_soon, progress, wait

if TYPE_CHECKING:
    from providers.fly.machines import MachinesInputs
    from providers.http import Api

MARK, SECRETS = "faro_mark", "faro_secrets"
_GATE_SECONDS = 300.0
_STOP_SECONDS = 60.0
_LEASE_SECONDS = 60
_REPEATS = 3

Machine = Mapping[str, Any]


class Group:
    """The machines of one process of an app that bear the mark of the inputs."""

    def __init__(self, api: Api, inputs: MachinesInputs) -> None:
        self._api = api
        self._inputs = inputs
        self._at = f"{inputs.at}/machines"

    def listed(self) -> list[Machine]:
        """All under the mark that Fly lists, dying ones too, the oldest first."""
        found = [m for m in items(self._api.get(self._at)) if _metadata(m).get(MARK) == self._mark]
        return sorted(found, key=lambda machine: text(machine, "created_at"))

    def live(self) -> list[Machine]:
        """Those that run, or can."""
        out = states.FAILED | states.DYING
        return [machine for machine in self.listed() if machine.get("state") not in out]

    def is_current(self, machine: Machine) -> bool:
        """Whether a machine is what the program says; what Fly adds is no difference."""
        return not self.differences(machine)

    def differences(self, machine: Machine) -> list[str]:
        """The names of the inputs in which a machine is not what the program says."""
        if not machine.get("config"):  # its host cannot be reached
            return []
        live, wanted = read(part(machine, "config")), self._inputs.settings()
        found = [name for name, value in wanted.items() if not alike(value, live.get(name))]
        version = str(self._inputs.secrets_version or 0)
        return found + ["secrets_version"] * (_metadata(machine).get(SECRETS, "0") != version)

    def missing(self) -> list[dict[str, Any]]:
        """Region and mounts of each machine that is not there yet."""
        current = [machine for machine in self.live() if self.is_current(machine)]
        if self._inputs.volumes:
            used = {self._place(machine) for machine in current}
            return [self._on(volume) for volume in self._inputs.volumes if volume not in used]
        have = Counter(text(machine, "region") for machine in current)
        return [
            {"region": region}
            for region, wanted in self._inputs.machines.items()
            for _ in range(wanted - have[region])
        ]

    def fill(self) -> None:
        """Make what is missing, one after the other, and never more.

        Failed machines are deleted first: each would stay, and hold its volume.
        """
        for machine in self.listed():
            if machine.get("state") in states.FAILED:
                self.delete(text(machine, "id"))
        known = {text(machine, "id") for machine in self.listed()}
        for place in self.missing():
            known.add(self._make(place, frozenset(known)))

    def _make(self, place: Mapping[str, Any], known: frozenset[str]) -> str:
        """Make one machine; a lost answer is looked into, one that is not as asked ends it all."""
        place = dict(place)
        mounts = place.pop("mounts", None)
        config = {**self._inputs.config(), **({"mounts": mounts} if mounts else {})}
        body = {**place, **self._secrets(), "config": config}
        for attempt in range(_REPEATS):
            try:
                made = self._api.post(self._at, body)
            except Unanswered:
                made = found_soon(lambda: self._new(known), looks=5)
                if made is None and attempt == _REPEATS - 1:
                    raise
            if made is not None:
                break
        if different := self.differences(made):
            raise VendorError(
                f"Fly made machine {text(made, 'id')} with another {', '.join(different)}",
                "No further machine is made.",
                "Correct the value that Fly does not take as it is.",
            )
        return text(made, "id")

    def _new(self, known: frozenset[str]) -> Machine | None:
        return next((m for m in self.listed() if text(m, "id") not in known), None)

    def complete(self) -> None:
        """Return once Fly lists every machine: its lists are a moment behind."""
        found_soon(lambda: None if self.missing() else True)

    def roll(self) -> None:
        """Change those that stay, each only when the one before is healthy."""
        for machine in self._staying():
            if self.is_current(machine):
                continue
            id_ = text(machine, "id")
            self._update(id_, part(machine, "config").get("mounts"))
            if self._inputs.strategy != "immediate":
                self.gate(id_)

    def _update(self, id_: str, mounts: Any) -> None:
        """Update a machine under a lease, so that nobody else does at the same time."""
        at = f"{self._at}/{id_}"
        asked = {"ttl": _LEASE_SECONDS, "description": "pulumi update"}
        answer = self._api.post(f"{at}/lease", asked, repeatable=True)
        held = {"fly-machine-lease-nonce": text(answer.get("data", answer), "nonce")}
        config = {**self._inputs.config(), **({"mounts": mounts} if mounts else {})}
        try:
            body = {"config": config, **self._secrets()}
            self._api.send("POST", at, body, headers=held, repeatable=True)
        finally:
            self._release(at, held)

    def _release(self, at: str, held: Mapping[str, str]) -> None:
        try:
            self._api.send("DELETE", f"{at}/lease", headers=held)
        except VendorError:
            progress(f"{at}: its lease ends in {_LEASE_SECONDS} seconds")

    def gate(self, id_: str) -> None:
        """Return when a machine is healthy; VendorError where it does not get so."""

        def state() -> str | None:
            machine = self._api.get(f"{self._at}/{id_}")
            now = text(machine, "state")
            if now in states.FAILED | states.DYING:
                raise VendorError(
                    f"Machine {id_} is {now}",
                    "The others still run as they were.",
                    f"Read its log: fly logs --app {self._inputs.app} --machine {id_}",
                )
            if now in states.ASLEEP and any(s.autostop != "off" for s in self._inputs.services):
                return None
            checks = machine.get("checks") or []
            failing = [c["name"] for c in checks if c.get("status") != "passing"]
            return None if now == states.STARTED and not failing else ", ".join([now, *failing])

        wait(f"Fly machine {id_}", state, _GATE_SECONDS)

    def trim(self) -> None:
        """Remove what is too much: what is not like the program first. Requests in flight end."""
        live = self.live()
        staying = {text(machine, "id") for machine in self._staying(live, self.is_current)}
        for machine in live:
            if text(machine, "id") not in staying:
                self._stop(text(machine, "id"))
                self.delete(text(machine, "id"))

    def _stop(self, id_: str) -> None:
        """Let a machine finish what it is doing; one that does not stop is deleted all the same."""

        def state() -> str | None:
            now = text(self._api.get(f"{self._at}/{id_}"), "state")
            return now if now in (states.STARTED, "stopping") else None

        try:
            self._api.post(f"{self._at}/{id_}/stop", {}, repeatable=True)
            wait(f"Fly machine {id_}", state, _STOP_SECONDS)
        except NotFound:
            return
        except VendorError:
            progress(f"Fly machine {id_}: does not stop")

    def delete(self, id_: str) -> None:
        """Delete one machine, whatever it is doing."""
        try:
            self._api.send("DELETE", f"{self._at}/{id_}", params={"force": "true"})
        except NotFound:
            progress(f"Fly machine {id_}: gone already")

    def _staying(
        self, live: list[Machine] | None = None, prefer: Any = lambda _machine: True
    ) -> list[Machine]:
        """As many in each region, or on each volume, as are wanted."""
        places = Counter(self._inputs.volumes or self._inputs.machines)
        kept = []
        found = self.live() if live is None else live
        for machine in sorted(found, key=lambda machine: not prefer(machine)):
            place = self._place(machine)
            if places[place] > 0:
                places[place] -= 1
                kept.append(machine)
        return kept

    def _place(self, machine: Machine) -> str:
        if self._inputs.volumes:
            mounts = part(machine, "config").get("mounts") or [{}]
            return str(mounts[0].get("volume", ""))
        return text(machine, "region")

    def _on(self, volume: str) -> dict[str, Any]:
        region = text(self._api.get(f"{self._inputs.at}/volumes/{volume}"), "region")
        mount = {"volume": volume, "path": self._inputs.mount_path}
        return {"region": region, "mounts": [mount]}

    def _secrets(self) -> dict[str, int]:
        version = self._inputs.secrets_version
        return {} if version is None else {"min_secrets_version": version}

    @property
    def _mark(self) -> str:
        return self._inputs.mark


def _metadata(machine: Machine) -> Mapping[str, Any]:
    return (machine.get("config") or {}).get("metadata") or {}
