"""Load balancers: each by the hour and by its traffic, with its public addresses."""

from collections.abc import Iterator

from faro.cost.families.family import Charged, Fixed, Inputs, Pricing, unpriced
from faro.cost.families.nested import length
from faro.cost.families.part import hourly, hours

_ONLY_IPV6 = "dualstack-without-public-ipv4"
_METERS = {"application": "alb", "network": "nlb", "gateway": "glb"}


def _meter(inputs: Inputs) -> str:
    kind = inputs.get("loadBalancerType", "application")
    return _METERS.get(str(kind), "lb_unknown_type")


def _balancer(inputs: Inputs) -> Iterator[Fixed]:
    """The balancer, and an address in each subnet of one that the internet reaches."""
    yield hours(_meter(inputs))
    public = inputs.get("internal", False) is False
    without = "subnetMappings" in inputs or inputs.get("ipAddressType") == _ONLY_IPV6
    if public and not without:
        yield hours("public_ipv4", length(inputs, "subnets"))


def _usage(inputs: Inputs) -> Iterator[str]:
    yield f"{_meter(inputs)}_capacity"


_BALANCER = Charged(fixed=_balancer, metered=_usage)

TYPES: dict[str, Pricing] = {
    "aws:lb/loadBalancer:LoadBalancer": _BALANCER,
    "aws:alb/loadBalancer:LoadBalancer": _BALANCER,
    "aws:elb/loadBalancer:LoadBalancer": hourly("clb", "clb_data"),
    "aws:lightsail/lb:Lb": unpriced("lightsail_balancer"),
    "aws:lb/trustStore:TrustStore": unpriced("alb_trust_store"),
}
