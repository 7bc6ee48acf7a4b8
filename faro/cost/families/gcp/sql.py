"""Cloud SQL: servers by the hour, storage by its size."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from faro.cost.families.family import HOURS_PER_MONTH, Charged, Fixed, Inputs, Pricing, number
from faro.cost.families.gcp.place import region

_MIB_PER_GIB = 1024
_GIB_PER_PLUS_VCPU = 8  # of db-perf-optimized-N (https://cloud.google.com/sql/docs, 2026)
_CUSTOM = re.compile(r"db-custom-(\d+)-(\d+)")
_PLUS = re.compile(r"db-perf-optimized-N-(\d+)")
_SHARED = ("db-f1-micro", "db-g1-small")


def _settings(inputs: Inputs) -> Inputs:
    found = inputs.get("settings")
    return Inputs(found if isinstance(found, dict) else {})


def _availability(inputs: Inputs) -> str:
    return "regional" if _settings(inputs).get("availabilityType") == "REGIONAL" else "zonal"


def _server(inputs: Inputs) -> Iterator[Fixed]:
    """CPU and memory of each server; a read pool has as many as its nodes. And its first disk."""
    tier = str(_settings(inputs).get("tier"))
    servers = number(inputs.get("nodeCount", 1))
    hours = None if servers is None else servers * HOURS_PER_MONTH
    for meter, size in _parts(tier):
        quantity = None if hours is None or size is None else size * hours
        yield Fixed(meter=f"sql_{meter}_{_availability(inputs)}", quantity=quantity)
    size = number(_settings(inputs).get("diskSize"))
    if size is not None:
        yield Fixed(meter=_disk(inputs), quantity=size)


def _parts(tier: str) -> Iterator[tuple[str, Decimal | None]]:
    """What a tier is charged for, and how much of it."""
    if tier in _SHARED:
        yield tier, Decimal(1)
    elif plus := _PLUS.fullmatch(tier):
        yield "enterprise_plus_vcpu", Decimal(plus[1])
        yield "enterprise_plus_memory", Decimal(plus[1]) * _GIB_PER_PLUS_VCPU
    elif custom := _CUSTOM.fullmatch(tier):
        yield "enterprise_vcpu", Decimal(custom[1])
        yield "enterprise_memory", Decimal(custom[2]) / _MIB_PER_GIB
    else:
        yield f"tier {tier}", None


def _disk(inputs: Inputs) -> str:
    kind = "hdd" if _settings(inputs).get("diskType") == "PD_HDD" else "ssd"
    return f"sql_{kind}_{_availability(inputs)}"


def _storage(inputs: Inputs) -> Iterator[str]:
    """Storage is usage where the program does not say how large a disk begins."""
    if number(_settings(inputs).get("diskSize")) is None:
        yield _disk(inputs)


TYPES: dict[str, Pricing] = {
    "gcp:sql/databaseInstance:DatabaseInstance": Charged(
        fixed=_server, metered=_storage, region=region
    ),
}
