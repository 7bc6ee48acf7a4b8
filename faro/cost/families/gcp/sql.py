"""Cloud SQL: servers by the hour with their licence, storage by its size, backups by use."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from faro.cost.families.family import (
    Charged,
    Fixed,
    Free,
    Inputs,
    Pricing,
    number,
    typed,
)
from faro.cost.families.gcp.place import region
from faro.cost.families.nested import block
from faro.cost.families.part import hours, times

_MIB_PER_GIB = 1024
_GIB_PER_PLUS_VCPU = 8  # of db-perf-optimized-N (https://cloud.google.com/sql/docs, 2026)
_CUSTOM = re.compile(r"db-custom-(\d+)-(\d+)")
_PLUS = re.compile(r"db-perf-optimized-N-(\d+)")
_STANDARD = re.compile(r"db-(?:n1-)?standard-(\d+)")
_HIGHMEM = re.compile(r"db-(?:n1-)?highmem-(\d+)")
_GIB_PER_STANDARD, _GIB_PER_HIGHMEM = Decimal("3.75"), Decimal("6.5")
_SHARED = ("db-f1-micro", "db-g1-small")
_FREE_EDITION = "express"
_EXTENDED = frozenset(
    {"MYSQL_5_6", "MYSQL_5_7"} | {f"POSTGRES_{version}" for version in ("9_6", "10", "11", "12")}
)
"""Versions that are charged for extended support (https://cloud.google.com/sql/docs/mysql/extended-support)."""


class _Parts(NamedTuple):
    """What a tier is charged for, how much of it, and its CPUs."""

    meters: dict[str, Decimal | None]
    cpus: Decimal | None = None


def _availability(inputs: Inputs) -> str:
    return (
        "regional" if block(inputs, "settings").get("availabilityType") == "REGIONAL" else "zonal"
    )


def _server(inputs: Inputs) -> Iterator[Fixed]:
    """Each server with its licence, unless it is stopped; a read pool has as many as its nodes. And
    its first disk.
    """
    running = tuple(_running(inputs))
    if block(inputs, "settings").get("activationPolicy") == "NEVER":
        if block(inputs, "settings", "ipConfiguration").get("ipv4Enabled", True):
            yield hours("sql_address_idle")
    else:
        yield from running
    size = number(block(inputs, "settings").get("diskSize"))
    if size is not None:
        yield Fixed(meter=_disk(inputs), quantity=size)


def _running(inputs: Inputs) -> Iterator[Fixed]:
    servers, kept = number(inputs.get("nodeCount", 1)), _availability(inputs)
    engine = str(inputs.get("databaseVersion", ""))
    parts = _parts(str(block(inputs, "settings").get("tier")), engine)
    for meter, size in parts.meters.items():
        yield times(hours(f"sql_{meter}_{kept}", size), servers)
    if engine in _EXTENDED:
        yield times(hours("sql_extended_support", parts.cpus), servers)
    edition = engine.rpartition("_")[2].lower()
    if engine.startswith("SQLSERVER") and edition != _FREE_EDITION:
        yield times(hours(f"sql_license_{edition}", parts.cpus), servers)
    if block(inputs, "settings", "dataCacheConfig").get("dataCacheEnabled"):
        yield Fixed(meter=f"sql_data_cache_{kept}", quantity=None)


def _parts(tier: str, engine: str) -> _Parts:
    """By CPU and memory, or as a whole: the small ones, and MySQL's of fixed size."""
    if tier in _SHARED:
        return _Parts({tier: Decimal(1)}, Decimal(1))
    if plus := _PLUS.fullmatch(tier):
        return _sized("enterprise_plus", Decimal(plus[1]), Decimal(plus[1]) * _GIB_PER_PLUS_VCPU)
    if custom := _CUSTOM.fullmatch(tier):
        return _sized("enterprise", Decimal(custom[1]), Decimal(custom[2]) / _MIB_PER_GIB)
    if standard := _STANDARD.fullmatch(tier):
        cpus = Decimal(standard[1])
        if engine.startswith("MYSQL") and tier.startswith("db-n1"):
            return _Parts({tier: Decimal(1)}, cpus)
        return _sized("enterprise", cpus, cpus * _GIB_PER_STANDARD)
    if highmem := _HIGHMEM.fullmatch(tier):
        cpus = Decimal(highmem[1])
        if engine.startswith("MYSQL") and tier.startswith("db-n1"):
            return _Parts({tier: Decimal(1)}, cpus)
        return _sized("enterprise", cpus, cpus * _GIB_PER_HIGHMEM)
    return _Parts({f"tier {tier}": None})


def _sized(edition: str, cpus: Decimal, gib: Decimal) -> _Parts:
    return _Parts({f"{edition}_vcpu": cpus, f"{edition}_memory": gib}, cpus)


def _disk(inputs: Inputs) -> str:
    given = str(block(inputs, "settings").get("diskType", "PD_SSD"))
    kind = given.removeprefix("PD_").lower()
    return f"sql_{kind}_{_availability(inputs)}"


def _storage(inputs: Inputs) -> Iterator[str]:
    """Storage is usage where the program does not say how large a disk begins; so are backups."""
    if number(block(inputs, "settings").get("diskSize")) is None:
        yield _disk(inputs)
    if block(inputs, "settings", "backupConfiguration").get("enabled"):
        yield "sql_backup"


_OF_THE_SERVER = Free("its server is charged")

TYPES: dict[str, Pricing] = {
    "gcp:sql/databaseInstance:DatabaseInstance": Charged(
        fixed=_server, metered=_storage, region=region
    ),
    **typed(
        "gcp:",
        """
        sql/database sql/provisionScript sql/sslCert sql/user
        """,
        _OF_THE_SERVER,
    ),
}
