"""The machines of one process of a Fly app, alike, in one region or several."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Annotated, Any, Literal

import pulumi
from pydantic import Field

from providers.answer import items, part, text
from providers.errors import NotFound, Unanswered, VendorError
from providers.fly import machine as rules
from providers.fly.machine import Check, Guest, Service
from providers.fly.vendor import FLY, InApp
from providers.inputs import Refusal
from providers.lifecycle import Lifecycle, Properties
from providers.resource import VendorResource
from providers.secrecy import reads_like_a_secret
from providers.waiting import progress, wait

if TYPE_CHECKING:
    from providers.http import Api

_GATE_SECONDS = 300.0
_REPEATS = 3
_ASLEEP = {"stopped", "suspended"}
_DEAD = {"failed", "destroyed", "destroying"}
_MARK = "faro_mark"
_SECRETS = "faro_secrets"

Machine = Mapping[str, Any]


class Machines(VendorResource, module="fly", name="Machines"):
    """Machines that are made, changed and removed as one."""

    machine_ids: pulumi.Output[list[str]]


class MachinesInputs(InApp):
    """``machines`` maps regions to counts. ``volumes`` are ids, one for each machine, which then
    runs in its volume's region. ``secrets_version`` is what Secrets gives: machines see it from
    then on.

    ``rolling`` changes one machine after the other and waits until it is healthy; ``bluegreen``
    makes a second set first; ``immediate`` waits for nothing.
    """

    process: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_-]*$")] = "app"
    image: str = Field(min_length=1)
    machines: dict[Annotated[str, Field(pattern=r"^[a-z]{3}$")], Annotated[int, Field(ge=1)]]
    guest: Guest = Guest()
    env: dict[str, str] = Field(default_factory=dict)
    services: tuple[Service, ...] = ()
    check: Check
    restart: Literal["always", "on-failure", "no"] = "on-failure"
    volumes: tuple[str, ...] = ()
    mount_path: str | None = None
    strategy: Literal["rolling", "bluegreen", "immediate"] = "rolling"
    production: bool = True
    secrets_version: int | None = None

    @classmethod
    def contradictions(cls, known: Mapping[str, Any]) -> Iterator[Refusal]:
        """Refuse what Fly answers with a 400, and what production cannot live with."""
        wanted = sum(known["machines"].values()) if "machines" in known else None
        volumes = known.get("volumes")
        if "guest" in known:
            guest = Guest.model_validate(known["guest"])
            yield from rules.memory(guest.cpu_kind, guest.cpus, guest.memory_mb)
        if wanted is not None and "production" in known:
            yield from rules.count(wanted, production=known["production"])
        if volumes is not None:
            yield from rules.strategy(known.get("strategy", ""), len(volumes))
            if wanted is not None and volumes and len(volumes) != wanted:
                yield Refusal("volumes", f"{wanted} machines need as many, not {len(volumes)}")
            if volumes and not known.get("mount_path", True):
                yield Refusal("mount_path", "volumes need a place to be mounted")
        for at, service in enumerate(known.get("services", ())):
            yield from _service(at, Service.model_validate(service), wanted)
        for key in sorted(known.get("env", {})):
            if reads_like_a_secret(key):
                yield Refusal(f"env.{key}", "it reads like a secret: move it to Secrets")

    def config(self) -> dict[str, Any]:
        """What all machines share, as Fly's requests have it."""
        return {
            "image": self.image,
            "guest": self.guest.model_dump(mode="json"),
            "env": dict(self.env),
            "services": [service.body() for service in self.services],
            "checks": {"health": self.check.body()},
            "restart": {"policy": self.restart},
            "metadata": {
                _MARK: self.mark,
                _SECRETS: str(self.secrets_version or 0),
                "fly_process_group": self.process,
                "fly_platform_version": "v2",
            },
        }


