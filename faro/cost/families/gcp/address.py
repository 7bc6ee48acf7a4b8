"""External addresses: half the price in use, none at a load balancer, and each charged once."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from faro.cost.families.family import HOURS_PER_MONTH, Charged, Fixed, Inputs, Pricing, text
from faro.cost.families.gcp.machine import Machines, is_spot
from faro.cost.families.gcp.place import region
from faro.cost.families.nested import blocks

_INSIDE = frozenset({"VPC_PEERING", "PRIVATE_SERVICE_CONNECT", "SHARED_LOADBALANCER_VIP"})
_ADDRESS = "gcp:compute/address:Address"
_MACHINES = ("instance:Instance", "emplate", "routerNat:RouterNat")
_BALANCERS = ("orwardingRule", "kubernetes:")


def outside(inputs: Inputs) -> int:
    """Return the number of interfaces of a machine with an external address."""
    return sum(1 for one in blocks(inputs, "networkInterfaces") if one.get("accessConfigs"))


def addresses(given: Machines, inputs: Inputs) -> Iterator[Fixed]:
    """Addresses that machines have to the outside, beside those that are resources of their own."""
    own = sum(1 for link in inputs.links("networkInterfaces") if link.type == _ADDRESS)
    if outside(inputs) > own:
        yield in_use(given, Decimal(outside(inputs) - own))


def in_use(given: Machines, each: Decimal = Decimal(1)) -> Fixed:
    """So many addresses of each machine."""
    meter = "address_in_use_spot" if given.spot else "address_in_use"
    return given.hourly(meter, each)


def _address(inputs: Inputs) -> Iterator[Fixed]:
    """What is not inside is charged from when it is kept."""
    if text(inputs.get("addressType")) == "INTERNAL" or inputs.get("purpose") in _INSIDE:
        return
    users = inputs.users()
    if any(name in user.type for user in users for name in _BALANCERS):
        return
    machines = [user for user in users if user.type.endswith(_MACHINES)]
    if not machines:
        yield Fixed(meter="address_idle", quantity=HOURS_PER_MONTH)
    elif all(is_spot(machine) for machine in machines):
        yield Fixed(meter="address_in_use_spot", quantity=HOURS_PER_MONTH)
    else:
        yield Fixed(meter="address_in_use", quantity=HOURS_PER_MONTH)


def _global(inputs: Inputs) -> Iterator[Fixed]:
    if inputs.get("ipVersion") != "IPV6":
        yield from _address(inputs)


TYPES: dict[str, Pricing] = {
    _ADDRESS: Charged(fixed=_address, region=region),
    "gcp:compute/globalAddress:GlobalAddress": Charged(
        fixed=_global, region=lambda _inputs: "global"
    ),
}
