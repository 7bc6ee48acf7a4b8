"""Cloudflare load balancer: one public host name over several backends, split by percentage.

Owns the pools, their health monitors and the host name. The percentages are the canary of every
move from one backend to another. Leaves out the origins and their DNS names.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pulumi
import pulumi_cloudflare as cloudflare

from components.contracts import ServiceEndpoint
from components.limits.facts import facts
from components.naming import physical_name
from components.validation import WHOLE, CheckedArgs, Problems, share_problems

_SCHEME = "https://"


@dataclass(frozen=True, kw_only=True)
class EdgePool:
    """A backend and its share of the requests in percent; 0 keeps it watched without traffic."""

    endpoint: ServiceEndpoint
    percent: int


@dataclass(frozen=True, kw_only=True)
class EdgeLoadBalancerArgs(CheckedArgs):
    """``pools`` by the name of the backend; the shares sum to 100."""

    account_id: str
    zone_id: str
    host: str
    pools: Mapping[str, EdgePool]
    check_interval_seconds: int = 60

    def _check(self, problems: Problems) -> None:
        shares = [pool.percent for pool in self.pools.values()]
        problems.unless(bool(shares), "at least one pool is needed")
        problems.add(share_problems(shares))
        least = facts("cloudflare")["least_monitor_seconds"]
        problems.unless(
            self.check_interval_seconds >= least,
            f"a check each {self.check_interval_seconds} s: the Pro plan takes {least} or more",
        )


class EdgeLoadBalancer(pulumi.ComponentResource):
    """Weighted pools behind ``host``; a pool that fails its monitor gives its share to the rest."""

    def __init__(
        self, name: str, args: EdgeLoadBalancerArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("faro:edge:EdgeLoadBalancer", name, None, opts)
        self._args = args
        hosts = {key: _host(pool.endpoint) for key, pool in args.pools.items()}
        self.monitors = {key: self._monitor(name, key, hosts[key]) for key in args.pools}
        self.pools = {key: self._pool(name, key, hosts[key]) for key in args.pools}
        self.load_balancer = self._load_balancer(f"{name}-host")
        self.url = pulumi.Output.concat(_SCHEME, self.load_balancer.name)
        self.register_outputs({"url": self.url})

    def _monitor(
        self, name: str, key: str, host: pulumi.Output[str]
    ) -> cloudflare.LoadBalancerMonitor:
        return cloudflare.LoadBalancerMonitor(
            f"{name}-{key}-monitor",
            account_id=self._args.account_id,
            type="https",
            method="GET",
            path=self._args.pools[key].endpoint.health_path,
            expected_codes="200",
            interval=self._args.check_interval_seconds,
            consecutive_down=2,
            consecutive_up=2,
            header={"Host": [host]},
            allow_insecure=False,
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _pool(self, name: str, key: str, host: pulumi.Output[str]) -> cloudflare.LoadBalancerPool:
        # Shared origins answer by host name, so each one is asked under its own.
        return cloudflare.LoadBalancerPool(
            f"{name}-{key}-pool",
            account_id=self._args.account_id,
            name=physical_name(f"api-{key}"),
            monitor=self.monitors[key].id,
            minimum_origins=1,
            origins=[
                cloudflare.LoadBalancerPoolOriginArgs(
                    name=key,
                    address=host,
                    weight=1,
                    header=cloudflare.LoadBalancerPoolOriginHeaderArgs(hosts=[host]),
                )
            ],
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _load_balancer(self, name: str) -> cloudflare.LoadBalancer:
        shares = {key: pool.percent for key, pool in self._args.pools.items()}
        largest = max(shares, key=lambda key: shares[key])
        weights = pulumi.Output.all(**{key: pool.id for key, pool in self.pools.items()}).apply(
            lambda ids: {ids[key]: share / WHOLE for key, share in shares.items()}
        )
        return cloudflare.LoadBalancer(
            name,
            zone_id=self._args.zone_id,
            name=self._args.host,
            default_pools=[pool.id for pool in self.pools.values()],
            fallback_pool=self.pools[largest].id,
            steering_policy="random",
            random_steering=cloudflare.LoadBalancerRandomSteeringArgs(
                default_weight=0, pool_weights=weights
            ),
            session_affinity="none",
            adaptive_routing=cloudflare.LoadBalancerAdaptiveRoutingArgs(failover_across_pools=True),
            proxied=True,
            opts=pulumi.ResourceOptions(parent=self),
        )


def _host(endpoint: ServiceEndpoint) -> pulumi.Output[str]:
    return endpoint.url.apply(lambda url: url.removeprefix(_SCHEME))
