"""Types without a vendor, each with the reason why it is free."""

from faro.cost.families.family import Free

_STATE = Free("lives in the state alone")
_PLUGIN = Free("its plugin creates nothing that costs by itself")

FREE: dict[str, Free] = {
    **{
        f"random:index/random{name}:Random{name}": _STATE
        for name in ("Bytes", "Id", "Integer", "Password", "Pet", "Shuffle", "String", "Uuid")
    },
    "awsx:ec2:DefaultVpc": _PLUGIN,
    "awsx:ecr:Image": _PLUGIN,
    "awsx:ecr:RegistryImage": _PLUGIN,
    "awsx:lb:TargetGroupAttachment": _PLUGIN,
    "eks:index:Addon": _PLUGIN,
    "eks:index:ClusterCreationRoleProvider": _PLUGIN,
    "eks:index:NodeGroupSecurityGroup": _PLUGIN,
    "eks:index:VpcCniAddon": _PLUGIN,
}
