"""A Kubernetes namespace that lets nothing in or out until a workload asks for it.

Owns the namespace, its pod security level and the default policies. The Kubernetes provider comes
with the component's options.
"""

from __future__ import annotations

from dataclasses import dataclass

import pulumi
import pulumi_kubernetes as kubernetes

from components.validation import CheckedArgs, Problems

_DNS_PORT = 53


@dataclass(frozen=True, kw_only=True)
class KubernetesNamespaceArgs(CheckedArgs):
    """``namespace`` is the name inside the cluster."""

    namespace: str

    def _check(self, problems: Problems) -> None:
        problems.unless(self.namespace != "default", "use a namespace of your own, not 'default'")


class KubernetesNamespace(pulumi.ComponentResource):
    """A namespace at pod security level ``restricted``, all traffic denied but name lookups."""

    def __init__(
        self,
        name: str,
        args: KubernetesNamespaceArgs,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__("faro:kubernetes:Namespace", name, None, opts)
        self.namespace = self._namespace(f"{name}-namespace", args.namespace)
        self.name = self.namespace.metadata.name
        self._deny_everything(f"{name}-deny-all")
        self._allow_dns(f"{name}-allow-dns")
        self.register_outputs({"name": self.name})

    def _namespace(self, name: str, namespace: str) -> kubernetes.core.v1.Namespace:
        return kubernetes.core.v1.Namespace(
            name,
            metadata={
                "name": namespace,
                "labels": {
                    "pod-security.kubernetes.io/enforce": "restricted",
                    "pod-security.kubernetes.io/warn": "restricted",
                },
            },
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _deny_everything(self, name: str) -> None:
        kubernetes.networking.v1.NetworkPolicy(
            name,
            metadata={"name": "deny-all", "namespace": self.name},
            spec={"pod_selector": {}, "policy_types": ["Ingress", "Egress"]},
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _allow_dns(self, name: str) -> None:
        kubernetes.networking.v1.NetworkPolicy(
            name,
            metadata={"name": "allow-dns", "namespace": self.name},
            spec={
                "pod_selector": {},
                "policy_types": ["Egress"],
                "egress": [
                    {
                        "ports": [
                            {"protocol": "UDP", "port": _DNS_PORT},
                            {"protocol": "TCP", "port": _DNS_PORT},
                        ]
                    }
                ],
            },
            opts=pulumi.ResourceOptions(parent=self),
        )
