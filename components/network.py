"""The private network on Google Cloud: one VPC, one subnet, private service access, a way out.

Owns the only service networking connection of the VPC: a second one breaks both. Leaves out
firewall rules for a service, which belong to the service.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import combinations

import pulumi
from pulumi_gcp import compute, servicenetworking

from components.limits import ranges
from components.naming import physical_name
from components.validation import CheckedArgs, Problems

_SERVICE_NETWORKING = "servicenetworking.googleapis.com"


@dataclass(frozen=True, kw_only=True)
class NetworkArgs(CheckedArgs):
    """Ranges are CIDR texts; ``secondary_ranges`` (pods, services) by name.

    ``service_range`` is the block that Cloud SQL and Memorystore take a /24 each per region from;
    None: Google picks one of ``service_prefix_bits``, which may be a range that is used elsewhere.
    ``after``: what the network waits for, and so everything that lives in it.
    """

    region: str
    subnet_range: str
    secondary_ranges: Mapping[str, str] = field(default_factory=dict)
    service_range: str | None = None
    service_prefix_bits: int = 16
    after: tuple[pulumi.Resource, ...] = ()

    @property
    def service_bits(self) -> int:
        """Length of the prefix of the block for managed services."""
        pinned = ranges.parsed(self.service_range) if self.service_range else None
        return pinned.prefixlen if pinned else self.service_prefix_bits

    def _check(self, problems: Problems) -> None:
        all_ranges = {"subnet": self.subnet_range, **self.secondary_ranges}
        if self.service_range is not None:
            all_ranges["managed services"] = self.service_range
        for role, text in all_ranges.items():
            problems.add(f"range of {role}: {found}" for found in ranges.shape_problems(text))
        for one, other in combinations(all_ranges, 2):
            apart = not ranges.overlap(all_ranges[one], all_ranges[other])
            problems.unless(apart, f"ranges of {one} and {other} overlap")
        problems.add(ranges.managed_problems(f"0.0.0.0/{self.service_bits}"))


class Network(pulumi.ComponentResource):
    """A VPC; what takes an address from ``service_cidr`` waits for ``ready``."""

    def __init__(
        self, name: str, args: NetworkArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("faro:network:Network", name, None, opts)
        self._args = args
        self.vpc = self._vpc(f"{name}-vpc")
        self.subnet = self._subnet(f"{name}-subnet")
        self.service_range = self._service_range(f"{name}-service-range")
        self.service_cidr = pulumi.Output.concat(
            self.service_range.address, f"/{args.service_bits}"
        )
        self.ready = self._service_access(f"{name}-service-access")
        self.nat = self._nat(name)
        self.register_outputs({"vpc": self.vpc.id, "subnet": self.subnet.id})

    def _vpc(self, name: str) -> compute.Network:
        return compute.Network(
            name,
            name=physical_name("vpc"),
            auto_create_subnetworks=False,
            routing_mode="REGIONAL",
            opts=pulumi.ResourceOptions(parent=self, depends_on=list(self._args.after)),
        )

    def _subnet(self, name: str) -> compute.Subnetwork:
        return compute.Subnetwork(
            name,
            name=physical_name("subnet"),
            network=self.vpc.id,
            region=self._args.region,
            ip_cidr_range=self._args.subnet_range,
            private_ip_google_access=True,
            secondary_ip_ranges=[
                {"range_name": key, "ip_cidr_range": text}
                for key, text in self._args.secondary_ranges.items()
            ],
            log_config={
                "aggregation_interval": "INTERVAL_10_MIN",
                "flow_sampling": 0.1,
                "metadata": "INCLUDE_ALL_METADATA",
            },
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _service_range(self, name: str) -> compute.GlobalAddress:
        return compute.GlobalAddress(
            name,
            name=physical_name("service-range"),
            network=self.vpc.id,
            purpose="VPC_PEERING",
            address_type="INTERNAL",
            address=self._args.service_range and self._args.service_range.partition("/")[0],
            prefix_length=self._args.service_bits,
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _service_access(self, name: str) -> servicenetworking.Connection:
        # Google refuses to drop the peering while a deleted database still holds an address.
        return servicenetworking.Connection(
            name,
            network=self.vpc.id,
            service=_SERVICE_NETWORKING,
            reserved_peering_ranges=[self.service_range.name],
            update_on_creation_fail=True,
            deletion_policy="ABANDON",
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _nat(self, name: str) -> compute.RouterNat:
        router = compute.Router(
            f"{name}-router",
            name=physical_name("router"),
            network=self.vpc.id,
            region=self._args.region,
            opts=pulumi.ResourceOptions(parent=self),
        )
        return compute.RouterNat(
            f"{name}-nat",
            name=physical_name("nat"),
            router=router.name,
            region=self._args.region,
            nat_ip_allocate_option="AUTO_ONLY",
            source_subnetwork_ip_ranges_to_nat="ALL_SUBNETWORKS_ALL_IP_RANGES",
            log_config={"enable": True, "filter": "ERRORS_ONLY"},
            opts=pulumi.ResourceOptions(parent=self),
        )
