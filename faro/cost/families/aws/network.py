"""Balancers, NAT, endpoints, the content network, DNS and its firewall."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from faro.cost.families.aws.place import region
from faro.cost.families.family import HOURS_PER_MONTH, Charged, Fixed, Free, Inputs, Pricing, text


def _is_network(inputs: Inputs) -> bool:
    return text(inputs.get("loadBalancerType")) == "network"


def _balancer(inputs: Inputs) -> Iterator[Fixed]:
    yield Fixed(meter="nlb" if _is_network(inputs) else "alb", quantity=HOURS_PER_MONTH)


def _units(inputs: Inputs) -> Iterator[str]:
    yield "nlb_lcu" if _is_network(inputs) else "alb_lcu"


def _classic(_inputs: Inputs) -> Iterator[Fixed]:
    yield Fixed(meter="classic_balancer", quantity=HOURS_PER_MONTH)


def _gateway(_inputs: Inputs) -> Iterator[Fixed]:
    yield Fixed(meter="nat_gateway", quantity=HOURS_PER_MONTH)


def _is_interface(inputs: Inputs) -> bool:
    return text(inputs.get("vpcEndpointType")) == "Interface"


def _endpoint(inputs: Inputs) -> Iterator[Fixed]:
    """One in each subnet; to S3 and DynamoDB the way costs nothing."""
    if _is_interface(inputs):
        subnets = inputs.get("subnetIds")
        count = len(subnets) if isinstance(subnets, list) and subnets else 1
        yield Fixed(meter="endpoint", quantity=HOURS_PER_MONTH * count)


def _endpoint_data(inputs: Inputs) -> Iterator[str]:
    if _is_interface(inputs):
        yield "endpoint_data"


def _zone(_inputs: Inputs) -> Iterator[Fixed]:
    yield Fixed(meter="route53_zone", quantity=Decimal(1))


def _firewall(_inputs: Inputs) -> Iterator[Fixed]:
    yield Fixed(meter="waf_acl", quantity=Decimal(1))


_OF_THE_BALANCER = Free("part of the load balancer")
_BALANCER = Charged(fixed=_balancer, metered=_units, region=region)

TYPES: dict[str, Pricing] = {
    **{
        f"aws:{module}/{name[0].lower()}{name[1:]}:{name}": pricing
        for module in ("lb", "alb")
        for name, pricing in (
            ("LoadBalancer", _BALANCER),
            ("Listener", _OF_THE_BALANCER),
            ("ListenerRule", _OF_THE_BALANCER),
            ("ListenerCertificate", _OF_THE_BALANCER),
            ("TargetGroup", _OF_THE_BALANCER),
            ("TargetGroupAttachment", _OF_THE_BALANCER),
        )
    },
    "aws:elb/loadBalancer:LoadBalancer": Charged(
        fixed=_classic, meters=("classic_balancer_data",), region=region
    ),
    "aws:ec2/natGateway:NatGateway": Charged(fixed=_gateway, meters=("nat_data",), region=region),
    "aws:ec2/vpcEndpoint:VpcEndpoint": Charged(
        fixed=_endpoint, metered=_endpoint_data, region=region
    ),
    "aws:cloudfront/distribution:Distribution": Charged(
        meters=("cloudfront_egress", "cloudfront_requests")
    ),
    "aws:cloudfront/originAccessIdentity:OriginAccessIdentity": Free("rights cost nothing"),
    "aws:cloudfront/originAccessControl:OriginAccessControl": Free("rights cost nothing"),
    "aws:route53/zone:Zone": Charged(fixed=_zone, meters=("route53_queries",)),
    "aws:route53/record:Record": Free("its zone and the queries are charged"),
    "aws:acm/certificate:Certificate": Free("public certificates cost nothing"),
    "aws:acm/certificateValidation:CertificateValidation": Free("lives in the state alone"),
    "aws:wafv2/webAcl:WebAcl": Charged(fixed=_firewall, meters=("waf_requests",), region=region),
    "aws:wafv2/webAclAssociation:WebAclAssociation": Free("the list of rules is charged"),
}
