"""The quotas of Google that the largest size of a stack takes: CPUs, GPUs, addresses."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from typing import Any, NamedTuple

from faro.cost.families.gcp.machine import ONE, Machines
from faro.model.snapshot import Resource, Snapshot
from faro.preflight.google import of_google, project
from faro.preflight.needs import at, google
from faro.preflight.step import Group, Step

_SOURCE = "https://cloud.google.com/compute/resource-usage"
_GLOBAL = "global"
_POOL = "gcp:container/nodePool:NodePool"
_INSTANCE = "gcp:compute/instance:Instance"
_RUN = "gcp:cloudrunv2/service:Service"
_ADDRESSES = {
    "gcp:compute/address:Address": "STATIC_ADDRESSES",
    "gcp:compute/globalAddress:GlobalAddress": "STATIC_ADDRESSES",
}


class _Use(NamedTuple):
    """So much of a quota in a region; None: how much is not known."""

    quota: str
    region: str
    amount: Decimal | None


def quotas(snapshot: Snapshot) -> Iterator[Step]:
    """Each quota with the most that the stack may take of it."""
    used: dict[tuple[str, str], list[tuple[Decimal | None, str]]] = defaultdict(list)
    home = snapshot.defaults.get("gcp", {}).get("region")
    for resource in of_google(snapshot):
        for use in _uses(resource, home if isinstance(home, str) else "REGION"):
            used[use.quota, use.region].append((use.amount, resource.name))
    for (quota, region), shares in sorted(used.items()):
        yield Step(
            group=Group.QUOTAS,
            text=f"{quota} in {region}: {_total([amount for amount, _ in shares])}",
            commands=(_shown(quota, region, project(snapshot)),),
            of=tuple(name for _, name in shares),
            source=_SOURCE,
        )


def _total(amounts: list[Decimal | None]) -> str:
    """The sum in words; at least the known part of it."""
    known = sum((amount for amount in amounts if amount is not None), Decimal(0))
    return f"{known:f}" if None not in amounts else f"{known:f} or more, not all is known"


def _shown(quota: str, region: str, project_: str) -> str:
    service, _, name = quota.partition(" ")
    if name:
        return f"gcloud beta quotas info list --service={service} --project={project_}"
    where = "project-info describe" if region == _GLOBAL else f"regions describe {region}"
    return f"gcloud compute {where} --project={project_} --flatten=quotas --format='table(quotas.metric,quotas.limit,quotas.usage)'"  # noqa: E501 one command


def _uses(resource: Resource, home: str) -> Iterator[_Use]:
    if resource.type in _ADDRESSES:
        if resource.inputs.get("addressType", "EXTERNAL") == "EXTERNAL":
            region = _GLOBAL if "global" in resource.type else _region(resource, home)
            yield _Use(_ADDRESSES[resource.type], region, Decimal(1))
    elif resource.type == _POOL:
        yield from _machines(resource, _block(resource, "nodeConfig"), _most_nodes(resource), home)
    elif resource.type == _INSTANCE:
        yield from _machines(resource, dict(resource.inputs), Decimal(1), home)
    elif resource.type == _RUN:
        yield _Use("run.googleapis.com CPU", _region(resource, home), _cloud_run_cpus(resource))


def _machines(
    resource: Resource, config: dict[str, Any], count: Decimal | None, home: str
) -> Iterator[_Use]:
    region, named = _region(resource, home), config.get("machineType", "e2-medium")
    if not isinstance(named, str):
        yield _Use("CPUS", region, None)
        return
    machine = Machines(type=named, count=ONE)
    cpus = machine.shape.cpus if machine.shape else None
    quota = google().cpu_quotas.get(machine.family, f"{machine.family.upper()}_CPUS")
    kind = "PREEMPTIBLE_CPUS" if config.get("spot") else quota
    yield _Use(kind, region, None if cpus is None or count is None else cpus * count)
    for gpu in config.get("guestAccelerators") or ():
        name = str(gpu.get("type", "unknown")).upper().replace("-", "_")
        each = _number(gpu.get("count", 1))
        amount = None if each is None or count is None else each * count
        yield _Use(f"{name}_GPUS", region, amount)
        yield _Use("GPUS_ALL_REGIONS", _GLOBAL, amount)


def _most_nodes(pool: Resource) -> Decimal | None:
    """The most nodes at once, with those that an upgrade adds."""
    scaling = _block(pool, "autoscaling")
    zones = len(pool.inputs.get("nodeLocations") or ()) or 1  # type: ignore[arg-type]
    surge = _number(at(pool, "upgradeSettings.maxSurge")) or Decimal(0)
    total = _number(scaling.get("totalMaxNodeCount"))
    if total is not None:
        return total + surge
    each = _number(scaling.get("maxNodeCount") or pool.inputs.get("nodeCount"))
    return None if each is None else (each + surge) * zones


def _cloud_run_cpus(service: Resource) -> Decimal | None:
    most = _number(at(service, "scaling.maxInstanceCount"))
    containers = at(service, "template.containers")
    limits = [
        ((each.get("resources") or {}).get("limits") or {}).get("cpu", "1")
        for each in (containers if isinstance(containers, list) else ())
        if isinstance(each, dict)
    ]
    cpus = [_number(str(limit).removesuffix("m")) for limit in limits]
    if most is None or None in cpus:
        return None
    sizes = (
        cpu / 1000 if str(limit).endswith("m") else cpu
        for limit, cpu in zip(limits, cpus, strict=True)
        if cpu is not None
    )
    return most * sum(sizes, Decimal(0))


def _region(resource: Resource, home: str) -> str:
    """The region of a resource: of its own, of its zone, else the provider's."""
    for key in ("region", "location", "zone"):
        value = resource.inputs.get(key)
        if isinstance(value, str):
            return re.sub(r"-[a-z]$", "", value)
    return home


def _block(resource: Resource, key: str) -> dict[str, Any]:
    found = resource.inputs.get(key)
    return dict(found) if isinstance(found, dict) else {}


def _number(value: object) -> Decimal | None:
    try:
        return Decimal(str(value))
    except ArithmeticError:
        return None
