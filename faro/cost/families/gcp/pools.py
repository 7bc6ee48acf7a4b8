"""Node pools of Kubernetes Engine as room for pods."""

from __future__ import annotations

from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from faro.cost.families.family import Inputs, number
from faro.cost.families.gcp.gke import DEFAULT_MACHINE, nodes, zones
from faro.cost.packing import Pool, room

TYPE = "gcp:container/nodePool:NodePool"
_MANY = 1000
_POOL_LABEL = "cloud.google.com/gke-nodepool"


def pool(urn: str, inputs: Inputs) -> Pool | None:
    """The pool; None where its size or its machines are not known."""
    config = inputs.get("nodeConfig") or {}
    shape = _shapes().get(str(config.get("machineType", DEFAULT_MACHINE)))
    least = nodes(inputs)
    if shape is None or least is None:
        return None
    cpus, gib, gpus = (Decimal(str(part)) for part in shape)
    labels = {str(k): str(v) for k, v in (config.get("labels") or {}).items()}
    name = inputs.get("name")
    taints = config.get("taints")
    return Pool(
        urn=urn,
        room=room(cpus, gib, gpus),
        least=int(least),
        most=most(inputs, int(least)),
        labels={**labels, **({_POOL_LABEL: name} if isinstance(name, str) else {})},
        taints=frozenset(str(t.get("key")) for t in taints or () if isinstance(t, dict)),
    )


def most(inputs: Inputs, least: int) -> int:
    """How many nodes an autoscaler makes at most; the least where there is none."""
    scaling = inputs.get("autoscaling")
    if not isinstance(scaling, dict):
        return least
    total, per_zone = number(scaling.get("totalMaxNodeCount")), number(scaling.get("maxNodeCount"))
    if total is not None:
        return int(total)
    return _MANY if per_zone is None else int(per_zone) * zones(inputs)


@cache
def _shapes() -> dict[str, list[Any]]:
    text = Path(__file__).with_name("machines.yml").read_text(encoding="utf-8")
    return dict(yaml.safe_load(text))