class MachinesLifecycle(Lifecycle[MachinesInputs]):
    """Machines are found by the mark in their metadata."""

    vendor = FLY
    type_name = "fly:Machines"
    kind = "machines"
    inputs = MachinesInputs
    replaces = frozenset({"app"})
    unreadable = frozenset(
        {"app", "process", "strategy", "production", "secrets_version", "volumes", "mount_path"}
    )

    def matching(self, api: Api, inputs: MachinesInputs) -> list[str]:
        """The group, once none is missing."""
        return [] if Group(api, inputs).missing() else [_id(inputs)]

    def make(self, api: Api, inputs: MachinesInputs) -> str:
        """Make those that are missing."""
        Group(api, inputs).fill()
        return _id(inputs)

    def settle(self, api: Api, id_: str, inputs: MachinesInputs) -> None:
        """Wait until each is healthy."""
        group = Group(api, inputs)
        if inputs.strategy != "immediate":
            for machine in group.live():
                group.gate(text(machine, "id"))

    def fetch(self, api: Api, id_: str, inputs: MachinesInputs) -> Properties | None:
        """Read the group; a machine that is not like the program stands for all."""
        group = Group(api, inputs)
        live = group.live()
        if not live:
            return None
        different = [machine for machine in live if not group.is_current(machine)]
        found: Properties = {"machine_ids": sorted(text(machine, "id") for machine in live)}
        if not inputs.volumes:
            found["machines"] = dict(Counter(text(machine, "region") for machine in live))
        return found | _read(part((different or live)[0], "config"))

    def change(self, api: Api, id_: str, old: Properties, inputs: MachinesInputs) -> None:
        """Change, add, remove: never more than one less than there were, unless immediate."""
        group = Group(api, inputs)
        if inputs.strategy != "bluegreen":
            group.roll()
        group.fill()
        for machine in group.live():
            if group.is_current(machine):
                group.gate(text(machine, "id"))
        group.trim()

    def remove(self, api: Api, id_: str, old: MachinesInputs) -> None:
        """Stop and delete them; volumes stay."""
        group = Group(api, old)
        for machine in group.live():
            group.delete(text(machine, "id"))


