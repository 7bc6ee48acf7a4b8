"""Compute Engine's machine types as nodes of a cluster.

Source: sections ``machines`` and ``gke`` of ``facts.yml``.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from components.limits.facts import facts

_PREDEFINED = re.compile(r"([a-z]\d+[a-z]*)-([a-z]+)-(\d+)(-lssd)?")
_CUSTOM = re.compile(r"(?:([a-z]\d+[a-z]*)-)?custom-(\d+)-(\d+)(-ext)?")
_MIB_PER_GIB = 1024
_STEP_MIB = 256


@dataclass(frozen=True, kw_only=True)
class Machine:
    """A machine type's size and processor."""

    cpus: int
    memory_gib: Decimal
    architecture: str


def machine(name: str) -> Machine | None:
    """Read a machine type's name; None where no such type is known."""
    families = facts("machines")["families"]
    if named := _PREDEFINED.fullmatch(name):
        family = families.get(named[1], {})
        ratio = family.get("gib_per_cpu", {}).get(named[2])
        if ratio is None or int(named[3]) not in family["cpus"]:
            return None
        return _machine(family, int(named[3]), Decimal(str(ratio)) * int(named[3]))
    if named := _CUSTOM.fullmatch(name):
        family, cpus, mib = families.get(named[1] or "n1"), int(named[2]), int(named[3])
        if family is None or mib % _STEP_MIB or not cpus or (cpus % 2 and cpus != 1):
            return None
        return _machine(family, cpus, Decimal(mib) / _MIB_PER_GIB)
    return None


def _machine(family: dict[str, Any], cpus: int, memory_gib: Decimal) -> Machine:
    architecture = family.get("architecture", "amd64")
    return Machine(cpus=cpus, memory_gib=memory_gib, architecture=architecture)


def node_problems(name: str) -> Iterator[str]:
    """Say why a machine type cannot be a general node that runs images for amd64."""
    known = facts("machines")
    least = facts("gke")["least_node_gib"]
    if name.partition("-")[0] in known["accelerated"]:
        yield f"{name} comes with GPUs: a pool of its own needs it, with a taint and a quota"
    elif name in known["shared_core"]:
        memory = known["shared_core"][name]
        yield f"{name} shares a core and has {memory} GiB of memory: a node needs {least} or more"
    elif (size := machine(name)) is None:
        near = difflib.get_close_matches(name, _names(), n=1)
        yield f"no machine type {name}" + (f"; did you mean {near[0]}?" if near else "")
    elif size.architecture != "amd64":
        yield f"{name} has {size.architecture} processors: the images are built for amd64"
    elif size.memory_gib < least:
        yield f"{name} has {size.memory_gib} GiB of memory: a node needs {least} or more"


def _names() -> Iterator[str]:
    for name, family in facts("machines")["families"].items():
        for kind in family["gib_per_cpu"]:
            yield from (f"{name}-{kind}-{cpus}" for cpus in family["cpus"])
