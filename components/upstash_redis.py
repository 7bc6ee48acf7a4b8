"""Redis at Upstash: counters for rate limits, reachable from serverless functions over HTTPS.

Owns one global database. Holds counters and short-lived cache entries, no data of record; it is
protected all the same, because a new database means new addresses and tokens for every caller.
"""

from __future__ import annotations

from dataclasses import dataclass

import pulumi
import upstash_pulumi as upstash

from components.contracts import Redis, RedisRest
from components.naming import physical_name
from components.validation import CheckedArgs, Problems


@dataclass(frozen=True, kw_only=True)
class UpstashRedisArgs(CheckedArgs):
    """Regions are AWS names; at ``budget_usd_per_month`` Upstash throttles to the month's end."""

    primary_region: str
    budget_usd_per_month: int
    read_regions: tuple[str, ...] = ()
    eviction: bool = True
    protect: bool = True

    def _check(self, problems: Problems) -> None:
        problems.unless(self.budget_usd_per_month > 0, "the budget must be above 0 USD")
        problems.unless(
            self.primary_region not in self.read_regions,
            f"{self.primary_region} is both the primary and a read region",
        )


class UpstashRedis(pulumi.ComponentResource):
    """One Upstash database over TLS, as ``redis`` (socket) and ``rest`` (HTTPS)."""

    def __init__(
        self, name: str, args: UpstashRedisArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("faro:redis:UpstashRedis", name, None, opts)
        self.database = self._database(f"{name}-database", args)
        self.redis = Redis(url=self._url())
        self.rest = RedisRest(
            url=pulumi.Output.concat("https://", self.database.endpoint),
            token=pulumi.Output.secret(self.database.rest_token),
        )
        self.register_outputs({"restUrl": self.rest.url})

    def _database(self, name: str, args: UpstashRedisArgs) -> upstash.RedisDatabase:
        # region="global": the service refuses new regional databases (upstash/pulumi-upstash#35).
        return upstash.RedisDatabase(
            name,
            database_name=physical_name("redis"),
            region="global",
            primary_region=args.primary_region,
            read_regions=list(args.read_regions),
            tls=True,
            eviction=args.eviction,
            auto_scale=False,
            budget=args.budget_usd_per_month,
            opts=pulumi.ResourceOptions(parent=self, protect=args.protect),
        )

    def _url(self) -> pulumi.Output[str]:
        db = self.database
        return pulumi.Output.secret(
            pulumi.Output.format("rediss://default:{0}@{1}:{2}", db.password, db.endpoint, db.port)
        )
