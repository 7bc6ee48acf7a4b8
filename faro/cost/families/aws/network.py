"""Network: addresses, gateways and endpoints by the hour, and the traffic through them."""

from collections.abc import Iterator

from faro.cost.families.aws.nested import length
from faro.cost.families.aws.part import hourly, hours, unpriced
from faro.cost.families.family import Charged, Fixed, Inputs, Pricing

_GATEWAY = "Gateway"


def _endpoint(inputs: Inputs) -> Iterator[Fixed]:
    """An interface in each subnet; a gateway endpoint costs nothing."""
    if _kind(inputs) != _GATEWAY:
        yield hours("vpc_endpoint", length(inputs, "subnetIds"))


def _endpoint_usage(inputs: Inputs) -> Iterator[str]:
    if _kind(inputs) != _GATEWAY:
        yield "vpc_endpoint_data"


def _kind(inputs: Inputs) -> object:
    return inputs.get("vpcEndpointType", _GATEWAY)


def _firewall(inputs: Inputs) -> Iterator[Fixed]:
    yield hours("network_firewall", length(inputs, "subnetMappings"))


def _resolver(inputs: Inputs) -> Iterator[Fixed]:
    yield hours("route53_resolver_address", length(inputs, "ipAddresses"))


TYPES: dict[str, Pricing] = {
    "aws:ec2/eip:Eip": hourly("public_ipv4"),
    "aws:ec2/natGateway:NatGateway": hourly("nat_gateway", "nat_data"),
    "aws:ec2/vpcEndpoint:VpcEndpoint": Charged(fixed=_endpoint, metered=_endpoint_usage),
    "aws:ec2/vpcEndpointSubnetAssociation:VpcEndpointSubnetAssociation": hourly("vpc_endpoint"),
    "aws:ec2/vpnConnection:VpnConnection": hourly("vpn_connection"),
    "aws:ec2/trafficMirrorSession:TrafficMirrorSession": unpriced("traffic_mirror_session"),
    "aws:ec2/flowLog:FlowLog": unpriced("flow_log_data"),
    "aws:ec2/vpcIpam:VpcIpam": unpriced("ipam_address"),
    "aws:ec2clientvpn/endpoint:Endpoint": unpriced("client_vpn_connection"),
    "aws:ec2clientvpn/networkAssociation:NetworkAssociation": hourly("client_vpn_association"),
    "aws:ec2transitgateway/vpcAttachment:VpcAttachment": hourly(
        "transit_gateway_attachment", "transit_gateway_data"
    ),
    "aws:ec2transitgateway/peeringAttachment:PeeringAttachment": hourly(
        "transit_gateway_attachment"
    ),
    "aws:ec2transitgateway/connect:Connect": hourly("transit_gateway_attachment"),
    "aws:networkfirewall/firewall:Firewall": Charged(
        meters=("network_firewall_data",), fixed=_firewall
    ),
    "aws:globalaccelerator/accelerator:Accelerator": hourly("global_accelerator"),
    "aws:route53/resolverEndpoint:ResolverEndpoint": Charged(fixed=_resolver),
    "aws:directconnect/connection:Connection": unpriced("direct_connect_port"),
    "aws:directconnect/gatewayAssociation:GatewayAssociation": unpriced("direct_connect_data"),
}
