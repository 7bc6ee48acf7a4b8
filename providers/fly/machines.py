"""The machines of one process of a Fly app, alike, in one region or several."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal

import pulumi
from pydantic import Field

from providers.answer import text
from providers.comparison import in_any_order
from providers.fly import machine as rules
from providers.fly.group import Group, Machine, failed, is_reachable
from providers.fly.machine import Check, Guest, Service
from providers.fly.reading import MARK, PROCESS, SECRETS, mounts, read
from providers.fly.rollout import Rollout
from providers.fly.vendor import FLY, InApp
from providers.inputs import Refusal
from providers.lifecycle import Lifecycle, Properties
from providers.resource import VendorResource
from providers.secrecy import reads_like_a_secret

if TYPE_CHECKING:
    from providers.http import Api

_SETTINGS = (
    *("process", "image", "guest", "env", "services", "check", "restart"),
    *("mount_path", "secrets_version", "stop_seconds"),
)


class Machines(VendorResource, module="fly", name="Machines"):
    """Machines that are made, changed and removed as one."""

    machine_ids: pulumi.Output[list[str]]


class MachinesInputs(InApp):
    """``machines`` maps regions to counts. ``volumes`` are ids, one for each machine, which then
    runs in its volume's region. ``secrets_version`` is what Secrets gives: machines see it from
    then on.

    A refresh finds ``uniform`` False where a machine is not like the others, and ``running`` False
    where one was stopped or cordoned.

    ``rolling`` changes one machine after the other and waits until it is healthy; ``bluegreen``
    makes a second set first; ``immediate`` waits for nothing. A machine that is asked to stop has
    ``stop_seconds`` to finish its requests.
    """

    marked_in = "process"

    process: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_-]*$")] = "app"
    image: str = Field(min_length=1)
    machines: dict[Annotated[str, Field(pattern=r"^[a-z]{3}$")], Annotated[int, Field(ge=1)]]
    guest: Guest = Guest()
    env: dict[str, str] = Field(default_factory=dict)
    services: tuple[Service, ...] = ()
    check: Check
    restart: Literal["always", "on-failure", "no"] = "on-failure"
    stop_seconds: Annotated[int, Field(ge=1)] = rules.STOP_SECONDS
    volumes: tuple[str, ...] = ()
    mount_path: str | None = None
    strategy: Literal["rolling", "bluegreen", "immediate"] = "rolling"
    production: bool = True
    secrets_version: int | None = None
    uniform: Literal[True] = True
    running: Literal[True] = True

    @classmethod
    def contradictions(cls, known: Mapping[str, Any]) -> Iterator[Refusal]:
        """Refuse what Fly answers with a 400, and what production cannot live with."""
        wanted = sum(known["machines"].values()) if "machines" in known else None
        volumes = known.get("volumes")
        if "guest" in known:
            guest = Guest.model_validate(known["guest"])
            yield from rules.memory(guest.cpu_kind, guest.cpus, guest.memory_mb)
            yield from rules.stop(guest.cpu_kind, known.get("stop_seconds", rules.STOP_SECONDS))
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
                yield Refusal(f"env.{key}", "it looks like a secret: move it to Secrets")

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
            "stop_config": {"timeout": f"{self.stop_seconds}s"},
            "metadata": {
                MARK: self.mark,
                SECRETS: str(self.secrets_version or 0),
                PROCESS: self.process,
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
    unreadable = frozenset({"app", "strategy", "production"})
    # A set of machines has no order.
    equal: ClassVar = {"volumes": in_any_order}

    def matching(self, api: Api, inputs: MachinesInputs) -> list[str]:
        """The group, once none is missing."""
        group = Group(api, inputs)
        return [] if group.missing(group.listed()) else [_id(inputs)]

    def make(self, api: Api, inputs: MachinesInputs) -> str:
        """Update those that an interrupted deployment made, and make those that are missing."""
        Rollout(api, inputs).bring()
        return _id(inputs)

    def ready(self, api: Api, id_: str, inputs: MachinesInputs) -> None:
        """Wait for those that are as the program says: a failed one is replaced by `change`."""
        Rollout(api, inputs).ready()

    def settle(self, api: Api, id_: str, inputs: MachinesInputs) -> None:
        """Wait until each is healthy, then remove what is too much."""
        Rollout(api, inputs).settle()

    def fetch(self, api: Api, id_: str, inputs: MachinesInputs) -> Properties | None:
        """Read the group; a machine that is not like the program stands for all."""
        group = Group(api, inputs)
        there = group.listed()
        if not there:
            return None
        live = [machine for machine in there if not failed(machine)]
        reachable = [machine for machine in live or there if is_reachable(machine)]
        different = [machine for machine in reachable if not group.is_current(machine)]
        settings = [read(machine) for machine in (*different, *reachable)] or [inputs.settings()]
        return {
            **settings[0],
            "machine_ids": sorted(text(machine, "id") for machine in live),
            "machines": _counts(live, inputs),
            "volumes": [str(mount.get("volume")) for machine in live for mount in mounts(machine)],
            "uniform": all(one == settings[0] for one in settings),
            "running": all(group.serves(machine) for machine in live),
        }

    def change(self, api: Api, id_: str, old: Properties, inputs: MachinesInputs) -> None:
        """Change and add: never fewer than there were are healthy, unless immediate."""
        Rollout(api, inputs).bring()

    def remove(self, api: Api, id_: str, old: MachinesInputs) -> None:
        """Delete them; volumes stay."""
        Rollout(api, old).dissolve()

    def remains(self, api: Api, id_: str, old: MachinesInputs) -> str | None:
        """A machine holds its volume until it is destroyed; one that lists show late goes too."""
        going = Rollout(api, old).dissolve()
        return f"{going} machines going" if going else None


def _id(inputs: MachinesInputs) -> str:
    return f"{inputs.app}/{inputs.process}"


def _counts(live: list[Machine], inputs: MachinesInputs) -> dict[str, int]:
    """The machines of each region; on volumes, whose regions count, their number alone says it."""
    found = Counter(text(machine, "region") for machine in live)
    as_asked = inputs.volumes and found.total() == sum(inputs.machines.values())
    return dict(inputs.machines if as_asked else found)


def _service(at: int, service: Service, machines: int | None) -> Iterator[Refusal]:
    limits = service.concurrency
    if limits.soft_limit > limits.hard_limit:
        yield Refusal(
            f"services[{at}].concurrency.soft_limit",
            f"above hard_limit, it is never reached: at most {limits.hard_limit}",
        )
    if machines is not None and service.min_machines_running > machines:
        yield Refusal(f"services[{at}].min_machines_running", f"there are only {machines} machines")
