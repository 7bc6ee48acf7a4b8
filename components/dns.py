"""DNS records in one Cloudflare zone.

Owns the records it is given. Leaves out the zone (created manually: it comes with buying and
delegating the domain) and names that a load balancer answers for.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pulumi
import pulumi_cloudflare as cloudflare

from components.contracts import DnsEntry

_AUTOMATIC_TTL = 1


@dataclass(frozen=True, kw_only=True)
class DnsRecordsArgs:
    """``entries`` by the role they play; the role names the resource."""

    zone_id: str
    entries: Mapping[str, DnsEntry]


class DnsRecords(pulumi.ComponentResource):
    """Records whose TTL Cloudflare chooses."""

    def __init__(
        self, name: str, args: DnsRecordsArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("faro:dns:DnsRecords", name, None, opts)
        self.records = {
            role: self._record(f"{name}-{role}", args.zone_id, entry)
            for role, entry in args.entries.items()
        }
        self.register_outputs({"roles": sorted(self.records)})

    def _record(self, name: str, zone_id: str, entry: DnsEntry) -> cloudflare.DnsRecord:
        return cloudflare.DnsRecord(
            name,
            zone_id=zone_id,
            name=entry.host,
            type=entry.type,
            content=entry.content,
            proxied=entry.proxied,
            ttl=_AUTOMATIC_TTL,
            opts=pulumi.ResourceOptions(parent=self),
        )
