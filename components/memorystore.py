"""Redis on Memorystore: conversation history and sessions, inside the VPC.

Owns one highly available instance. Tier, TLS and network are fixed at creation: a change of them
is a move to a second instance, never an update.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import pulumi
from pulumi_gcp import redis

from components.contracts import Redis
from components.limits.facts import facts
from components.maintenance import SUNDAY, MaintenanceWindow
from components.naming import labels, physical_name
from components.validation import CheckedArgs, Problems


@dataclass(frozen=True, kw_only=True)
class MemorystoreArgs(CheckedArgs):
    """``network_ready`` is the private service access the instance takes its address from.

    ``eviction``: a cache drops its oldest keys, a store of sessions must refuse writes instead.
    """

    region: str
    network: pulumi.Input[str]
    network_ready: pulumi.Resource
    memory_gib: int
    version: str = "REDIS_7_2"
    maintenance: MaintenanceWindow = SUNDAY
    eviction: Literal["allkeys-lru", "volatile-lru", "noeviction"] = "volatile-lru"

    def _check(self, problems: Problems) -> None:
        rule = facts("memorystore")
        least, most = rule["gib"]["least"], rule["gib"]["most"]
        problems.unless(
            least <= self.memory_gib <= most, f"{self.memory_gib} GiB: {least} to {most}"
        )
        problems.unless(
            self.version in rule["versions"],
            f"version {self.version} is not offered: {', '.join(rule['versions'])}",
        )


class Memorystore(pulumi.ComponentResource):
    """A replicated Redis with TLS and a password, snapshotted every six hours."""

    def __init__(
        self, name: str, args: MemorystoreArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("faro:redis:Memorystore", name, None, opts)
        self.instance = self._instance(f"{name}-instance", args)
        self.redis = Redis(
            url=pulumi.Output.secret(
                pulumi.Output.format(
                    "rediss://:{0}@{1}:{2}",
                    self.instance.auth_string,
                    self.instance.host,
                    self.instance.port,
                )
            ),
            ca_certificate=self.instance.server_ca_certs.apply(_bundle),
        )
        self.register_outputs({"host": self.instance.host})

    def _instance(self, name: str, args: MemorystoreArgs) -> redis.Instance:
        return redis.Instance(
            name,
            name=physical_name("cache"),
            region=args.region,
            labels=labels(),
            tier="STANDARD_HA",
            memory_size_gb=args.memory_gib,
            redis_version=args.version,
            authorized_network=args.network,
            connect_mode="PRIVATE_SERVICE_ACCESS",
            auth_enabled=True,
            transit_encryption_mode="SERVER_AUTHENTICATION",
            redis_configs={"maxmemory-policy": args.eviction},
            persistence_config={"persistence_mode": "RDB", "rdb_snapshot_period": "SIX_HOURS"},
            maintenance_policy=args.maintenance.of_cache(),
            deletion_protection=True,
            opts=pulumi.ResourceOptions(parent=self, protect=True, depends_on=[args.network_ready]),
        )


def _bundle(authorities: Sequence[redis.outputs.InstanceServerCaCert]) -> str:
    """Join all authorities: while one is rotated, servers of either are met."""
    return "\n".join(authority.cert or "" for authority in authorities)
