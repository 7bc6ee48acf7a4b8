"""Cloudflare: a fee for the zone; the load balancer for each of its origins."""

from collections.abc import Iterator
from decimal import Decimal

from faro.cost.families.family import Charged, Family, Fixed, Free, Inputs

_OF_THE_ZONE = Free("part of the zone's plan")


def _balancer(_inputs: Inputs) -> Iterator[Fixed]:
    yield Fixed(meter="load_balancing", quantity=Decimal(1))


def _pool(inputs: Inputs) -> Iterator[Fixed]:
    yield Fixed(meter="load_balancing_origin", quantity=Decimal(len(inputs.get("origins", ()))))


FAMILY = Family(
    vendor="cloudflare",
    types={
        "cloudflare:index/loadBalancer:LoadBalancer": Charged(
            meters=("load_balancing_dns",), fixed=_balancer
        ),
        "cloudflare:index/loadBalancerPool:LoadBalancerPool": Charged(fixed=_pool),
        "cloudflare:index/loadBalancerMonitor:LoadBalancerMonitor": Free("part of the balancer"),
        "cloudflare:index/argoTieredCaching:ArgoTieredCaching": _OF_THE_ZONE,
        "cloudflare:index/dnsRecord:DnsRecord": _OF_THE_ZONE,
        "cloudflare:index/ruleset:Ruleset": _OF_THE_ZONE,
        "cloudflare:index/tieredCache:TieredCache": _OF_THE_ZONE,
        "cloudflare:index/zoneSetting:ZoneSetting": _OF_THE_ZONE,
    },
)
