"""Node pools of Kubernetes Engine as capacity for pods."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from faro.cost.families.family import Inputs, number
from faro.cost.families.gcp.gke import CLUSTER, DEFAULT_MACHINE, declared, nodes
from faro.cost.families.gcp.machine import ONE, machines
from faro.cost.families.nested import block, blocks
from faro.cost.packing import Pool, room
from faro.model.snapshot import Resource

TYPE = "gcp:container/nodePool:NodePool"
DECLARED_BY = frozenset({TYPE, CLUSTER})
_MANY = 1000
_POOL_LABEL = "cloud.google.com/gke-nodepool"


def pools(resource: Resource, inputs: Inputs) -> Iterator[Pool]:
    """The pool that a resource is, or those that a cluster declares itself."""
    given = [(resource.urn, inputs)] if resource.type == TYPE else []
    if resource.type == CLUSTER and not inputs.get("enableAutopilot"):
        given = [(f"{resource.urn}#{n}", own) for n, own in enumerate(declared(inputs))]
    for urn, own in given:
        found = _pool(urn, own)
        if found is not None:
            yield found


def _pool(urn: str, inputs: Inputs) -> Pool | None:
    """The pool; None where its size or its machines are not known."""
    config = block(inputs, "nodeConfig")
    shape = machines(config.get("machineType", DEFAULT_MACHINE), ONE, spot=False).shape
    count = nodes(inputs)
    if shape is None or count.wanted is None:
        return None
    least = int(count.wanted)
    labels = {str(k): str(v) for k, v in block(config, "labels").items()}
    name = inputs.get("name")
    return Pool(
        urn=urn,
        room=room(shape.cpus, shape.gib, _gpus(config, shape.gpus)),
        least=least,
        most=most(inputs, least),
        labels={**labels, **({_POOL_LABEL: name} if isinstance(name, str) else {})},
        taints=frozenset(str(taint.get("key")) for taint in blocks(config, "taints")),
    )


def most(inputs: Inputs, least: int) -> int:
    """Return the maximum number of nodes of an autoscaler; the minimum if there is none."""
    count = nodes(inputs)
    if count.least is not None and count.most is None:
        return _MANY
    return int(count.most or least)


def _gpus(config: Mapping[str, Any], built_in: Decimal) -> Decimal:
    """GPUs of a node: those of its type, else those that are attached."""
    counts = [number(found.get("count")) for found in blocks(config, "guestAccelerators")]
    return built_in or sum((count for count in counts if count is not None), Decimal(0))
