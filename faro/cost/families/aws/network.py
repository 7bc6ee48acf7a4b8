"""Network: addresses, gateways and endpoints by the hour, and the traffic through them."""

from collections.abc import Iterator

from faro.cost.families.family import Charged, Fixed, Inputs, Pricing, text, unpriced
from faro.cost.families.nested import length
from faro.cost.families.part import hourly, hours, of_type

_GATEWAY = "Gateway"


def _endpoint(inputs: Inputs) -> Iterator[Fixed]:
    """An interface in each subnet, one where it names none; a gateway endpoint costs nothing."""
    if _kind(inputs) != _GATEWAY:
        yield hours(_meter(inputs), length(inputs, "subnetIds", default=1))


def _endpoint_usage(inputs: Inputs) -> Iterator[str]:
    if _kind(inputs) != _GATEWAY:
        yield f"{_meter(inputs)}_data"


def _meter(inputs: Inputs) -> str:
    return "vpc_endpoint_gwlb" if _kind(inputs) == "GatewayLoadBalancer" else "vpc_endpoint"


def _vpn(inputs: Inputs) -> Iterator[Fixed]:
    """The connection, and its attachment to a transit gateway."""
    yield hours("vpn_connection")
    if "transitGatewayId" in inputs:
        yield hours("transit_gateway_attachment")


def _vpn_usage(inputs: Inputs) -> Iterator[str]:
    if "transitGatewayId" in inputs:
        yield "transit_gateway_data"


def _kind(inputs: Inputs) -> object:
    return inputs.get("vpcEndpointType", _GATEWAY)


def _firewall(inputs: Inputs) -> Iterator[Fixed]:
    yield hours("network_firewall", length(inputs, "subnetMappings"))


def _resolver(inputs: Inputs) -> Iterator[Fixed]:
    yield hours("route53_resolver_address", length(inputs, "ipAddresses"))


def _port(inputs: Inputs) -> Iterator[Fixed]:
    """A port by its speed: "1Gbps"."""
    speed = text(inputs.get("bandwidth"))
    yield hours(of_type("direct_connect_port", speed.lower() if speed else None))


TYPES: dict[str, Pricing] = {
    "aws:ec2/eip:Eip": hourly("public_ipv4"),
    "aws:ec2/natGateway:NatGateway": hourly("nat_gateway", "nat_data"),
    "aws:ec2/vpcEndpoint:VpcEndpoint": Charged(fixed=_endpoint, metered=_endpoint_usage),
    "aws:ec2/vpcEndpointSubnetAssociation:VpcEndpointSubnetAssociation": hourly("vpc_endpoint"),
    "aws:ec2/vpnConnection:VpnConnection": Charged(fixed=_vpn, metered=_vpn_usage),
    "aws:ec2/trafficMirrorSession:TrafficMirrorSession": hourly("traffic_mirror_session"),
    "aws:ec2/flowLog:FlowLog": unpriced("flow_log_data"),
    "aws:ec2/vpcIpam:VpcIpam": unpriced("ipam_address"),
    "aws:ec2clientvpn/endpoint:Endpoint": hourly("client_vpn_connection"),
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
    "aws:globalaccelerator/endpointGroup:EndpointGroup": unpriced("global_accelerator_data"),
    "aws:route53/resolverEndpoint:ResolverEndpoint": Charged(
        meters=("route53_resolver_queries",), fixed=_resolver
    ),
    "aws:directconnect/connection:Connection": Charged(
        fixed=_port, meters=("direct_connect_data_out",)
    ),
    "aws:directconnect/gatewayAssociation:GatewayAssociation": hourly(
        "transit_gateway_attachment", "transit_gateway_data"
    ),
}
