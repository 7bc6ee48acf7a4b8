"""Types of AWS that cost nothing by themselves."""

from faro.cost.families.family import Free, Pricing

_RIGHTS = Free("rights cost nothing")
_NETWORK = Free("networks and their rules cost nothing, traffic does")

_OF_IAM = (
    *("AccessKey", "Group", "GroupMembership", "GroupPolicy", "GroupPolicyAttachment"),
    *("InstanceProfile", "OpenIdConnectProvider", "Policy", "PolicyAttachment", "Role"),
    *("RolePolicy", "RolePolicyAttachment", "ServiceLinkedRole", "SshKey", "User"),
    *("UserGroupMembership", "UserLoginProfile", "UserPolicy", "UserPolicyAttachment"),
)
_OF_THE_NETWORK = (
    *("DefaultRouteTable", "DefaultSecurityGroup", "DefaultSubnet", "DefaultVpc"),
    *("EgressOnlyInternetGateway", "InternetGateway", "KeyPair", "MainRouteTableAssociation"),
    *("ManagedPrefixList", "NetworkAcl", "NetworkAclRule", "NetworkInterface", "PlacementGroup"),
    *("Route", "RouteTable", "RouteTableAssociation", "SecurityGroup", "SecurityGroupRule"),
    *("Subnet", "Vpc", "VpcDhcpOptions", "VpcDhcpOptionsAssociation"),
    *("VpcEndpointRouteTableAssociation", "VpcIpv4CidrBlockAssociation"),
)


def _token(module: str, name: str) -> str:
    return f"aws:{module}/{name[0].lower()}{name[1:]}:{name}"


TYPES: dict[str, Pricing] = {
    **{_token("iam", name): _RIGHTS for name in _OF_IAM},
    **{_token("ec2", name): _NETWORK for name in _OF_THE_NETWORK},
    _token("vpc", "SecurityGroupEgressRule"): _NETWORK,
    _token("vpc", "SecurityGroupIngressRule"): _NETWORK,
    _token("appautoscaling", "Policy"): Free("what it scales is charged"),
    _token("appautoscaling", "Target"): Free("what it scales is charged"),
}
