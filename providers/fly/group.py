"""The machines with one mark: which exist, how they differ, and where one is missing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from providers.answer import items, text
from providers.comparison import alike
from providers.fly import states
from providers.fly.reading import MARK, PROCESS, metadata, mounts, read

if TYPE_CHECKING:
    from providers.fly.machines import MachinesInputs
    from providers.http import Api

Machine = Mapping[str, Any]


class Group:
    """The machines of one process of an app that bear the mark of the inputs.

    Where ``existing_id`` names the process, those of it that bear no mark belong to it as well.
    """

    def __init__(self, api: Api, inputs: MachinesInputs) -> None:
        self._api = api
        self._inputs = inputs

    def listed(self) -> list[Machine]:
        """All that Fly lists and that are not being destroyed, the oldest first."""
        there = self.listed_until_destroyed()
        return [machine for machine in there if machine.get("state") not in states.DYING]

    def listed_until_destroyed(self) -> list[Machine]:
        """All that Fly lists and that still hold something, such as a volume."""
        found = (
            machine
            for machine in items(self._api.get(f"{self._inputs.at}/machines"))
            if self._is_ours(machine) and machine.get("state") not in states.ENDED
        )
        return sorted(found, key=lambda machine: str(machine.get("created_at")))

    def is_current(self, machine: Machine) -> bool:
        """Return whether a machine is what the program says; what Fly adds is no difference."""
        return not self.differences(machine)

    def differences(self, machine: Machine) -> list[str]:
        """The names of the inputs in which a machine is not what the program says.

        One whose host cannot be reached shows only a part of its config and counts as the same.
        """
        if not is_reachable(machine):
            return []
        live, wanted = read(machine), self._inputs.settings()
        found = [name for name, value in wanted.items() if not alike(value, live.get(name))]
        return found + ["mark"] * (metadata(machine).get(MARK) != self._inputs.mark)

    def missing(self, machines: Iterable[Machine]) -> list[str]:
        """The place of each machine that is not there yet: its volume, else its region."""
        current = (m for m in machines if not failed(m) and self.is_current(m))
        have = Counter(map(self.place, current))
        return [
            place for place, wanted in self._places().items() for _ in range(wanted - have[place])
        ]

    def staying(
        self, machines: Sequence[Machine], prefer: Callable[[Machine], bool] = lambda _: True
    ) -> list[Machine]:
        """As many of the machines at each place as are wanted, the preferred ones first."""
        left = self._places()
        kept = []
        for machine in sorted(machines, key=lambda machine: not prefer(machine)):
            place = self.place(machine)
            if not failed(machine) and left[place] > 0:
                left[place] -= 1
                kept.append(machine)
        return kept

    def place(self, machine: Machine) -> str:
        """The volume of a machine where the program has volumes, else its region."""
        if self._inputs.volumes:
            return next((str(mount.get("volume")) for mount in mounts(machine)), "")
        return text(machine, "region")

    def may_sleep(self) -> bool:
        """Return whether Fly itself stops machines that have nothing to do."""
        return any(service.autostop != "off" for service in self._inputs.services)

    def serves(self, machine: Machine) -> bool:
        """Return whether a machine is neither stopped nor cordoned."""
        asleep = machine.get("state") in states.ASLEEP and not self.may_sleep()
        return not asleep and not machine.get("cordoned")

    def _places(self) -> Counter[str]:
        return Counter(self._inputs.volumes or self._inputs.machines)

    def _is_ours(self, machine: Machine) -> bool:
        found = metadata(machine)
        named = self._inputs.existing_id == f"{self._inputs.app}/{found.get(PROCESS)}"
        return bool(found.get(MARK, self._inputs.mark if named else None) == self._inputs.mark)


def failed(machine: Machine) -> bool:
    """Return whether a machine is in a state that no waiting ends."""
    return machine.get("state") in states.FAILED


def is_reachable(machine: Machine) -> bool:
    """Return whether Fly knows a machine's whole config (superfly/fly-go, machine_types.go:
    GetConfig).
    """
    return bool(machine.get("config"))
