"""A hardened GKE cluster, its node pools and the way to talk to it.

Owns the cluster, the node account, the pools, the key that encrypts its secrets, and the firewall
rule for health checks. Leaves out everything inside the cluster. ``provider`` is the Kubernetes
provider: it reaches the control plane by its DNS name, guarded by IAM; no IP endpoint is open.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass

import pulumi
import pulumi_kubernetes as kubernetes
from pulumi_gcp import compute, container, kms, projects

from components.limits import machines, places
from components.limits.facts import facts
from components.maintenance import SUNDAY, MaintenanceWindow
from components.naming import GKE_CLUSTER_LIMIT, labels, physical_name
from components.service_identity import ServiceIdentity, ServiceIdentityArgs
from components.validation import CheckedArgs, Problems

# https://cloud.google.com/load-balancing/docs/health-check-concepts: where probes come from.
_HEALTH_CHECK_RANGES = ["130.211.0.0/22", "35.191.0.0/16"]
_QUARTER_SECONDS = 7_776_000

_DNS: container.ClusterDnsConfigArgsDict = {
    "cluster_dns": "CLOUD_DNS",
    "cluster_dns_scope": "CLUSTER_SCOPE",
}
_ENDPOINTS: container.ClusterControlPlaneEndpointsConfigArgsDict = {
    "dns_endpoint_config": {"allow_external_traffic": True},
    "ip_endpoints_config": {"enabled": False},
}
_NO_ANONYMOUS_BINDINGS: container.ClusterRbacBindingConfigArgsDict = {
    "enable_insecure_binding_system_authenticated": False,
    "enable_insecure_binding_system_unauthenticated": False,
}
_POOL_DEFAULTS: container.ClusterNodePoolDefaultsArgsDict = {
    "node_config_defaults": {
        "insecure_kubelet_readonly_port_enabled": "FALSE",
        "gcfs_config": {"enabled": True},
    }
}
_LOGGING: container.ClusterLoggingConfigArgsDict = {
    "enable_components": ["SYSTEM_COMPONENTS", "WORKLOADS"]
}
_POSTURE: container.ClusterSecurityPostureConfigArgsDict = {
    "mode": "BASIC",
    "vulnerability_mode": "VULNERABILITY_DISABLED",
}
_MONITORING: container.ClusterMonitoringConfigArgsDict = {
    "enable_components": ["SYSTEM_COMPONENTS", "DEPLOYMENT", "HPA", "POD"],
    "managed_prometheus": {"enabled": True},
}


@dataclass(frozen=True, kw_only=True)
class NodePool(CheckedArgs):
    """Nodes of one kind; the limits count all zones together."""

    machine_type: str
    min_nodes: int
    max_nodes: int
    disk_gib: int = 100
    spot: bool = False

    def _check(self, problems: Problems) -> None:
        problems.unless(
            0 <= self.min_nodes <= self.max_nodes,
            f"nodes {self.min_nodes} to {self.max_nodes}: must be 0 or more and ascending",
        )
        gke = facts("gke")
        most = gke["most_nodes_in_a_pool"]
        problems.unless(self.max_nodes <= most, f"{self.max_nodes} nodes: a pool has {most}")
        least_disk, most_disk = gke["least_disk_gib"], gke["most_disk_gib"]
        problems.unless(
            least_disk <= self.disk_gib <= most_disk,
            f"disk of {self.disk_gib} GiB: {least_disk} to {most_disk}",
        )
        problems.add(machines.node_problems(self.machine_type))


@dataclass(frozen=True, kw_only=True)
class GkeArgs(CheckedArgs):
    """``pod_range`` and ``service_range`` name secondary ranges of the subnet.

    ``health_check_ports`` are the container ports load balancers may probe. Raise
    ``key_generation`` to encrypt a new cluster: the name of a key ring is never free again.
    ``after`` is what the node account and the key wait for.
    """

    project: str
    region: str
    zones: tuple[str, ...]
    network: pulumi.Input[str]
    subnetwork: pulumi.Input[str]
    pod_range: str
    service_range: str
    pools: Mapping[str, NodePool]
    health_check_ports: tuple[int, ...]
    maintenance: MaintenanceWindow = SUNDAY
    key_generation: int = 1
    after: tuple[pulumi.Resource, ...] = ()

    def _check(self, problems: Problems) -> None:
        problems.unless(bool(self.pools), "at least one node pool is needed")
        problems.unless(bool(self.zones), "at least one zone is needed")
        problems.unless(self.key_generation >= 1, "key_generation must be at least 1")
        problems.add(places.region_problems("google", self.region))
        problems.add(places.zone_problems(self.region, self.zones))


def cluster_name() -> str:
    """Name the project's cluster."""
    return physical_name("cluster", limit=GKE_CLUSTER_LIMIT)


