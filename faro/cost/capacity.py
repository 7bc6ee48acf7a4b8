"""How much of what a program sizes itself a load takes in its busiest hour: CPUs of databases and
containers, instances of Cloud Run, units of Neon.

What scales by itself without an end has no limit here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from faro.cost.bill import Line
from faro.cost.estimate import Estimate
from faro.cost.families.family import HOURS_PER_MONTH, number
from faro.cost.workload import PEAK, Workload
from faro.model.snapshot import Resource
from faro.model.value import bare

SECONDS_PER_MONTH = HOURS_PER_MONTH * 3600
_SUPABASE = "pulumi-python:dynamic/supabase:Project"
_SQL = "gcp:sql/databaseInstance:DatabaseInstance"
# supabase.com/docs/guides/platform/compute-and-disk, 2026-01; two shared ones up to medium.
_SUPABASE_CPUS = {"xl": 4, "2xl": 8, "4xl": 16, "8xl": 32, "12xl": 48, "16xl": 64}
_SUPABASE_LEAST = 2
_DISKS = ("disk_gp3", "database_size")
_TIER = re.compile(r"db-(?:custom-(\d+)-\d+|perf-optimized-N-(\d+))")


def exceeded(estimate: Estimate, load: Workload | None) -> Iterator[str]:
    """Each size that the load goes beyond, by the resource that has it."""
    if load is None:
        return
    used: dict[str, list[Line]] = {}
    for line in estimate.bill.lines:
        used.setdefault(line.usage.resource, []).append(line)
    yield from _databases(estimate.charged, used, load)
    for resource in estimate.charged:
        check = _CHECKS.get(resource.type)
        if check and (found := check(_inputs(resource), used.get(resource.urn, []), load)):
            yield f"{resource.name} {found}"


def _databases(
    charged: Sequence[Resource], used: Mapping[str, list[Line]], load: Workload
) -> Iterator[str]:
    """All servers of one vendor carry the load together: a primary, and those that are read."""
    wanted = _at_peak(load.requests * load.database_ms_per_request / 1000)
    for type_, cpus in ((_SUPABASE, _supabase_cpus), (_SQL, _sql_cpus)):
        servers = [one for one in charged if one.type == type_]
        if type_ == _SUPABASE:
            servers = [one for one in servers if _has_data(used.get(one.urn, []))]
        there = [cpus(_inputs(one)) for one in servers]
        if servers and None not in there:
            have = sum((count for count in there if count is not None), Decimal(0))
            if wanted > have:
                names = " and ".join(one.name for one in servers)
                yield f"{names} {_short(wanted, have, 'CPUs')}"


def _has_data(lines: Sequence[Line]) -> bool:
    """Whether anything is stored there; at a vendor that is used for something else it is not."""
    return any(line.usage.quantity for line in lines if line.usage.meter in _DISKS)


def _supabase_cpus(inputs: Mapping[str, Any]) -> Decimal | None:
    size = inputs.get("compute_size")
    return Decimal(_SUPABASE_CPUS.get(size, _SUPABASE_LEAST)) if isinstance(size, str) else None


def _sql_cpus(inputs: Mapping[str, Any]) -> Decimal | None:
    settings = inputs.get("settings")
    tier = settings.get("tier") if isinstance(settings, dict) else None
    found = _TIER.fullmatch(tier) if isinstance(tier, str) else None
    if found is None:
        return None
    return Decimal(found[1] or found[2]) * (number(inputs.get("nodeCount")) or 1)


def _container(inputs: Mapping[str, Any], _lines: list[Line], load: Workload) -> str:
    replicas, each = inputs.get("replicas"), number(inputs.get("vcpus"))
    return _cpus(replicas, each, load)


def _machines(inputs: Mapping[str, Any], _lines: list[Line], load: Workload) -> str:
    guest = inputs.get("guest")
    each = number(guest.get("cpus")) if isinstance(guest, dict) else None
    return _cpus(inputs.get("machines"), each, load)


def _cpus(counts: Any, each: Decimal | None, load: Workload) -> str:
    """Counts by region, of so many CPUs each."""
    known = [number(count) for count in counts.values()] if isinstance(counts, dict) else []
    if each is None or not known or None in known:
        return ""
    have = each * sum((count for count in known if count is not None), Decimal(0))
    return _short(_at_peak(load.requests * load.cpu_ms_per_request / 1000), have, "CPUs")


def _run(inputs: Mapping[str, Any], lines: list[Line], _load: Workload) -> str:
    """An instance more is started as long as there are fewer than the most."""
    template = inputs.get("template")
    scaling = template.get("scaling") if isinstance(template, dict) else None
    most = number(scaling.get("maxInstanceCount")) if isinstance(scaling, dict) else None
    up = next((one.usage.quantity for one in lines if one.usage.meter == "run_cpu"), None)
    if most is None or up is None:
        return ""
    return _short(_at_peak(up), most, "instances")


def _neon(inputs: Mapping[str, Any], _lines: list[Line], load: Workload) -> str:
    most = number(inputs.get("max_units"))
    if most is None:
        return ""
    return _short(_at_peak(load.requests * load.database_ms_per_request / 1000), most, "units")


def _at_peak(seconds: Decimal) -> Decimal:
    """How many are busy at the same time in the busiest hour."""
    return seconds / SECONDS_PER_MONTH * PEAK


def _short(wanted: Decimal, have: Decimal, what: str) -> str:
    if wanted <= have:
        return ""
    return f"has {have:,} of the {wanted:,.1f} {what} that the busiest hour takes"


_CHECKS: dict[str, Callable[[Mapping[str, Any], list[Line], Workload], str]] = {
    "pulumi-python:dynamic/railway:Service": _container,
    "pulumi-python:dynamic/fly:Machines": _machines,
    "gcp:cloudrunv2/service:Service": _run,
    "pulumi-python:dynamic/neon:Project": _neon,
}


def _inputs(resource: Resource) -> Mapping[str, Any]:
    found = bare(dict(resource.inputs))
    return found if isinstance(found, dict) else {}
