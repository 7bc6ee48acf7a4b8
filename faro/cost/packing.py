"""How many nodes of each pool a cluster's workloads need: workloads are priced by their nodes.

Pods go to the first node with room, the largest first, on pools that their selector and tolerations
allow. Leaves out affinities, spreading and what no resource of the stack declares.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import chain
from typing import Any, NamedTuple, cast

from faro.model.snapshot import Resource, Snapshot
from faro.model.value import bare

_GPU = "nvidia.com/gpu"
_SCALES = {
    **{"m": Decimal("0.001"), "": Decimal(1), "k": Decimal(10**3)},
    **{"M": Decimal(10**6), "G": Decimal(10**9), "T": Decimal(10**12)},
    **{"Ki": Decimal(2**10), "Mi": Decimal(2**20), "Gi": Decimal(2**30), "Ti": Decimal(2**40)},
}
_GIB = Decimal(2**30)


class Size(NamedTuple):
    """CPUs, GiB and GPUs: of a pod's requests, or of a node's room."""

    gpus: Decimal
    cpus: Decimal
    gib: Decimal

    def holds(self, other: Size) -> bool:
        """Return whether the other size fits into it."""
        return all(mine >= theirs for mine, theirs in zip(self, other, strict=True))

    def plus(self, other: Size, times: int = 1) -> Size:
        """The sum."""
        return Size(*(mine + theirs * times for mine, theirs in zip(self, other, strict=True)))


NOTHING = Size(Decimal(0), Decimal(0), Decimal(0))


@dataclass(frozen=True, slots=True, kw_only=True)
class Pool:
    """Nodes of one size: ``room`` is what Kubernetes leaves for pods."""

    urn: str
    room: Size
    least: int
    most: int
    labels: Mapping[str, str] = field(default_factory=dict)
    taints: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Pods:
    """So many alike of the workload of a ``urn``; of a daemon set one for each node."""

    size: Size
    count: int
    urn: str = ""
    selector: Mapping[str, str] = field(default_factory=dict)
    tolerations: frozenset[str] = frozenset()
    on_every_node: bool = False

    def may_run_on(self, pool: Pool) -> bool:
        """Return whether selector and tolerations allow the pool."""
        chosen = all(pool.labels.get(key) == value for key, value in self.selector.items())
        return chosen and ("*" in self.tolerations or pool.taints <= self.tolerations)


class Packed(NamedTuple):
    """The number of nodes of each pool, and of the pods of each workload that fit on none."""

    nodes: dict[str, int]
    waiting: dict[str, int]


def pack(pools: Sequence[Pool], pods: Iterable[Pods]) -> Packed:
    """Pods on as few nodes as hold them, of each pool between its least and its most."""
    every = list(pods)
    waiting: dict[str, int] = {}
    rooms = {pool.urn: _room(pool, every) for pool in pools}
    nodes = {pool.urn: [rooms[pool.urn]] * pool.least for pool in pools}
    single = (p for p in every if not p.on_every_node)
    for group in sorted(single, key=lambda p: p.size, reverse=True):
        allowed = [pool for pool in pools if group.may_run_on(pool)]
        for placed in range(group.count):
            if not _place(group.size, allowed, nodes, rooms):
                waiting[group.urn] = group.count - placed
                break
    return Packed({urn: len(found) for urn, found in nodes.items()}, waiting)


def _room(pool: Pool, pods: Iterable[Pods]) -> Size:
    """What is left of a node beside the daemon sets."""
    room = pool.room
    for group in pods:
        if group.on_every_node and group.may_run_on(pool):
            room = room.plus(group.size, -1)
    return room


def _place(
    size: Size,
    pools: Sequence[Pool],
    nodes: dict[str, list[Size]],
    rooms: Mapping[str, Size],
) -> bool:
    """Put one pod on the first node with room, else on a new one."""
    for pool in pools:
        found = nodes[pool.urn]
        for number, room in enumerate(found):
            if room.holds(size):
                found[number] = room.plus(size, -1)
                return True
    for pool in pools:
        if len(nodes[pool.urn]) < pool.most and rooms[pool.urn].holds(size):
            nodes[pool.urn].append(rooms[pool.urn].plus(size, -1))
            return True
    return False


def pods_of(snapshot: Snapshot) -> Iterator[Pods]:
    """Return the pods of a stack's workloads; unknown values count as zero."""
    scalers = dict(chain.from_iterable(map(_least, snapshot.resources)))
    for resource in snapshot.resources:
        kind = resource.type.rpartition(":")[2]
        spec = _inputs(resource).get("spec") if resource.type.startswith("kubernetes:") else None
        if not isinstance(spec, dict):
            continue
        if resource.type.startswith("kubernetes:apps/") and kind in _WORKLOADS:
            count = scalers.get((kind, _name(resource)), _whole(spec.get("replicas", 1)))
            pod = (spec.get("template") or {}).get("spec") or {}
            yield _pods(resource.urn, pod, count, on_every_node=kind == "DaemonSet")
        elif resource.type == "kubernetes:core/v1:Pod":
            yield _pods(resource.urn, spec, 1)


