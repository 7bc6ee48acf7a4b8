"""Cloud SQL for PostgreSQL: machines, versions and connections.

Source: section ``cloud_sql`` of ``facts.yml``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from components.limits.facts import facts

Edition = Literal["ENTERPRISE", "ENTERPRISE_PLUS"]

_CUSTOM = re.compile(r"db-custom-(\d+)-(\d+)")
_SERIES = re.compile(r"(db-perf-optimized-N|db-c4a-highmem)-(\d+)")
_VERSION = re.compile(r"POSTGRES_(\d+)")
_MIB_PER_GIB = 1024


@dataclass(frozen=True, kw_only=True)
class Tier:
    """A machine by its name: its size, and the edition and disk that come with it."""

    name: str
    cpus: int
    memory_gib: Decimal
    edition: Edition
    disk_type: str


def tier(name: str) -> Tier | None:
    """Read a tier's name; None for a name of neither Enterprise nor Enterprise Plus."""
    if custom := _CUSTOM.fullmatch(name):
        cpus, mib = int(custom[1]), int(custom[2])
        return Tier(
            name=name,
            cpus=cpus,
            memory_gib=Decimal(mib) / _MIB_PER_GIB,
            edition="ENTERPRISE",
            disk_type="PD_SSD",
        )
    if series := _SERIES.fullmatch(name):
        family, cpus = facts("cloud_sql")["series"][series[1]], int(series[2])
        return Tier(
            name=name,
            cpus=cpus,
            memory_gib=Decimal(cpus * family["gib_per_cpu"]),
            edition="ENTERPRISE_PLUS",
            disk_type=family["disk"],
        )
    return None


def tier_problems(name: str) -> Iterator[str]:
    """Say why Cloud SQL has no machine of this name."""
    machine = tier(name)
    if machine is None:
        yield (
            f"{name} is no tier: db-custom-CPUS-MIB (Enterprise), db-perf-optimized-N-CPUS or "
            "db-c4a-highmem-CPUS (Enterprise Plus)"
        )
    elif machine.edition == "ENTERPRISE":
        yield from _custom_problems(machine)
    else:
        series = name.rpartition("-")[0]
        offered = facts("cloud_sql")["series"][series]["cpus"]
        if machine.cpus not in offered:
            yield f"{series} has {_list(offered)} vCPUs, not {machine.cpus}"


def _custom_problems(machine: Tier) -> Iterator[str]:
    rule = facts("cloud_sql")["custom"]
    mib = int(machine.memory_gib * _MIB_PER_GIB)
    if machine.cpus != 1 and (machine.cpus % 2 or not 0 < machine.cpus <= rule["most_cpus"]):
        yield f"vCPUs are 1 or an even number up to {rule['most_cpus']}, not {machine.cpus}"
        return
    step = rule["memory_step_mib"]
    if mib % step:
        yield f"memory is a multiple of {step} MiB, not {mib}: {mib // step * step} is"
    least = max(rule["least_memory_mib"], _mib(rule["least_gib_per_cpu"], machine.cpus))
    most = _mib(rule["most_gib_per_cpu"], machine.cpus)
    if not least <= mib <= most:
        yield f"{machine.cpus} vCPUs take {least} to {most} MiB of memory, not {mib}"


def _mib(gib_per_cpu: float, cpus: int) -> int:
    return int(Decimal(str(gib_per_cpu)) * cpus * _MIB_PER_GIB)


def _list(numbers: list[int]) -> str:
    return f"{', '.join(map(str, numbers[:-1]))} or {numbers[-1]}"


def version_problems(version: str) -> Iterator[str]:
    """Say why Cloud SQL does not make a server of this version."""
    named = _VERSION.fullmatch(version)
    offered = facts("cloud_sql")["versions"]
    if not named or int(named[1]) not in offered:
        yield f"{version} is not offered: POSTGRES_{offered[0]} to POSTGRES_{offered[-1]}"


def out_of_support(version: str) -> bool:
    """Whether the PostgreSQL project no longer fixes this version; Google charges for it then."""
    named = _VERSION.fullmatch(version)
    oldest: int = facts("cloud_sql")["oldest_with_community_support"]
    return bool(named) and int(version.removeprefix("POSTGRES_")) < oldest


def connection_problems(most: int, tier_name: str) -> Iterator[str]:
    """Say why a server of this size cannot hold ``most`` connections."""
    rule = facts("cloud_sql")
    if not rule["reserved_connections"] < most <= rule["most_connections"]:
        yield (
            f"{most} connections: more than {rule['reserved_connections']}, which the server "
            f"reserves, and at most {rule['most_connections']}"
        )
        return
    machine = tier(tier_name)
    if machine is not None and most > room(tier_name):
        yield (
            f"{tier_name} has {_short(machine.memory_gib)} GiB of memory: at about 10 MiB a "
            f"connection it holds {room(tier_name)}, not {most}"
        )


def room(tier_name: str) -> int:
    """Return how many connections the memory of a tier holds; 0 for an unknown tier."""
    machine = tier(tier_name)
    per_gib: int = facts("cloud_sql")["connections_per_gib"]
    return int(machine.memory_gib * per_gib) if machine else 0


def _short(number: Decimal) -> str:
    return f"{number.normalize():f}"
