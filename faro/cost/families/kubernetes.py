"""Kubernetes: workloads are charged by their nodes. What asks a cloud for a balancer or a disk has
a price that only that cloud knows.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from faro.cost.families.family import Charged, Family, Fixed, Free, Inputs, Pricing

_NODES = Free("its nodes are charged")
_OBJECT = Free("an object of the cluster costs nothing")
_RUN = (
    *("apps/v1:DaemonSet", "apps/v1:Deployment", "apps/v1:ReplicaSet", "apps/v1:StatefulSet"),
    *("batch/v1:CronJob", "batch/v1:Job", "core/v1:Pod"),
)
_OBJECTS = (
    *("autoscaling/v2:HorizontalPodAutoscaler", "core/v1:ConfigMap", "core/v1:Namespace"),
    *("core/v1:ResourceQuota", "core/v1:Secret", "core/v1:ServiceAccount"),
    *("networking.k8s.io/v1:NetworkPolicy", "policy/v1:PodDisruptionBudget"),
    *("rbac.authorization.k8s.io/v1:ClusterRole", "rbac.authorization.k8s.io/v1:Role"),
    "rbac.authorization.k8s.io/v1:ClusterRoleBinding",
    "rbac.authorization.k8s.io/v1:RoleBinding",
    "secrets-store.csi.x-k8s.io/v1:SecretProviderClass",
)


def _spec(inputs: Inputs) -> dict[str, Any]:
    spec = inputs.get("spec")
    return spec if isinstance(spec, dict) else {}


def _service(inputs: Inputs) -> Iterator[Fixed]:
    """Only one of type LoadBalancer has something outside the cluster."""
    if _spec(inputs).get("type") == "LoadBalancer":
        yield Fixed(meter="balancer of a service", quantity=None)


def _claim(_inputs: Inputs) -> Iterator[Fixed]:
    yield Fixed(meter="disk of a claim", quantity=None)


def _ingress(_inputs: Inputs) -> Iterator[Fixed]:
    yield Fixed(meter="balancer of an ingress", quantity=None)


_TYPES: dict[str, Pricing] = {
    **{f"kubernetes:{name}": _NODES for name in _RUN},
    **{f"kubernetes:{name}": _OBJECT for name in _OBJECTS},
    "kubernetes:core/v1:Service": Charged(fixed=_service),
    "kubernetes:core/v1:PersistentVolumeClaim": Charged(fixed=_claim),
    "kubernetes:networking.k8s.io/v1:Ingress": Charged(fixed=_ingress),
}

FAMILY = Family(vendor="kubernetes", plan="any", fees=(), types=_TYPES)
