"""Options of a resource that cost something of their own and that its pricer does not read: each is
named where a program sets it, so that no total is exact without it.

Paths are those of the provider's schema (pulumi-gcp 10.2.0); that they cost is said by the vendor's
price pages: cloud.google.com/<service>/pricing for the service of the type.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from faro.cost.families.family import Charged, Fixed, Inputs, Pricing
from faro.cost.families.gcp.place import region

_OFF: tuple[object, ...] = (None, False, 0, "", "DISABLED", "OFF", "NONE", [], {})
"""Values that switch an option off."""

_MACHINE = {
    "confidentialInstanceConfig": "confidential computing",
    "networkPerformanceConfig": "network of the highest tier",
    "scheduling.nodeAffinities": "sole tenancy",
    "scheduling.maxRunDuration": "a run that ends before the month does",
    "bootDisk.initializeParams.storagePool": "storage pool of the boot disk",
}
_TEMPLATE = {path: name for path, name in _MACHINE.items() if not path.startswith("bootDisk")}
_GROUP = {
    "targetSuspendedSize": "suspended machines",
    "targetStoppedSize": "stopped machines",
}
_NODES = {
    "confidentialNodes": "confidential computing",
    "soleTenantConfig": "sole tenancy",
    "secondaryBootDisks": "secondary boot disks",
    "storagePools": "storage pools",
    "flexStart": "flex start",
}
_POOL = {
    **{f"nodeConfig.{path}": name for path, name in _NODES.items()},
    "networkConfig.networkPerformanceConfig": "network of the highest tier",
    "queuedProvisioning.enabled": "queued provisioning",
}
_CLUSTER = {
    **_POOL,
    **{f"nodePools[].{path}": name for path, name in _POOL.items()},
    "clusterAutoscaling.enabled": "pools that auto-provisioning makes",
    "enterpriseConfig.desiredTier": "enterprise tier",
    "addonsConfig.gkeBackupAgentConfig.enabled": "backups of the cluster",
    "securityPostureConfig.vulnerabilityMode=VULNERABILITY_ENTERPRISE": "vulnerability scans",
}
_DISK = {
    "storagePool": "storage pool",
    "enableConfidentialCompute": "confidential computing",
    "asyncPrimaryDisk": "asynchronous replication",
}

FIXED: Mapping[str, Mapping[str, str]] = {
    "gcp:compute/instance:Instance": _MACHINE,
    "gcp:compute/instanceFromTemplate:InstanceFromTemplate": _MACHINE,
    "gcp:compute/instanceTemplate:InstanceTemplate": _TEMPLATE,
    "gcp:compute/regionInstanceTemplate:RegionInstanceTemplate": _TEMPLATE,
    "gcp:compute/instanceGroupManager:InstanceGroupManager": _GROUP,
    "gcp:compute/regionInstanceGroupManager:RegionInstanceGroupManager": _GROUP,
    "gcp:compute/disk:Disk": _DISK,
    "gcp:compute/regionDisk:RegionDisk": _DISK,
    "gcp:container/cluster:Cluster": _CLUSTER,
    "gcp:container/nodePool:NodePool": _POOL,
    "gcp:sql/databaseInstance:DatabaseInstance": {
        "settings.readPoolAutoScaleConfig.enabled": "nodes that autoscaling adds",
        "settings.dataDiskProvisionedIops": "provisioned IOPS",
        "settings.dataDiskProvisionedThroughput": "provisioned throughput",
    },
    "gcp:cloudrunv2/service:Service": {"multiRegionSettings": "further regions"},
    "gcp:bigquery/dataset:Dataset": {"storageBillingModel=PHYSICAL": "physical storage"},
    "gcp:storage/bucket:Bucket": {
        "rpo=ASYNC_TURBO": "turbo replication",
        "hierarchicalNamespace.enabled": "operations of folders",
        "lifecycleRules[].action.storageClass": "storage of further classes",
    },
    "gcp:compute/securityPolicy:SecurityPolicy": {
        "adaptiveProtectionConfig.layer7DdosDefenseConfig.enable": "adaptive protection",
        "recaptchaOptionsConfig": "reCAPTCHA assessments",
    },
    "gcp:pubsub/topic:Topic": {"ingestionDataSourceSettings": "import from other services"},
}
"""What each costs whatever is used, by type and path; a path may end with the value that costs."""

BY_USE: Mapping[str, Mapping[str, str]] = {
    "gcp:compute/subnetwork:Subnetwork": {"logConfig": "vpc_flow_logs"},
    "gcp:compute/firewall:Firewall": {"logConfig": "firewall_logs"},
    "gcp:compute/routerNat:RouterNat": {"logConfig.enable": "logging"},
    "gcp:compute/backendService:BackendService": {"logConfig.enable": "logging"},
    "gcp:compute/regionBackendService:RegionBackendService": {"logConfig.enable": "logging"},
    "gcp:dns/policy:Policy": {"enableLogging": "logging"},
    "gcp:dns/managedZone:ManagedZone": {"cloudLoggingConfig.enableLogging": "logging"},
    "gcp:container/cluster:Cluster": {
        "monitoringConfig.managedPrometheus.enabled": "monitoring_samples"
    },
    "gcp:artifactregistry/repository:Repository": {
        "vulnerabilityScanningConfig.enablementConfig": "container_scans"
    },
}
"""The meter of what each adds to the usage of a type, by path."""


def with_options(token: str, pricing: Pricing) -> Pricing:
    """The pricing of a type, and what its options add; one that is free has only those."""
    fixed, used = FIXED.get(token, {}), BY_USE.get(token, {})
    if not fixed and not used:
        return pricing
    own = pricing if isinstance(pricing, Charged) else Charged(region=region)
    return replace(
        own,
        fixed=lambda inputs: (*own.fixed(inputs), *_named(inputs, fixed)),
        metered=lambda inputs: (*own.metered(inputs), *_set(inputs, used)),
    )


def _named(inputs: Inputs, paths: Mapping[str, str]) -> Iterator[Fixed]:
    for name in dict.fromkeys(_set(inputs, paths)):
        yield Fixed(meter=name, quantity=None)


def _set(inputs: Inputs, paths: Mapping[str, str]) -> Iterator[str]:
    """What the paths that a program sets lead to."""
    for path, name in paths.items():
        where, _, value = path.partition("=")
        keys = where.split(".")
        if keys[0].removesuffix("[]") not in inputs:
            continue
        found = [v for v in _at(inputs, keys) if v not in _OFF]
        if any(v == value for v in found) if value else found:
            yield name


def _at(given: Any, keys: list[str]) -> Iterator[Any]:
    """The values at a path; ``[]`` after a key stands for each item of a list."""
    if not keys:
        yield given
        return
    key, *rest = keys
    found = given.get(key.removesuffix("[]")) if isinstance(given, dict) else None
    for item in found if key.endswith("[]") and isinstance(found, list) else [found]:
        yield from _at(item, rest)
