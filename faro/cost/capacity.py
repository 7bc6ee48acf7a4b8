"""Checks whether the sizes in a program are enough for the busiest hour: CPUs of databases and
containers, instances of Cloud Run, compute units of Neon.

Leaves out what a vendor scales without a limit.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from faro.cost.bill import Line
from faro.cost.families.family import number
from faro.cost.families.gcp.run import SECONDS_PER_MONTH
from faro.cost.packing import quantity
from faro.cost.workload import Workload
from faro.model.snapshot import Resource
from faro.model.value import bare

_SUPABASE = "pulumi-python:dynamic/supabase:Project"
_SQL = "gcp:sql/databaseInstance:DatabaseInstance"
# supabase.com/docs/guides/platform/compute-and-disk, 2026-01; shared ones up to medium.
_SUPABASE_CPUS = dict.fromkeys(("micro", "small", "medium", "large"), 2) | {
    "xlarge": 4,
    "2xlarge": 8,
    "4xlarge": 16,
    "8xlarge": 32,
    "12xlarge": 48,
    "16xlarge": 64,
    "24xlarge": 96,
}
_DISKS = ("disk_gp3", "database_size")
_TIER = re.compile(r"db-(?:custom-(\d+)-\d+|perf-optimized-N-(\d+))")


def databases(
    charged: Sequence[Resource], used: Mapping[str, list[Line]], load: Workload
) -> Iterator[str]:
    """Databases that are too small. All servers of one vendor carry the load together: a primary
    and its read replicas.
    """
    wanted = _at_peak(load.database_seconds, load)
    for type_, cpus in ((_SUPABASE, _supabase_cpus), (_SQL, _sql_cpus)):
        servers = [one for one in charged if one.type == type_]
        if type_ == _SUPABASE:
            servers = [one for one in servers if _has_data(used.get(one.urn, []))]
        there = [cpus(_inputs(one)) for one in servers]
        if servers and None not in there:
            have = sum((count for count in there if count is not None), Decimal(0))
            if wanted > have:
                names = " and ".join(one.name for one in servers)
                verb = "have" if len(servers) > 1 else "has"
                yield f"{names} {_short(wanted, have, 'CPUs', verb)}"


def _has_data(lines: Sequence[Line]) -> bool:
    """Return whether anything is stored there; at a vendor that is used for something else it is
    not.
    """
    return any(line.usage.quantity for line in lines if line.usage.meter in _DISKS)


def _supabase_cpus(inputs: Mapping[str, Any]) -> Decimal | None:
    size = inputs.get("compute_size")
    count = _SUPABASE_CPUS.get(size.partition("_")[0]) if isinstance(size, str) else None
    return None if count is None else Decimal(count)


def _sql_cpus(inputs: Mapping[str, Any]) -> Decimal | None:
    tier = _at(inputs, "settings", "tier")
    found = _TIER.fullmatch(tier) if isinstance(tier, str) else None
    if found is None:
        return None
    return Decimal(found[1] or found[2]) * (number(inputs.get("nodeCount")) or 1)


def _container(inputs: Mapping[str, Any], _lines: list[Line], load: Workload) -> str:
    replicas, each = inputs.get("replicas"), number(inputs.get("vcpus"))
    return _cpus(replicas, each, load)


def _machines(inputs: Mapping[str, Any], _lines: list[Line], load: Workload) -> str:
    return _cpus(inputs.get("machines"), number(_at(inputs, "guest", "cpus")), load)


def _cpus(counts: Any, each: Decimal | None, load: Workload) -> str:
    """Counts by region, of so many CPUs each."""
    known = [number(count) for count in counts.values()] if isinstance(counts, dict) else []
    if each is None or not known or None in known:
        return ""
    have = each * sum((count for count in known if count is not None), Decimal(0))
    return _short(_at_peak(load.busy_seconds, load), have, "CPUs")


def _run(inputs: Mapping[str, Any], lines: list[Line], load: Workload) -> str:
    """Cloud Run starts instances up to the maximum of the service."""
    most = number(_at(inputs, "template", "scaling", "maxInstanceCount"))
    cpus = quantity(_at(inputs, "template", "containers", "resources", "limits", "cpu")) or 1
    up = next((one.usage.quantity for one in lines if one.usage.meter == "run_cpu"), None)
    if most is None or up is None:
        return ""
    return _short(_at_peak(up / cpus, load), most, "instances")


def _neon(inputs: Mapping[str, Any], _lines: list[Line], load: Workload) -> str:
    most = number(inputs.get("max_units"))
    if most is None:
        return ""
    return _short(_at_peak(load.database_seconds, load), most, "units")


def _at_peak(seconds: Decimal, load: Workload) -> Decimal:
    """How many are busy at once in the busiest hour, by their seconds in a month."""
    return seconds / SECONDS_PER_MONTH * load.peak_factor


def _short(wanted: Decimal, have: Decimal, what: str, verb: str = "has") -> str:
    if wanted <= have:
        return ""
    return f"{verb} {have:,} of the {wanted:,.1f} {what} that the busiest hour takes"


CHECKS = {
    "pulumi-python:dynamic/railway:Service": _container,
    "pulumi-python:dynamic/fly:Machines": _machines,
    "gcp:cloudrunv2/service:Service": _run,
    "pulumi-python:dynamic/neon:Project": _neon,
}


def _at(inputs: Mapping[str, Any], *path: str) -> Any:
    """The value at a path, in a list that of the first item; None where there is none."""
    found: Any = inputs
    for key in path:
        found = found[0] if isinstance(found, list) and found else found
        found = found.get(key) if isinstance(found, Mapping) else None
    return found


def _inputs(resource: Resource) -> Mapping[str, Any]:
    found = bare(dict(resource.inputs))
    return found if isinstance(found, dict) else {}
