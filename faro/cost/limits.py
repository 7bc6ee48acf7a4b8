"""Limits set by the program that a load exceeds: a budget at a vendor, the maximum
nodes of a pool, a quota, sizes (`capacity`). The ends of a vendor's plan are the bill's
(`Line.beyond`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from math import ceil
from typing import Any

from faro.cost import capacity
from faro.cost.bill import Line
from faro.cost.estimate import Estimate
from faro.cost.families.family import HOURS_PER_MONTH, Inputs
from faro.cost.families.gcp.pools import most
from faro.cost.families.nested import amount, block
from faro.cost.sums import of_lines
from faro.cost.workload import Workload
from faro.model.snapshot import Resource
from faro.model.value import bare

_MINUTES = HOURS_PER_MONTH * 60

_Check = Callable[[Mapping[str, Any], list[Line], Workload | None], str]
"""Inputs, lines and load → what goes beyond the limit, in words; empty for nothing."""


def exceeded(estimate: Estimate, workload: Workload | None) -> Iterator[str]:
    """Each limit that a bill goes beyond, by the resource that sets it."""
    lines: dict[str, list[Line]] = {}
    for line in estimate.bill.lines:
        lines.setdefault(line.usage.resource, []).append(line)
    for resource in (*estimate.charged, *estimate.free):
        if found := _of(resource, lines.get(resource.urn, []), workload):
            yield f"{resource.name} {found}"
    if workload:
        yield from capacity.databases(estimate.charged, lines, workload)


def _of(resource: Resource, lines: list[Line], workload: Workload | None) -> str:
    inputs = bare(dict(resource.inputs))
    if not isinstance(inputs, dict):
        return ""
    if check := _CHECKS.get(resource.type):
        return check(inputs, lines, workload)
    sized = capacity.CHECKS.get(resource.type)
    return sized(inputs, lines, workload) if sized and workload else ""


def _redis(inputs: Mapping[str, Any], lines: list[Line], _load: Workload | None) -> str:
    """Upstash throttles a database for the rest of the month when its budget is spent."""
    budget, cost = amount(inputs.get("budget")), of_lines(lines)
    if budget is None or cost is None or cost.amount <= budget:
        return ""
    return f"costs {cost.amount:,.2f} of its budget of {budget:,.2f} (throttled)"


def _pool(inputs: Mapping[str, Any], lines: list[Line], _load: Workload | None) -> str:
    """An autoscaler adds no node beyond the most; what asks for more is not scheduled."""
    if not isinstance(inputs.get("autoscaling"), dict):
        return ""
    limit = most(Inputs(inputs), 0)
    machines = [one for one in lines if one.usage.meter.startswith("vm_")]
    hours = sum((one.usage.quantity or Decimal(0) for one in machines), Decimal(0))
    nodes = ceil(hours / HOURS_PER_MONTH)
    return f"has {nodes} nodes of at most {limit}" if nodes > limit else ""


def _quota(inputs: Mapping[str, Any], _lines: list[Line], load: Workload | None) -> str:
    """A quota of requests to the model in a minute; in the busiest hour the others are refused."""
    quota = amount(block(inputs, "quotaConfig").get("preferredValue"))
    of_model = inputs.get("service") == "generativelanguage.googleapis.com"
    if quota is None or load is None or not of_model:
        return ""
    busiest = load.questions / _MINUTES * load.peak_factor
    if busiest <= quota:
        return ""
    return f"allows {quota:,} of {busiest:,.0f} requests a minute in the busiest hour (refused)"


_CHECKS: dict[str, _Check] = {
    "upstash:index/redisDatabase:RedisDatabase": _redis,
    "gcp:container/nodePool:NodePool": _pool,
    "gcp:cloudquota/sQuotaPreference:SQuotaPreference": _quota,
}
