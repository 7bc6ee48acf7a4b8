"""KEDA, the operator that scales workloads by what waits for them (https://keda.sh).

Owns its namespace, its network policy and the chart, at one version. Leaves out what it scales
(see ``queue_scaling``). The operator reads queues at Amazon with its own token, exchanged for a
role. The Kubernetes provider comes with the component's options.

The chart is a ``helm.v3.Release``: one resource for the engine and for a plan made offline, while
the objects of ``helm.v4.Chart`` are made by the plugin.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pulumi
import pulumi_kubernetes as kubernetes

from components import pod
from components.kubernetes_namespace import KubernetesNamespace, KubernetesNamespaceArgs
from components.validation import CheckedArgs, Problems

NAMESPACE = "keda"
ACCOUNT = "keda-operator"  # the chart's own name of the operator's service account

_REPOSITORY = "https://kedacore.github.io/charts"
_VERSION = "2.18.1"
_HTTPS_PORT = 443
_METRICS_API_PORT = 6443
_OPERATOR_PORT = 9666
_REPLICAS = 2
_TIMEOUT_SECONDS = 300


@dataclass(frozen=True, kw_only=True)
class KedaArgs(CheckedArgs):
    """``namespace`` is the one whose workloads are scaled, ``region`` the queues' at Amazon."""

    namespace: str
    node_pool: str
    region: str

    def _check(self, problems: Problems) -> None:
        problems.unless(bool(self.namespace), "the namespace to scale is empty")
        problems.unless(bool(self.region), "the region is empty")


class Keda(pulumi.ComponentResource):
    """The operator and its metrics server; what uses its kinds waits for ``release``."""

    def __init__(
        self, name: str, args: KedaArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("faro:kubernetes:Keda", name, None, opts)
        self._own = pulumi.ResourceOptions(parent=self)
        self.namespace = KubernetesNamespace(
            f"{name}-namespace", KubernetesNamespaceArgs(namespace=NAMESPACE), self._own
        )
        policy = self._network_policy(f"{name}-network")
        self.release = kubernetes.helm.v3.Release(
            f"{name}-release",
            name=NAMESPACE,
            chart="keda",
            version=_VERSION,
            repository_opts={"repo": _REPOSITORY},
            namespace=self.namespace.name,
            create_namespace=False,
            atomic=True,
            timeout=_TIMEOUT_SECONDS,
            values=_values(args),
            opts=pulumi.ResourceOptions(parent=self, depends_on=[policy]),
        )
        self.register_outputs({"version": _VERSION})

    def _network_policy(self, name: str) -> kubernetes.networking.v1.NetworkPolicy:
        """Let the API server in, each pod to the operator, and all of them out by HTTPS."""
        within: kubernetes.networking.v1.NetworkPolicyPeerArgsDict = {"pod_selector": {}}
        operator: kubernetes.networking.v1.NetworkPolicyPortArgsDict = {
            "protocol": "TCP",
            "port": _OPERATOR_PORT,
        }
        return kubernetes.networking.v1.NetworkPolicy(
            name,
            metadata={"name": NAMESPACE, "namespace": self.namespace.name},
            spec={
                "pod_selector": {},
                "policy_types": ["Ingress", "Egress"],
                "ingress": [
                    # The control plane of GKE has no address of its own that a policy could name.
                    {"ports": [{"protocol": "TCP", "port": _METRICS_API_PORT}]},
                    {"from_": [within], "ports": [operator]},
                ],
                "egress": [
                    {"ports": [{"protocol": "TCP", "port": _HTTPS_PORT}]},
                    {"to": [within], "ports": [operator]},
                ],
            },
            opts=self._own,
        )


def _values(args: KedaArgs) -> Mapping[str, Any]:
    """Two of each, spread by a disruption budget; no webhooks, which only repeat our checks."""
    return {
        "watchNamespace": args.namespace,
        "operator": {"replicaCount": _REPLICAS},
        "metricsServer": {"replicaCount": _REPLICAS},
        "webhooks": {"enabled": False},
        "podDisruptionBudget": {
            "operator": {"maxUnavailable": 1},
            "metricServer": {"maxUnavailable": 1},
        },
        "nodeSelector": {pod.NODE_POOL_LABEL: args.node_pool},
        "env": [
            {"name": "AWS_REGION", "value": args.region},
            {"name": "AWS_WEB_IDENTITY_TOKEN_FILE", "value": pod.AWS_TOKEN_FILE},
        ],
        "volumes": {
            "keda": {
                "extraVolumes": [
                    {
                        "name": pod.AWS_TOKEN_VOLUME,
                        "projected": {
                            "sources": [
                                {
                                    "serviceAccountToken": {
                                        "audience": pod.AWS_AUDIENCE,
                                        "expirationSeconds": pod.TOKEN_SECONDS,
                                        "path": pod.AWS_TOKEN_FILE.rpartition("/")[2],
                                    }
                                }
                            ]
                        },
                    }
                ],
                "extraVolumeMounts": [
                    {
                        "name": pod.AWS_TOKEN_VOLUME,
                        "mountPath": pod.AWS_TOKEN_FILE.rpartition("/")[0],
                        "readOnly": True,
                    }
                ],
            }
        },
    }
