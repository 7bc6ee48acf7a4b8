"""Additional parts of machines: GPUs, local SSDs, operating system licences."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from faro.cost.families.family import Fixed, number
from faro.cost.families.gcp.machine import Machines

_WITH_GPUS = frozenset({"a2", "a3", "a4", "a4x", "g2", "g4"})
"""Families whose price contains their GPUs (https://cloud.google.com/compute/gpus-pricing)."""
_GPU_DISCOUNT = Decimal("0.3")
"""For sustained use, of GPUs that are attached (https://cloud.google.com/compute/docs/sustained-use-discounts)."""
_SSD_GIB = Decimal(375)

_LICENSES = {
    "windows-cloud": ("windows",),
    "windows-sql-cloud": ("windows", "sql-server"),
    "rhel-cloud": ("rhel",),
    "rhel-sap-cloud": ("rhel-sap",),
    "suse-cloud": ("sles",),
    "suse-sap-cloud": ("sles-sap",),
    "ubuntu-os-pro-cloud": ("ubuntu-pro",),
}
_FAMILIES = {
    "windows": "windows-cloud",
    "sql": "windows-sql-cloud",
    "rhel": "rhel-cloud",
    "rhel-sap": "rhel-sap-cloud",
    "sles": "suse-cloud",
    "sles-sap": "suse-sap-cloud",
}
"""The public project of an image that is named without one."""
_PER_MACHINE = frozenset({"sles", "sles-sap"})
_BANDS = {
    "rhel": ((8, "8"), (127, "127")),
    "rhel-sap": ((8, "8"), (127, "127")),
    "sles-sap": ((2, "2"), (4, "4")),
}
"""Up to how many CPUs a licence has which price; more have the last."""
_SHARED_CORES = frozenset({"f1", "g1"})


def gpus(given: Machines, accelerators: Any) -> Iterator[Fixed]:
    """GPUs that are attached; those of an accelerator-optimized type are in its price."""
    if not accelerators:
        return
    if not isinstance(accelerators, list):
        yield Fixed(meter="gpu of a kind that is not known", quantity=None)
        return
    for found in accelerators:
        kind = str(found.get("type")).rpartition("/")[2] if isinstance(found, dict) else "unknown"
        each = number(found.get("count")) if isinstance(found, dict) else None
        if given.family not in _WITH_GPUS:
            discount = Decimal(0) if given.spot else _GPU_DISCOUNT
            yield given.hourly(given.kind("gpu", kind), each, discount=discount)


def local_ssds(given: Machines, each: Decimal | None) -> Iterator[Fixed]:
    """Local SSDs of 375 GiB."""
    if each != 0:
        meter = "disk_local-ssd_spot" if given.spot else "disk_local-ssd"
        yield given.part(meter, None if each is None else each * _SSD_GIB)


def project(image: Any) -> str | None:
    """The public project that an image comes from; empty for a custom image, None where it
    is not known.
    """
    if not isinstance(image, str):
        return None
    parts = image.split("/")
    if "projects" in parts:
        return parts[parts.index("projects") + 1]
    if len(parts) > 1:
        return parts[0] if parts[0] not in ("global", "family") else ""
    words = image.split("-")
    return _FAMILIES.get("-".join(words[:2])) or _FAMILIES.get(words[0], "")


def licenses(given: Machines, image: Any) -> Iterator[Fixed]:
    """The licences of an image's system."""
    found = project(image)
    if found is None:
        yield Fixed(meter="license of an image that is not known", quantity=None)
        return
    cpus = given.shape.cpus if given.shape else None
    for name in _LICENSES.get(found, ()):
        band = _band(name, cpus)
        each = Decimal(1) if name in _PER_MACHINE else cpus
        shared = "_shared" if given.family in _SHARED_CORES and name in ("windows", "sles") else ""
        yield given.hourly(f"license_{name}{band}{shared}", each)


def _band(name: str, cpus: Decimal | None) -> str:
    bands = _BANDS.get(name, ())
    if not bands or cpus is None:
        return ""
    return next((f"_to_{label}" for most, label in bands if cpus <= most), f"_above_{bands[-1][1]}")
