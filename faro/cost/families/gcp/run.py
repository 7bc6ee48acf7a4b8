"""Cloud Run: instances that are kept ready, and what is served."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from faro.cost.families.family import HOURS_PER_MONTH, Charged, Fixed, Inputs, Pricing, number
from faro.cost.families.gcp.place import region

_SECONDS_PER_MONTH = HOURS_PER_MONTH * 3600
_SIZE = re.compile(r"(\d+(?:\.\d+)?)(m|Mi|Gi|M|G|)")
_SCALES = {
    "": Decimal(1),
    "m": Decimal("0.001"),
    "Mi": Decimal(1) / 1024,
    "Gi": Decimal(1),
    "M": Decimal(10) ** 6 / 1024**3,
    "G": Decimal(10) ** 9 / 1024**3,
}
_DEFAULTS = {"cpu": "1", "memory": "512Mi"}
"""Of a container that names no limits (https://cloud.google.com/run/docs/configuring, 2026)."""
_SERVED = ("run_cpu", "run_memory", "run_requests")
_MIN_SCALE = "autoscaling.knative.dev/minScale"


def size(given: object) -> Decimal | None:
    """CPUs, or GiB, as Kubernetes writes them; None where it is not known."""
    found = _SIZE.fullmatch(str(given))
    return Decimal(found[1]) * _SCALES[found[2]] if found else None


def _idle(least: Decimal | None, containers: Any) -> Iterator[Fixed]:
    """Instances that are kept ready, as if they were idle all month: serving is usage."""
    limits = [((c or {}).get("resources") or {}).get("limits") or {} for c in containers or [{}]]
    for name, meter in (("cpu", "run_idle_cpu"), ("memory", "run_idle_memory")):
        parts = [least, *(size(limit.get(name, _DEFAULTS[name])) for limit in limits)]
        instances, *sizes = [part for part in parts if part is not None] or [Decimal(0)]
        known = len(sizes) + 1 == len(parts)
        total = instances * sum(sizes, Decimal(0)) * _SECONDS_PER_MONTH
        yield Fixed(meter=meter, quantity=total if known else None)


def _service(inputs: Inputs) -> Iterator[Fixed]:
    template = inputs.get("template") or {}
    scaling = {**(template.get("scaling") or {}), **(inputs.get("scaling") or {})}
    yield from _idle(number(scaling.get("minInstanceCount", 0)), template.get("containers"))


def _first_service(inputs: Inputs) -> Iterator[Fixed]:
    """Of the first version of the API."""
    template = inputs.get("template") or {}
    notes = (template.get("metadata") or {}).get("annotations") or {}
    least = notes.get(_MIN_SCALE, "0")
    known = Decimal(least) if isinstance(least, str) and least.isdecimal() else None
    yield from _idle(known, (template.get("spec") or {}).get("containers"))


TYPES: dict[str, Pricing] = {
    "gcp:cloudrunv2/service:Service": Charged(meters=_SERVED, fixed=_service, region=region),
    "gcp:cloudrun/service:Service": Charged(meters=_SERVED, fixed=_first_service, region=region),
    "gcp:cloudrunv2/job:Job": Charged(
        meters=("run_instance_cpu", "run_instance_memory"), region=region
    ),
}