def without_nodes(snapshot: Snapshot) -> dict[str, int]:
    """The pods of each workload, where no node is known that may hold them."""
    jobs = {r.urn: 1 for r in snapshot.resources if r.type in _JOBS}
    return {pods.urn: pods.count for pods in pods_of(snapshot)} | jobs


_WORKLOADS = frozenset({"Deployment", "StatefulSet", "ReplicaSet", "DaemonSet"})
_JOBS = frozenset({"kubernetes:batch/v1:Job", "kubernetes:batch/v1:CronJob"})


_SCALERS = {
    "HorizontalPodAutoscaler": ("minReplicas", 1),
    # https://keda.sh/docs/latest/reference/scaledobject-spec
    "ScaledObject": ("minReplicaCount", 0),
}
"""Where an autoscaler says the fewest pods it keeps, and how many where it says nothing."""


_ELSEWHERE = re.compile(
    r"aws:eks/(nodeGroup|fargateProfile):|aws:autoscaling/group:|eks:index:"
    r"|(azure|digitalocean|linode|civo|oci|scaleway|vultr)[^:]*:.*"
    r"(Kubernetes|ManagedCluster|AgentPool|Lke|NodePool)"
)


def nodes_elsewhere(resource: Resource) -> bool:
    """Return whether a resource is, or makes, nodes whose room is not known here: of another
    cloud, or Google's own of a cluster in Autopilot.
    """
    if resource.type == "gcp:container/cluster:Cluster":
        return bool(_inputs(resource).get("enableAutopilot"))
    return _ELSEWHERE.match(resource.type) is not None


def _least(resource: Resource) -> Iterator[tuple[tuple[str, str], int]]:
    """The fewest pods that an autoscaler keeps of its workload."""
    kind = resource.type.rpartition(":")[2]
    spec = _inputs(resource).get("spec")
    found = spec if isinstance(spec, dict) else {}
    target = found.get("scaleTargetRef")
    if kind in _SCALERS and isinstance(target, dict):
        key, otherwise = _SCALERS[kind]
        least = _whole(found.get(key, otherwise))
        yield (str(target.get("kind", "Deployment")), str(target.get("name"))), least


def _pods(urn: str, pod: Mapping[str, Any], count: int, *, on_every_node: bool = False) -> Pods:
    size = NOTHING
    for container in pod.get("containers") or ():
        size = size.plus(_requests(container))
    return Pods(
        urn=urn,
        size=size,
        count=count,
        selector={str(k): str(v) for k, v in (pod.get("nodeSelector") or {}).items()},
        tolerations=frozenset(
            str(t.get("key", "*")) for t in pod.get("tolerations") or () if isinstance(t, dict)
        ),
        on_every_node=on_every_node,
    )


def _requests(container: Any) -> Size:
    """A container's requests; what it only limits, it also asks for."""
    resources = container.get("resources") if isinstance(container, dict) else None
    found = resources if isinstance(resources, dict) else {}
    asked = {**(found.get("limits") or {}), **(found.get("requests") or {})}
    return Size(
        gpus=quantity(asked.get(_GPU)),
        cpus=quantity(asked.get("cpu")),
        gib=quantity(asked.get("memory")) / _GIB,
    )


def quantity(given: object) -> Decimal:
    """A quantity as Kubernetes writes it; nothing where it is not known."""
    text = str(given) if isinstance(given, int | float | str) else "0"
    digits = text.rstrip("KMGTkmi")
    try:
        return Decimal(digits) * _SCALES[text[len(digits) :]]
    except (ArithmeticError, KeyError):
        return Decimal(0)


def _whole(given: object) -> int:
    return given if isinstance(given, int) else 1


def _name(resource: Resource) -> str:
    """The name in the cluster, else the logical one, which an autoscaler refers to by an output."""
    metadata = _inputs(resource).get("metadata")
    named = metadata.get("name") if isinstance(metadata, dict) else None
    return named if isinstance(named, str) else resource.name


def _inputs(resource: Resource) -> dict[str, Any]:
    return cast("dict[str, Any]", bare(dict(resource.inputs)))


def room(cpus: Decimal, gib: Decimal, gpus: Decimal = Decimal(0)) -> Size:
    """Return the allocatable resources of a node: shares that depend on its size, minus 100 MiB for
    eviction (https://cloud.google.com/kubernetes-engine/docs/concepts/plan-node-sizes, 2026).
    """
    kept_cpus = _share(cpus, ((1, "0.06"), (1, "0.01"), (2, "0.005"), (None, "0.0025")))
    kept_gib = _share(gib, ((4, "0.25"), (4, "0.2"), (8, "0.1"), (112, "0.06"), (None, "0.02")))
    return Size(gpus, cpus - kept_cpus, gib - kept_gib - Decimal(100) / 1024)


def _share(whole: Decimal, shares: Sequence[tuple[int | None, str]]) -> Decimal:
    """The sum of a share of each band."""
    kept, left = Decimal(0), whole
    for width, share in shares:
        part = left if width is None else min(left, Decimal(width))
        kept += part * Decimal(share)
        left -= part
    return kept
