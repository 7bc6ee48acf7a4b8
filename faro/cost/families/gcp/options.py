"""Options that add to the usage of a resource: logs, samples, scans.

Paths are those of the provider's schema (pulumi-gcp 10.2.0).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from faro.cost.families.family import Charged, Inputs, Pricing
from faro.cost.families.gcp.place import region
from faro.cost.families.nested import block

_OFF: tuple[object, ...] = (None, False, 0, "", "DISABLED", "OFF", "NONE", [], {})
"""Values that switch an option off."""

BY_USE: Mapping[str, Mapping[str, str]] = {
    "gcp:compute/subnetwork:Subnetwork": {"logConfig": "vpc_flow_logs"},
    "gcp:compute/firewall:Firewall": {"logConfig": "firewall_logs"},
    "gcp:compute/routerNat:RouterNat": {"logConfig.enable": "nat_logs"},
    "gcp:compute/backendService:BackendService": {"logConfig.enable": "logging"},
    "gcp:compute/regionBackendService:RegionBackendService": {"logConfig.enable": "logging"},
    "gcp:compute/resourcePolicy:ResourcePolicy": {"snapshotSchedulePolicy": "disk_snapshot"},
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
    used = BY_USE.get(token)
    if used is None:
        return pricing
    own = pricing if isinstance(pricing, Charged) else Charged(region=region)
    return replace(own, metered=lambda inputs: (*own.metered(inputs), *_set(inputs, used)))


def _set(inputs: Inputs, paths: Mapping[str, str]) -> Iterator[str]:
    """The meters of the options that a program sets."""
    for path, meter in paths.items():
        *outer, last = path.split(".")
        if block(inputs, *outer).get(last) not in _OFF:
            yield meter
