"""The edge: forwarding rules, NAT, Armor, DNS."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from faro.cost.families.family import HOURS_PER_MONTH, Charged, Fixed, Free, Inputs, Pricing
from faro.cost.families.gcp.place import region


def _rule(_inputs: Inputs) -> Iterator[Fixed]:
    """The first five cost together what one does."""
    yield Fixed(meter="forwarding_rules", quantity=HOURS_PER_MONTH, once=True)


def _policy(inputs: Inputs) -> Iterator[Fixed]:
    rules = inputs.get("rules")
    yield Fixed(meter="armor_policy", quantity=Decimal(1))
    yield Fixed(meter="armor_rule", quantity=Decimal(len(rules) if isinstance(rules, list) else 0))


def _zone(_inputs: Inputs) -> Iterator[Fixed]:
    yield Fixed(meter="dns_zone", quantity=Decimal(1))


def _tunnel(_inputs: Inputs) -> Iterator[Fixed]:
    yield Fixed(meter="vpn_tunnel", quantity=HOURS_PER_MONTH)


_OF_THE_BALANCER = Free("part of the load balancer")
# https://cloud.google.com/certificate-manager/pricing, 2026
_FREE_CERTIFICATES = Free("the first hundred certificates of a project cost nothing")

TYPES: dict[str, Pricing] = {
    "gcp:compute/globalForwardingRule:GlobalForwardingRule": Charged(fixed=_rule),
    "gcp:compute/forwardingRule:ForwardingRule": Charged(fixed=_rule, region=region),
    "gcp:compute/routerNat:RouterNat": Charged(meters=("nat_vm", "nat_data"), region=region),
    "gcp:compute/securityPolicy:SecurityPolicy": Charged(meters=("armor_requests",), fixed=_policy),
    "gcp:compute/vPNTunnel:VPNTunnel": Charged(fixed=_tunnel, region=region),
    "gcp:dns/managedZone:ManagedZone": Charged(meters=("dns_queries",), fixed=_zone),
    "gcp:dns/recordSet:RecordSet": Free("its zone and the queries are charged"),
    "gcp:compute/backendBucket:BackendBucket": _OF_THE_BALANCER,
    "gcp:compute/backendService:BackendService": _OF_THE_BALANCER,
    "gcp:compute/regionBackendService:RegionBackendService": _OF_THE_BALANCER,
    "gcp:compute/globalAddress:GlobalAddress": Free("in use by a balancer, or private"),
    "gcp:compute/healthCheck:HealthCheck": _OF_THE_BALANCER,
    "gcp:compute/regionHealthCheck:RegionHealthCheck": _OF_THE_BALANCER,
    "gcp:compute/networkEndpointGroup:NetworkEndpointGroup": _OF_THE_BALANCER,
    "gcp:compute/regionNetworkEndpointGroup:RegionNetworkEndpointGroup": _OF_THE_BALANCER,
    "gcp:compute/sSLPolicy:SSLPolicy": _OF_THE_BALANCER,
    "gcp:compute/sSLCertificate:SSLCertificate": _OF_THE_BALANCER,
    "gcp:compute/managedSslCertificate:ManagedSslCertificate": _OF_THE_BALANCER,
    "gcp:compute/targetHttpProxy:TargetHttpProxy": _OF_THE_BALANCER,
    "gcp:compute/targetHttpsProxy:TargetHttpsProxy": _OF_THE_BALANCER,
    "gcp:compute/targetTCPProxy:TargetTCPProxy": _OF_THE_BALANCER,
    "gcp:compute/regionTargetHttpProxy:RegionTargetHttpProxy": _OF_THE_BALANCER,
    "gcp:compute/regionTargetHttpsProxy:RegionTargetHttpsProxy": _OF_THE_BALANCER,
    "gcp:compute/uRLMap:URLMap": _OF_THE_BALANCER,
    "gcp:compute/regionUrlMap:RegionUrlMap": _OF_THE_BALANCER,
    "gcp:certificatemanager/certificate:Certificate": _FREE_CERTIFICATES,
    "gcp:certificatemanager/certificateMap:CertificateMap": _FREE_CERTIFICATES,
    "gcp:certificatemanager/certificateMapEntry:CertificateMapEntry": _FREE_CERTIFICATES,
    "gcp:certificatemanager/dnsAuthorization:DnsAuthorization": _FREE_CERTIFICATES,
    "gcp:servicenetworking/connection:Connection": Free("a private way costs nothing"),
}