class Gke(pulumi.ComponentResource):
    """A regional, private cluster with Dataplane V2 and Workload Identity."""

    def __init__(
        self, name: str, args: GkeArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("faro:gke:Gke", name, None, opts)
        self._args = args
        self.physical_name = cluster_name()
        self.issuer = (
            f"https://container.googleapis.com/v1/projects/{args.project}"
            f"/locations/{args.region}/clusters/{self.physical_name}"
        )
        self.nodes = self._node_identity(f"{name}-nodes")
        self.key = self._secrets_key(f"{name}-secrets")
        self.cluster = self._cluster(f"{name}-cluster")
        self.pools = {key: self._pool(name, key) for key in args.pools}
        self._let_health_checks_in(f"{name}-health-checks")
        self.provider = self._kubernetes_provider(f"{name}-provider")
        self.register_outputs({"cluster": self.cluster.name})

    def _node_identity(self, name: str) -> ServiceIdentity:
        return ServiceIdentity(
            name,
            ServiceIdentityArgs(
                project=self._args.project,
                role="nodes",
                project_roles=(
                    "roles/container.defaultNodeServiceAccount",
                    "roles/artifactregistry.reader",
                ),
                after=self._args.after,
            ),
            pulumi.ResourceOptions(parent=self),
        )

    def _secrets_key(self, name: str) -> kms.CryptoKeyIAMMember:
        # A key ring can never be deleted, and without the key the cluster's secrets are lost.
        own = pulumi.ResourceOptions(
            parent=self, protect=True, retain_on_delete=True, depends_on=list(self._args.after)
        )
        ring = kms.KeyRing(
            f"{name}-ring",
            name=physical_name("cluster", generation=self._args.key_generation),
            location=self._args.region,
            opts=own,
        )
        key = kms.CryptoKey(
            f"{name}-key",
            name="secrets",
            key_ring=ring.id,
            rotation_period=f"{_QUARTER_SECONDS}s",
            opts=own,
        )
        agent = projects.ServiceIdentity(
            f"{name}-agent",
            service="container.googleapis.com",
            opts=pulumi.ResourceOptions(parent=self, depends_on=list(self._args.after)),
        )
        return kms.CryptoKeyIAMMember(
            f"{name}-grant",
            crypto_key_id=key.id,
            role="roles/cloudkms.cryptoKeyEncrypterDecrypter",
            member=agent.member,
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _cluster(self, name: str) -> container.Cluster:
        # GKE makes and removes the default pool; what is left of its settings must not count as a
        # change, for it would replace the cluster.
        return container.Cluster(
            name,
            name=self.physical_name,
            location=self._args.region,
            resource_labels=labels(),
            node_locations=list(self._args.zones),
            remove_default_node_pool=True,
            initial_node_count=1,
            deletion_protection=True,
            network=self._args.network,
            subnetwork=self._args.subnetwork,
            networking_mode="VPC_NATIVE",
            ip_allocation_policy={
                "cluster_secondary_range_name": self._args.pod_range,
                "services_secondary_range_name": self._args.service_range,
            },
            datapath_provider="ADVANCED_DATAPATH",
            network_policy={"enabled": False},  # Dataplane V2 enforces policies without it
            enable_intranode_visibility=True,
            dns_config=_DNS,
            private_cluster_config={"enable_private_nodes": True},
            control_plane_endpoints_config=_ENDPOINTS,
            master_auth={"client_certificate_config": {"issue_client_certificate": False}},
            anonymous_authentication_config={"mode": "LIMITED"},
            rbac_binding_config=_NO_ANONYMOUS_BINDINGS,
            workload_identity_config={"workload_pool": f"{self._args.project}.svc.id.goog"},
            enable_shielded_nodes=True,
            node_pool_defaults=_POOL_DEFAULTS,
            binary_authorization={"evaluation_mode": "PROJECT_SINGLETON_POLICY_ENFORCE"},
            database_encryption={"state": "ENCRYPTED", "key_name": self.key.crypto_key_id},
            # Google took the scan of workloads away; images are scanned in their registry.
            security_posture_config=_POSTURE,
            secret_manager_config={"enabled": True},
            release_channel={"channel": "REGULAR"},
            maintenance_policy=self._args.maintenance.of_nodes(),
            logging_config=_LOGGING,
            monitoring_config=_MONITORING,
            cost_management_config={"enabled": True},
            pod_autoscaling={"hpa_profile": "PERFORMANCE"},
            opts=pulumi.ResourceOptions(
                parent=self,
                protect=True,
                depends_on=[self.key],
                ignore_changes=["nodeConfig", "initialNodeCount"],
            ),
        )

    def _pool(self, name: str, key: str) -> container.NodePool:
        pool = self._args.pools[key]
        return container.NodePool(
            f"{name}-pool-{key}",
            name=key,
            cluster=self.cluster.id,
            location=self._args.region,
            node_locations=list(self._args.zones),
            # A node in each zone from the start: a zone without one has no group of endpoints.
            initial_node_count=math.ceil(pool.min_nodes / len(self._args.zones)),
            autoscaling={
                "total_min_node_count": pool.min_nodes,
                "total_max_node_count": pool.max_nodes,
                "location_policy": "ANY" if pool.spot else "BALANCED",
            },
            ignore_node_count_changes=True,
            management={"auto_repair": True, "auto_upgrade": True},
            upgrade_settings={"strategy": "SURGE", "max_surge": 1, "max_unavailable": 0},
            node_config=self._node_config(pool),
            opts=pulumi.ResourceOptions(
                parent=self, depends_on=self.nodes.grants, ignore_changes=["initialNodeCount"]
            ),
        )

    def _node_config(self, pool: NodePool) -> container.NodePoolNodeConfigArgsDict:
        return {
            "machine_type": pool.machine_type,
            "disk_size_gb": pool.disk_gib,
            "disk_type": "pd-balanced",
            "image_type": "COS_CONTAINERD",
            "spot": pool.spot,
            "service_account": self.nodes.email,
            "oauth_scopes": ["https://www.googleapis.com/auth/cloud-platform"],
            "shielded_instance_config": {
                "enable_secure_boot": True,
                "enable_integrity_monitoring": True,
            },
            "workload_metadata_config": {"mode": "GKE_METADATA"},
            "kubelet_config": {"insecure_kubelet_readonly_port_enabled": "FALSE"},
            "gcfs_config": {"enabled": True},
            "gvnic": {"enabled": True},
            "metadata": {"disable-legacy-endpoints": "true"},
            "tags": [self.physical_name],
        }

    def _let_health_checks_in(self, name: str) -> compute.Firewall:
        # GKE makes this rule for its own ingresses only, not for groups of pods used from outside.
        return compute.Firewall(
            name,
            name=physical_name("health-checks"),
            network=self._args.network,
            direction="INGRESS",
            source_ranges=_HEALTH_CHECK_RANGES,
            target_tags=[self.physical_name],
            allows=[
                {
                    "protocol": "tcp",
                    "ports": [str(port) for port in self._args.health_check_ports],
                }
            ],
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _kubernetes_provider(self, name: str) -> kubernetes.Provider:
        # Without cluster_identifier any change of the text below would replace every object.
        endpoint = self.cluster.control_plane_endpoints_config.dns_endpoint_config.endpoint
        return kubernetes.Provider(
            name,
            kubeconfig=endpoint.apply(_kubeconfig),
            cluster_identifier=self.cluster.id,
            opts=pulumi.ResourceOptions(parent=self, depends_on=list(self.pools.values())),
        )


def _kubeconfig(endpoint: str | None) -> str:
    """Write a kubeconfig that asks gcloud's plugin for a token: it holds no credential."""
    name = "gke"
    user = {
        "exec": {
            "apiVersion": "client.authentication.k8s.io/v1",
            "command": "gke-gcloud-auth-plugin",
            "interactiveMode": "Never",
            "provideClusterInfo": True,
        }
    }
    return json.dumps(
        {
            "apiVersion": "v1",
            "kind": "Config",
            "clusters": [{"name": name, "cluster": {"server": f"https://{endpoint}"}}],
            "users": [{"name": name, "user": user}],
            "contexts": [{"name": name, "context": {"cluster": name, "user": name}}],
            "current-context": name,
        }
    )