class Group:
    """The machines under one mark, and what they should be."""

    def __init__(self, api: Api, inputs: MachinesInputs) -> None:
        self._api = api
        self._inputs = inputs
        self._at = f"{inputs.at}/machines"
        self._wanted = inputs.config()

    def live(self) -> list[Machine]:
        """Those that are there, the oldest first."""
        found = [
            machine
            for machine in items(self._api.get(self._at))
            if machine.get("state") not in _DEAD
            and part(machine, "config").get("metadata", {}).get(_MARK) == self._inputs.mark
        ]
        return sorted(found, key=lambda machine: text(machine, "created_at"))

    def is_current(self, machine: Machine) -> bool:
        """Whether a machine is what the program says; what Fly adds is no difference."""
        config = part(machine, "config")
        same_env = config.get("env", {}) == self._wanted["env"]
        return bool(same_env) and _covers(config, self._wanted)

    def missing(self) -> list[dict[str, Any]]:
        """Region and mounts of each machine that is not there yet."""
        current = [machine for machine in self.live() if self.is_current(machine)]
        if self._inputs.volumes:
            used = {m["volume"] for machine in current for m in machine["config"].get("mounts", ())}
            return [self._on(volume) for volume in self._inputs.volumes if volume not in used]
        have = Counter(text(machine, "region") for machine in current)
        return [
            {"region": region}
            for region, wanted in self._inputs.machines.items()
            for _ in range(wanted - have[region])
        ]

    def fill(self) -> None:
        """Make what is missing, one after the other; a lost answer is looked into."""
        lost = 0
        while missing := self.missing():
            mounts = missing[0].pop("mounts", None)
            config = {**self._wanted, **({"mounts": mounts} if mounts else {})}
            try:
                self._api.post(self._at, {**missing[0], **self._secrets(), "config": config})
            except Unanswered:
                lost += 1
                if lost == _REPEATS:
                    raise

    def roll(self) -> None:
        """Change those that stay, each only when the one before is healthy."""
        for machine in self._staying():
            if self.is_current(machine):
                continue
            id_ = text(machine, "id")
            mounts = part(machine, "config").get("mounts")
            config = {**self._wanted, **({"mounts": mounts} if mounts else {})}
            body = {"config": config, **self._secrets()}
            self._api.post(f"{self._at}/{id_}", body, repeatable=True)
            if self._inputs.strategy != "immediate":
                self.gate(id_)

    def gate(self, id_: str) -> None:
        """Return when a machine is healthy; VendorError where it does not get so."""

        def state() -> str | None:
            machine = self._api.get(f"{self._at}/{id_}")
            now = text(machine, "state")
            if now in _DEAD:
                raise VendorError(
                    f"Machine {id_} is {now}",
                    "The others still run as they were.",
                    f"Read its log: fly logs --app {self._inputs.app} --machine {id_}",
                )
            if now in _ASLEEP and any(s.autostop != "off" for s in self._inputs.services):
                return None
            checks = machine.get("checks") or []
            failing = [c["name"] for c in checks if c.get("status") != "passing"]
            return None if now == "started" and not failing else ", ".join([now, *failing])

        wait(f"Fly machine {id_}", state, _GATE_SECONDS)

    def trim(self) -> None:
        """Remove what is too much: what is not like the program first."""
        staying = {text(machine, "id") for machine in self._staying(self.is_current)}
        for machine in self.live():
            if text(machine, "id") not in staying:
                self.delete(text(machine, "id"))

    def delete(self, id_: str) -> None:
        """Stop and delete one machine."""
        try:
            self._api.send("DELETE", f"{self._at}/{id_}", params={"force": "true"})
        except NotFound:
            progress(f"Fly machine {id_}: gone already")

    def _staying(self, prefer: Any = lambda _machine: True) -> list[Machine]:
        """As many in each region, or on each volume, as are wanted."""
        places = Counter(self._inputs.volumes or self._inputs.machines)
        kept = []
        for machine in sorted(self.live(), key=lambda machine: not prefer(machine)):
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


def _id(inputs: MachinesInputs) -> str:
    return f"{inputs.app}/{inputs.process}"


def _service(at: int, service: Service, machines: int | None) -> Iterator[Refusal]:
    limits = service.concurrency
    if limits.soft_limit > limits.hard_limit:
        yield Refusal(
            f"services[{at}].concurrency.soft_limit",
            f"above hard_limit, it is never reached: at most {limits.hard_limit}",
        )
    if machines is not None and service.min_machines_running > machines:
        yield Refusal(f"services[{at}].min_machines_running", f"there are only {machines} machines")


def _covers(live: Any, wanted: Any) -> bool:
    """Whether all of ``wanted`` is in ``live``; maps may hold more."""
    if isinstance(wanted, Mapping):
        return isinstance(live, Mapping) and all(
            _covers(live.get(key), value) for key, value in wanted.items()
        )
    if isinstance(wanted, list):
        same = isinstance(live, list) and len(live) == len(wanted)
        return same and all(_covers(a, b) for a, b in zip(live, wanted, strict=True))
    return bool(live == wanted)


def _read(config: Mapping[str, Any]) -> Properties:
    """The inputs that a machine's config stands for."""
    check = part(config, "checks", "health")
    names = Service.model_fields
    return {
        "image": text(config, "image"),
        "guest": {name: part(config, "guest", name) for name in Guest.model_fields},
        "env": config.get("env", {}),
        "services": [
            {name: part(service, name) for name in names} for service in items(config, "services")
        ],
        "check": {
            "path": text(check, "path"),
            "port": part(check, "port"),
            "interval_seconds": _seconds(text(check, "interval")),
            "timeout_seconds": _seconds(text(check, "timeout")),
            "grace_seconds": _seconds(text(check, "grace_period")),
        },
        "restart": text(config, "restart", "policy"),
    }


def _seconds(duration: str) -> int:
    return int(duration.removesuffix("s"))
