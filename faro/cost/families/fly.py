"""Fly.io: machines by size and region, volumes by size, dedicated addresses."""

from collections.abc import Iterator
from decimal import Decimal

from faro.cost.families.family import Charged, Family, Fixed, Free, Inputs, number

_MB_PER_GB = 1024
_PARTS_OF_THE_WORLD = {
    "North America, Europe": "ams arn cdg dfw ewr fra iad lax lhr ord sjc yyz",
    "Asia Pacific, Oceania, South America": "gru nrt sin syd",
    "Africa, India": "bom jnb",
}
"""By which traffic is charged, with the regions of each (fly.io/docs/reference/regions)."""
_OF_THE_APP = Free("part of the app")


def _machines(inputs: Inputs) -> Iterator[Fixed]:
    guest = inputs.get("guest") or {}
    memory = guest.get("memory_mb", 0)
    size = f"{memory // _MB_PER_GB}gb" if memory % _MB_PER_GB == 0 else f"{memory}mb"
    kind = "shared-cpu" if guest.get("cpu_kind") == "shared" else "performance"
    meter = f"machine_{kind}-{guest.get('cpus')}x_{size}"
    for region, count in inputs.get("machines", {}).items():
        yield Fixed(meter=meter, quantity=number(count), region=region)


def _part_of_the_world(inputs: Inputs) -> str | None:
    """Where the machines are; None for a region that is not known, or for machines in several."""
    regions = set(inputs.get("machines", {}))
    parts = (part for part, names in _PARTS_OF_THE_WORLD.items() if regions <= {*names.split()})
    return next(parts, None) if regions else None


def _volume(inputs: Inputs) -> Iterator[Fixed]:
    yield Fixed(meter="volume", quantity=number(inputs.get("size_gb")))


def _address(inputs: Inputs) -> Iterator[Fixed]:
    if inputs.get("type") == "v4":
        yield Fixed(meter="ipv4", quantity=Decimal(1))


def _certificate(_inputs: Inputs) -> Iterator[Fixed]:
    yield Fixed(meter="certificate", quantity=Decimal(1))


FAMILY = Family(
    vendor="fly",
    plan="Pay as you go",
    types={
        "pulumi-python:dynamic/fly:Machines": Charged(
            meters=("egress",), fixed=_machines, region=_part_of_the_world
        ),
        "pulumi-python:dynamic/fly:Volume": Charged(meters=("volume_snapshots",), fixed=_volume),
        "pulumi-python:dynamic/fly:IpAssignment": Charged(fixed=_address),
        "pulumi-python:dynamic/fly:Certificate": Charged(fixed=_certificate),
        "pulumi-python:dynamic/fly:App": _OF_THE_APP,
        "pulumi-python:dynamic/fly:Secrets": _OF_THE_APP,
    },
)
