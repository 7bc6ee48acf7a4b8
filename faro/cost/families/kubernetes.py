"""Kubernetes: workloads are charged by their nodes. An object that requests a balancer or disk has
a price that only that cloud knows; what a chart makes is not seen.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from faro.cost.families.family import Charged, Family, Fixed, Free, Inputs, Pricing, text
from faro.cost.families.nested import block

_OBJECT = Free("an object of the cluster costs nothing")
_RUN = (
    *("apps/v1:DaemonSet", "apps/v1:Deployment", "apps/v1:ReplicaSet"),
    *("batch/v1:CronJob", "batch/v1:Job", "core/v1:Pod", "core/v1:ReplicationController"),
)
_OPERATORS = (
    *("cnrm.cloud.google.com", "services.k8s.aws", "crossplane.io", "upbound.io"),
    *("karpenter.sh", "karpenter.k8s.aws", "cluster.x-k8s.io", "azure.com"),
    *("cnpg.io", "strimzi.io", "zalan.do", "elastic.co", "mongodb.com", "percona.com"),
)
"""Groups whose objects make machines, disks or other resources of a cloud."""
_IN_THE_CLUSTER = frozenset(
    {
        *("cert-manager", "external-dns", "external-secrets", "metrics-server", "reloader"),
        *("sealed-secrets", "kube-state-metrics", "cluster-autoscaler", "argo-rollouts"),
        *("secrets-store-csi-driver", "aws-load-balancer-controller", "keda", "kyverno"),
        *("aws-ebs-csi-driver", "aws-efs-csi-driver", "aws-node-termination-handler"),
        *("istiod", "ztunnel", "argo-cd", "gatekeeper", "descheduler", "falco"),
        *("nvidia-device-plugin", "gpu-operator", "fluent-bit", "opentelemetry-operator"),
        *("prometheus-adapter", "goldilocks", "vpa", "velero", "reflector", "kubed"),
    }
)
"""Charts that make nothing outside the cluster by themselves."""
_BALANCER = "LoadBalancer"
_PERSISTENCE = frozenset({"persistence", "persistentVolume"})
_GATEWAYS = frozenset({"ingress-nginx", "nginx-ingress", "traefik", "contour", "kong", "gateway"})
"""Charts that make a service of type LoadBalancer, unless told otherwise."""


def outside(type_: str) -> Free | None:
    """Why a type that no family names costs nothing: it is an object of the cluster; None for
    one of an operator that makes more of it, or of no cluster at all.
    """
    package, _, rest = type_.partition(":")
    group = rest.partition("/")[0]
    made = group.endswith(_OPERATORS) or group.startswith("helm")
    return _OBJECT if package == "kubernetes" and "/" in rest and not made else None


def _pods(inputs: Inputs) -> Iterator[Fixed]:
    """Pods cost what their nodes do; those that fit on none of the program's are named."""
    if inputs.waiting:
        yield Fixed(meter=f"pods without a node: {inputs.waiting}", quantity=None)


def _stateful(inputs: Inputs) -> Iterator[Fixed]:
    """Its pods, and a disk of each claim for each of them."""
    yield from _pods(inputs)
    if block(inputs, "spec").get("volumeClaimTemplates"):
        yield Fixed(meter="disks of a stateful set", quantity=None)


def _service(inputs: Inputs) -> Iterator[Fixed]:
    """Only one of type LoadBalancer has something outside the cluster."""
    if block(inputs, "spec").get("type") == _BALANCER:
        yield Fixed(meter="balancer of a service", quantity=None)


def _claim(_inputs: Inputs) -> Iterator[Fixed]:
    yield Fixed(meter="disk of a claim", quantity=None)


def _ingress(_inputs: Inputs) -> Iterator[Fixed]:
    yield Fixed(meter="balancer of an ingress", quantity=None)


def _release(inputs: Inputs) -> Iterator[Fixed]:
    """Nothing of a known chart that stays in the cluster, unless its values ask for more."""
    chart = (text(inputs.get("chart")) or "unknown").rpartition("/")[2]
    values = inputs.get("values") or {}
    services = set(_services(values))
    if chart not in _GATEWAYS | _IN_THE_CLUSTER:
        yield Fixed(meter=f"what the chart {chart} makes", quantity=None)
    elif inputs.get("valueYamlFiles"):
        yield Fixed(meter=f"what the values file of the chart {chart} asks for", quantity=None)
    elif _BALANCER in services or (chart in _GATEWAYS and not services):
        yield Fixed(meter="balancer of a service", quantity=None)
    if chart in _GATEWAYS | _IN_THE_CLUSTER and _persists(values):
        yield Fixed(meter="disk of a claim", quantity=None)


def _blocks(values: Any) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Every block of a chart's values with its key, however deep."""
    for key, inner in values.items() if isinstance(values, dict) else ():
        if isinstance(inner, dict):
            yield key, inner
            yield from _blocks(inner)


def _services(values: Any) -> Iterator[str]:
    """The types of service that values ask for."""
    return (str(b["type"]) for key, b in _blocks(values) if key == "service" and "type" in b)


def _persists(values: Any) -> bool:
    """Return whether values ask for a disk."""
    return any(b.get("enabled") is True for key, b in _blocks(values) if key in _PERSISTENCE)


_INGRESS = Charged(fixed=_ingress)

TYPES: dict[str, Pricing] = {
    **{f"kubernetes:{name}": Charged(fixed=_pods) for name in _RUN},
    "kubernetes:apps/v1:StatefulSet": Charged(fixed=_stateful),
    "kubernetes:core/v1:Service": Charged(fixed=_service),
    "kubernetes:core/v1:PersistentVolumeClaim": Charged(fixed=_claim),
    "kubernetes:networking.k8s.io/v1:Ingress": _INGRESS,
    "kubernetes:networking.k8s.io/v1beta1:Ingress": _INGRESS,
    "kubernetes:extensions/v1beta1:Ingress": _INGRESS,
    "kubernetes:gateway.networking.k8s.io/v1:Gateway": _INGRESS,
    "kubernetes:helm.sh/v3:Release": Charged(fixed=_release),
}

FAMILY = Family(vendor="kubernetes", plan="any", fees=(), types=TYPES)
