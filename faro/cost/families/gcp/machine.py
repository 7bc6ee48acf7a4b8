"""Compute Engine machines of any service: by the hour, as a whole or by CPU and memory, minus
the discount for sustained use.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from faro.cost.families.family import HOURS_PER_MONTH, Count, Fixed, scaled
from faro.cost.families.nested import block

ONE = Count(Decimal(1))
_CUSTOM = re.compile(r"(?:(\w+)-)?custom-(\d+)-(\d+)(?:-ext)?")
_MIB_PER_GIB = 1024
_GIB_PER_CPU = {"n1": Decimal("6.5")}
_MOST_GIB_PER_CPU = Decimal(8)
"""Above it memory is extended (https://cloud.google.com/compute/docs/instances/creating-instance-with-custom-machine-type)."""

_SUSTAINED = {
    **dict.fromkeys(("n1", "f1", "g1", "m1", "m2"), Decimal("0.3")),
    **dict.fromkeys(("n2", "n2d", "c2"), Decimal("0.2")),
}
"""What is taken off a full month of a family: hour and month prices of the list of 2026-07-30 (see
prices/gcp.yml); https://cloud.google.com/compute/docs/sustained-use-discounts.
"""


class Shape(NamedTuple):
    """The size of a machine: CPUs, GiB, GPUs."""

    cpus: Decimal
    gib: Decimal
    gpus: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Machines:
    """So many alike, all month."""

    type: str
    count: Count
    spot: bool = False

    @property
    def family(self) -> str:
        """The first part of the type; custom types that name none are N1."""
        first = self.type.partition("-")[0]
        return "n1" if first == "custom" else first

    @property
    def shape(self) -> Shape | None:
        """Return the size of each machine; None for an unknown type."""
        if custom := _CUSTOM.fullmatch(self.type):
            return Shape(Decimal(custom[2]), Decimal(custom[3]) / _MIB_PER_GIB, Decimal(0))
        found = _shapes().get(self.type)
        return Shape(*(Decimal(str(part)) for part in found)) if found else None

    @property
    def discount(self) -> Decimal:
        """The share that is taken off for a whole month; spot machines have none."""
        return Decimal(0) if self.spot else _SUSTAINED.get(self.family, Decimal(0))

    def part(self, meter: str, each: Decimal | None, *, discount: Decimal = Decimal(0)) -> Fixed:
        """So much of each of them."""
        return scaled(Fixed(meter=meter, quantity=each, discount=discount), self.count)

    def hourly(
        self,
        meter: str,
        each: Decimal | None = Decimal(1),
        *,
        discount: Decimal = Decimal(0),
    ) -> Fixed:
        """So much of each of them, all month."""
        whole = None if each is None else each * HOURS_PER_MONTH
        return self.part(meter, whole, discount=discount)

    def kind(self, before: str, after: str) -> str:
        """A meter that spot machines have a price of their own for."""
        return f"{before}_spot_{after}" if self.spot else f"{before}_{after}"


def machines(type_: object, count: Count, *, spot: bool) -> Machines:
    """Machines of a type, which may be given by its full address."""
    return Machines(type=str(type_).rpartition("/")[2], count=count, spot=spot)


def is_spot(machine: Mapping[str, Any]) -> bool:
    """Return whether a machine, or one of a template, is a spot machine."""
    found = block(machine, "scheduling")
    model = found.get("provisioningModel")
    return bool(found.get("preemptible")) or model == "SPOT"


def hardware(given: Machines) -> Iterator[Fixed]:
    """A predefined type as a whole; a custom one by its CPUs and memory."""
    if not _CUSTOM.fullmatch(given.type) or given.shape is None:
        yield given.hourly(given.kind("vm", given.type), discount=given.discount)
        return
    cpus, gib, _ = given.shape
    most = cpus * _GIB_PER_CPU.get(given.family, _MOST_GIB_PER_CPU)
    sizes = {"cpu": cpus, "memory": min(gib, most), "extended_memory": max(gib - most, Decimal(0))}
    for part, size in sizes.items():
        if size:
            meter = given.kind("vm_custom", f"{given.family}_{part}")
            yield given.hourly(meter, size, discount=given.discount)


@cache
def _shapes() -> dict[str, list[Any]]:
    text = Path(__file__).with_name("machines.yml").read_text(encoding="utf-8")
    return dict(yaml.safe_load(text))
