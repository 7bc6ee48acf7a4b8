"""The edge and outgoing connections: forwarding rules, proxies, NAT, Armor, DNS, VPN."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from faro.cost.families.family import (
    HOURS_PER_MONTH,
    Charged,
    Fixed,
    Free,
    Inputs,
    Pricing,
    text,
    typed,
)
from faro.cost.families.gcp.place import region

_OUTSIDE = frozenset({"EXTERNAL", "EXTERNAL_MANAGED"})
_SERVICES = ("serviceAttachments", "all-apis", "vpc-sc")


def _is_endpoint(inputs: Inputs) -> bool:
    """Return whether a rule leads to a service of another owner, by Private Service Connect."""
    source = inputs.follow("target")
    target = text(inputs.get("target")) or ""
    attached = source is not None and source.type.endswith(":ServiceAttachment")
    return attached or any(name in target for name in _SERVICES)


def _rule(inputs: Inputs) -> Iterator[Fixed]:
    """The first five of an account cost together what one does, each further one less."""
    if _is_endpoint(inputs):
        yield Fixed(meter="private_service_connect_endpoint", quantity=HOURS_PER_MONTH)
    else:
        yield Fixed(meter="forwarding_rules", quantity=HOURS_PER_MONTH, of_account=True)


def _balanced(inputs: Inputs) -> Iterator[str]:
    """What a load balancer passes on, both ways, and what leaves for the internet."""
    if _is_endpoint(inputs):
        yield "private_service_connect_data"
        return
    yield "balancer_data_in"
    if str(inputs.get("loadBalancingScheme", "EXTERNAL")) in _OUTSIDE:
        yield from ("balancer_data_out", "egress_internet")


def _cdn(inputs: Inputs) -> Iterator[str]:
    """What the cache of a backend serves, fills and looks up."""
    if inputs.get("enableCdn"):
        yield from ("cdn_egress", "cdn_fill", "cdn_requests")


def _nat(inputs: Inputs) -> Iterator[Fixed]:
    """One address at the least, where Google finds them."""
    if inputs.get("natIpAllocateOption") == "AUTO_ONLY":
        yield Fixed(meter="address_in_use", quantity=HOURS_PER_MONTH)


def _policy(inputs: Inputs) -> Iterator[Fixed]:
    rules = inputs.get("rules")
    yield Fixed(meter="armor_policy", quantity=Decimal(1))
    yield Fixed(meter="armor_rule", quantity=Decimal(len(rules) if isinstance(rules, list) else 0))


def _policy_rule(_inputs: Inputs) -> Iterator[Fixed]:
    yield Fixed(meter="armor_rule", quantity=Decimal(1))


def _zone(_inputs: Inputs) -> Iterator[Fixed]:
    yield Fixed(meter="dns_zone", quantity=Decimal(1))


def _queries(inputs: Inputs) -> Iterator[str]:
    """Queries count for the zone, where that is in the program."""
    if inputs.follow("managedZone") is None:
        yield "dns_queries"


def _tunnel(_inputs: Inputs) -> Iterator[Fixed]:
    yield Fixed(meter="vpn_tunnel", quantity=HOURS_PER_MONTH)


def _attachment(inputs: Inputs) -> Iterator[Fixed]:
    size = str(inputs.get("bandwidth", "unknown")).lower()
    yield Fixed(meter=f"interconnect_attachment_{size}", quantity=HOURS_PER_MONTH)


_ACCEPTED = Charged(region=region)
"""Costs nothing by itself; usage that is given for it is priced."""
_GATEWAY = Charged(meters=("vpn_same_region",), region=region)
_REGIONAL_PROXY = Charged(meters=("proxy_instances",), region=region)
_BACKEND = Charged(metered=_cdn)
_ARMOR = Charged(meters=("armor_requests",), fixed=_policy)
_OF_THE_BALANCER = Free("part of the load balancer")
# https://cloud.google.com/certificate-manager/pricing, 2026
_FREE_CERTIFICATES = Free("the first hundred certificates of a project cost nothing")

TYPES: dict[str, Pricing] = {
    "gcp:compute/globalForwardingRule:GlobalForwardingRule": Charged(
        fixed=_rule, metered=_balanced, region=region
    ),
    "gcp:compute/forwardingRule:ForwardingRule": Charged(
        fixed=_rule, metered=_balanced, region=region
    ),
    "gcp:compute/routerNat:RouterNat": Charged(
        meters=("nat_vm", "nat_data"), fixed=_nat, region=region
    ),
    **typed(
        "gcp:",
        "compute/backendBucket compute/backendService compute/regionBackendBucket"
        " compute/regionBackendService",
        _BACKEND,
    ),
    "gcp:compute/securityPolicy:SecurityPolicy": _ARMOR,
    "gcp:compute/regionSecurityPolicy:RegionSecurityPolicy": _ARMOR,
    "gcp:compute/securityPolicyRule:SecurityPolicyRule": Charged(fixed=_policy_rule),
    "gcp:compute/regionSecurityPolicyRule:RegionSecurityPolicyRule": Charged(fixed=_policy_rule),
    "gcp:compute/vPNTunnel:VPNTunnel": Charged(fixed=_tunnel, region=region),
    "gcp:compute/vPNGateway:VPNGateway": _GATEWAY,
    "gcp:compute/haVpnGateway:HaVpnGateway": _GATEWAY,
    "gcp:compute/externalVpnGateway:ExternalVpnGateway": _ACCEPTED,
    "gcp:compute/interconnectAttachment:InterconnectAttachment": Charged(
        fixed=_attachment, region=region
    ),
    "gcp:dns/managedZone:ManagedZone": Charged(meters=("dns_queries",), fixed=_zone),
    "gcp:dns/recordSet:RecordSet": Charged(metered=_queries),
    **typed(
        "gcp:",
        """
        compute/targetGrpcProxy compute/targetHttpProxy compute/targetHttpsProxy
        compute/targetSSLProxy compute/targetTCPProxy servicenetworking/connection
        """,
        _ACCEPTED,
    ),
    "gcp:compute/regionTargetHttpProxy:RegionTargetHttpProxy": _REGIONAL_PROXY,
    "gcp:compute/regionTargetHttpsProxy:RegionTargetHttpsProxy": _REGIONAL_PROXY,
    "gcp:compute/regionTargetTcpProxy:RegionTargetTcpProxy": _REGIONAL_PROXY,
    **typed(
        "gcp:",
        """
        compute/backendBucketSignedUrlKey compute/backendServiceSignedUrlKey
        compute/globalNetworkEndpoint compute/globalNetworkEndpointGroup
        compute/healthCheck compute/httpHealthCheck compute/httpsHealthCheck
        compute/managedSslCertificate compute/mangedSslCertificate
        compute/networkEndpoint compute/networkEndpointGroup compute/networkEndpointList
        compute/regionHealthCheck compute/regionNetworkEndpoint
        compute/regionNetworkEndpointGroup compute/regionSslCertificate
        compute/regionSslPolicy compute/regionUrlMap compute/sSLCertificate
        compute/sSLPolicy compute/serviceAttachment compute/targetInstance
        compute/targetPool compute/uRLMap
        """,
        _OF_THE_BALANCER,
    ),
    "gcp:certificatemanager/certificate:Certificate": _FREE_CERTIFICATES,
    "gcp:certificatemanager/certificateIssuanceConfig:CertificateIssuanceConfig": (
        _FREE_CERTIFICATES
    ),
    "gcp:certificatemanager/certificateMap:CertificateMap": _FREE_CERTIFICATES,
    "gcp:certificatemanager/certificateMapEntry:CertificateMapEntry": _FREE_CERTIFICATES,
    "gcp:certificatemanager/dnsAuthorization:DnsAuthorization": _FREE_CERTIFICATES,
    "gcp:certificatemanager/trustConfig:TrustConfig": _FREE_CERTIFICATES,
}
