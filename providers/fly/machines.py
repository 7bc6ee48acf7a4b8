"""The machines of one process of a Fly app, alike, in one region or several."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Annotated, Any, Literal

import pulumi
from pydantic import Field

from providers.answer import text
from providers.fly import machine as rules
from providers.fly import states
from providers.fly.group import MARK, SECRETS, Group
from providers.fly.machine import Check, Guest, Service
from providers.fly.reading import read
from providers.fly.vendor import FLY, InApp
from providers.inputs import Refusal
from providers.lifecycle import Lifecycle, Properties
from providers.resource import VendorResource
from providers.secrecy import reads_like_a_secret

if TYPE_CHECKING:
    from providers.http import Api

_SETTINGS = ("image", "guest", "env", "services", "check", "restart")


class Machines(VendorResource, module="fly", name="Machines"):
    """Machines that are made, changed and removed as one."""

    machine_ids: pulumi.Output[list[str]]


class MachinesInputs(InApp):
    """``machines`` maps regions to counts. ``volumes`` are ids, one for each machine, which then
    runs in its volume's region. ``secrets_version`` is what Secrets gives: machines see it from
    then on.

    ``uniform`` is what a refresh finds False where a machine is not like the others.

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
    uniform: Literal[True] = True

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

    def settings(self) -> dict[str, Any]:
        """What all machines share, as the program says it."""
        return self.model_dump(mode="json", include=set(_SETTINGS), warnings=False)

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
                MARK: self.mark,
                SECRETS: str(self.secrets_version or 0),
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
        {
            *("app", "process", "strategy", "production", "secrets_version"),
            *("volumes", "mount_path"),
        }
    )

    def matching(self, api: Api, inputs: MachinesInputs) -> list[str]:
        """The group, once none is missing."""
        return [] if Group(api, inputs).missing() else [_id(inputs)]

    def make(self, api: Api, inputs: MachinesInputs) -> str:
        """Make those that are missing."""
        Group(api, inputs).fill()
        return _id(inputs)

    def settle(self, api: Api, id_: str, inputs: MachinesInputs) -> None:
        """Wait until each is healthy, then remove what is too much."""
        group = Group(api, inputs)
        group.complete()
        if inputs.strategy != "immediate":
            for machine in group.live():
                if group.is_current(machine):
                    group.gate(text(machine, "id"))
        group.trim()

    def fetch(self, api: Api, id_: str, inputs: MachinesInputs) -> Properties | None:
        """Read the group; a machine that is not like the program stands for all."""
        group = Group(api, inputs)
        live = group.live()
        if not live:
            return None
        reachable = [machine for machine in live if machine.get("config")]
        different = [machine for machine in reachable if not group.is_current(machine)]
        found: Properties = {"machine_ids": sorted(text(machine, "id") for machine in live)}
        if not inputs.volumes:
            found["machines"] = dict(Counter(text(machine, "region") for machine in live))
        if not reachable:
            return found | inputs.settings() | {"uniform": True}
        settings = [read(machine["config"]) for machine in (*different, *reachable)]
        return found | settings[0] | {"uniform": all(one == settings[0] for one in settings)}

    def change(self, api: Api, id_: str, old: Properties, inputs: MachinesInputs) -> None:
        """Change and add: never fewer than there were are healthy, unless immediate."""
        group = Group(api, inputs)
        if inputs.strategy != "bluegreen":
            group.roll()
        group.fill()

    def remove(self, api: Api, id_: str, old: MachinesInputs) -> None:
        """Delete them; volumes stay."""
        group = Group(api, old)
        for machine in group.listed():
            if machine.get("state") not in states.DYING:
                group.delete(text(machine, "id"))

    def remains(self, api: Api, id_: str, old: MachinesInputs) -> str | None:
        """A machine holds its volume until it is destroyed."""
        ended = states.DYING - {"destroying"}
        there = [m for m in Group(api, old).listed() if m.get("state") not in ended]
        return f"{len(there)} machines going" if there else None


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
