"""Shared parts of the phases behind Cloudflare: cache rules, records, rate limits."""

from __future__ import annotations

from collections.abc import Mapping

import pulumi

from components.cdn import Cdn, CdnArgs
from components.contracts import DnsEntry
from components.dns import DnsRecords, DnsRecordsArgs
from components.edge_load_balancer import EdgeLoadBalancer, EdgeLoadBalancerArgs, EdgePool
from components.https_redirect import HttpsRedirect, HttpsRedirectArgs
from components.upstash_redis import UpstashRedis, UpstashRedisArgs
from stacks import keys

_VERCEL_TARGET = "cname.vercel-dns.com"  # https://vercel.com/docs/domains


def cdn(settings: keys.Edge) -> Cdn:
    """Compose the zone's TLS, its redirect to HTTPS and its cache rules."""
    HttpsRedirect("https", HttpsRedirectArgs(zone_id=settings.cloudflare_zone))
    return Cdn("cdn", CdnArgs(zone_id=settings.cloudflare_zone, api_hosts=(settings.api_host,)))


def records(settings: keys.Edge, more: Mapping[str, DnsEntry] | None = None) -> DnsRecords:
    """Compose the zone's records: the frontend, seen through the cache, and ``more``."""
    app = DnsEntry(
        host=pulumi.Output.from_input(settings.app_host),
        type="CNAME",
        content=pulumi.Output.from_input(_VERCEL_TARGET),
        proxied=True,
    )
    return DnsRecords(
        "dns",
        DnsRecordsArgs(zone_id=settings.cloudflare_zone, entries={"app": app, **(more or {})}),
    )


def rate_limits(settings: keys.UpstashRedis, *, protect: bool = True) -> UpstashRedis:
    """Compose the store of the frontend's rate limits."""
    return UpstashRedis(
        "redis",
        UpstashRedisArgs(
            primary_region=settings.redis_region,
            read_regions=settings.redis_read_regions,
            budget_usd_per_month=settings.redis_budget_usd,
            protect=protect,
        ),
    )


def api(settings: keys.Edge, pools: Mapping[str, EdgePool]) -> EdgeLoadBalancer:
    """Compose the API's public host name over its backends."""
    return EdgeLoadBalancer(
        "api-edge",
        EdgeLoadBalancerArgs(
            account_id=settings.cloudflare_account,
            zone_id=settings.cloudflare_zone,
            host=settings.api_host,
            pools=pools,
        ),
    )
