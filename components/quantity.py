"""Quantities of CPU and memory as Kubernetes writes them back: 1 and not 1000m, 1Gi and not 1024Mi.

An API server normalizes what it is given; a program that writes another form would differ from it
for ever. https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/
"""

from __future__ import annotations

_MILLI = 1000
_STEP = 1024
_BINARY = ("Mi", "Gi", "Ti", "Pi")


def cpu(cores: float) -> str:
    """Write cores, to a thousandth."""
    milli = round(cores * _MILLI)
    return str(milli // _MILLI) if milli % _MILLI == 0 else f"{milli}m"


def memory(mib: int) -> str:
    """Write MiB of memory or of a disk with the largest unit that needs no fraction."""
    unit = 0
    while mib and mib % _STEP == 0 and unit < len(_BINARY) - 1:
        mib, unit = mib // _STEP, unit + 1
    return f"{mib}{_BINARY[unit]}"
