"""Cloud Run: minimum and always-on instances, their GPUs, and requests."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any, NamedTuple

from faro.cost.families.family import (
    HOURS_PER_MONTH,
    Charged,
    Fixed,
    Free,
    Inputs,
    Pricing,
    number,
)
from faro.cost.families.gcp.place import region
from faro.cost.families.nested import block, blocks

SECONDS_PER_MONTH = HOURS_PER_MONTH * 3600
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
_GPU = "nvidia.com/gpu"
_SERVED = ("run_cpu", "run_memory", "run_requests")
_INSTANCE = ("run_instance_cpu", "run_instance_memory")
_NOTES = "run.googleapis.com/"
_MIN_SCALE = "autoscaling.knative.dev/minScale"
_INSIDE = frozenset({"INGRESS_TRAFFIC_INTERNAL_ONLY", "INGRESS_TRAFFIC_INTERNAL_LOAD_BALANCER"})


class _Revision(NamedTuple):
    """What a service runs, in either version of the API."""

    containers: list[Mapping[str, Any]]
    least: Decimal | None
    by_instance: bool
    gpu: str | None
    redundant: bool
    outside: bool


def size(given: object) -> Decimal | None:
    """CPUs, or GiB, as Kubernetes writes them; None where it is not known."""
    found = _SIZE.fullmatch(str(given))
    return Decimal(found[1]) * _SCALES[found[2]] if found else None


def _containers(template: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return blocks(template, "containers") or [{}]


def _second(inputs: Inputs) -> _Revision:
    """Of the second version of the API. A container that names resources has its CPU all the time,
    unless it says that the CPU may idle.
    """
    template = block(inputs, "template")
    containers = _containers(template)
    own, of_service = block(template, "scaling"), block(inputs, "scaling")
    scaling = {**dict(own.items()), **dict(of_service.items())}
    manual = scaling.get("scalingMode") == "MANUAL"
    least = scaling.get("manualInstanceCount" if manual else "minInstanceCount", 0)
    kinds = [c["resources"] for c in containers if isinstance(c.get("resources"), dict)]
    return _Revision(
        containers=containers,
        least=number(least),
        by_instance=any(not kind.get("cpuIdle", False) for kind in kinds),
        gpu=block(template, "nodeSelector").get("accelerator"),
        redundant=not template.get("gpuZonalRedundancyDisabled"),
        outside=inputs.get("ingress") not in _INSIDE,
    )


def _first(inputs: Inputs) -> _Revision:
    """Of the first version of the API, which says more in annotations."""
    template = block(inputs, "template")
    notes = {**block(inputs, "metadata", "annotations")}
    notes |= block(template, "metadata", "annotations")
    least = notes.get(_MIN_SCALE, "0")
    throttled = str(notes.get(f"{_NOTES}cpu-throttling", "true")).lower() != "false"
    spec = block(template, "spec")
    redundancy = str(notes.get(f"{_NOTES}gpu-zonal-redundancy-disabled", "false")).lower()
    return _Revision(
        containers=_containers(spec),
        least=Decimal(least) if isinstance(least, str) and least.isdecimal() else number(least),
        by_instance=not throttled,
        gpu=block(spec, "nodeSelector").get(f"{_NOTES}accelerator"),
        redundant=redundancy != "true",
        outside=not str(notes.get(f"{_NOTES}ingress", "all")).startswith("internal"),
    )


def _sizes(revision: _Revision, name: str) -> Decimal | None:
    """What all containers of an instance have of one kind."""
    limits = [block(c, "resources", "limits") for c in revision.containers]
    sizes = [size(limit.get(name, _DEFAULTS[name])) for limit in limits]
    known = [found for found in sizes if found is not None]
    return sum(known, Decimal(0)) if len(known) == len(sizes) else None


def _fixed(revision: _Revision) -> Iterator[Fixed]:
    """Instances that are always there: idle, or at the price of the whole instance; serving is
    usage.
    """
    kind = "run_instance" if revision.by_instance else "run_idle"
    for name in _DEFAULTS:
        yield Fixed(meter=f"{kind}_{name}", quantity=_all_month(revision, _sizes(revision, name)))
    yield from _gpus(revision)


def _gpus(revision: _Revision) -> Iterator[Fixed]:
    """Of the instances that are always there."""
    limits = [block(c, "resources", "limits").get(_GPU) for c in revision.containers]
    counts = [size(limit) for limit in limits if limit is not None]
    if not counts and revision.gpu is None:
        return
    each = sum((c for c in counts if c is not None), Decimal(0)) or Decimal(1)
    kind = str(revision.gpu or "unknown").removeprefix("nvidia-")
    quantity = _all_month(revision, each)
    yield Fixed(meter=f"run_gpu_{kind}", quantity=quantity)
    if revision.redundant:
        yield Fixed(meter=f"run_gpu_{kind}_zonal_redundancy", quantity=quantity)


def _all_month(revision: _Revision, each: Decimal | None) -> Decimal | None:
    if revision.least is None or (each is None and revision.least):
        return None
    return revision.least * (each or Decimal(0)) * SECONDS_PER_MONTH


def _metered(revision: _Revision) -> Iterator[str]:
    yield from _INSTANCE if revision.by_instance else _SERVED
    if revision.outside:
        yield "egress_internet"


def _job(inputs: Inputs) -> Iterator[str]:
    yield from _INSTANCE
    gpu = block(inputs, "template", "template", "nodeSelector").get("accelerator")
    if gpu is not None:
        yield f"run_gpu_{str(gpu).removeprefix('nvidia-')}"


def _workers(inputs: Inputs) -> Iterator[Fixed]:
    """A pool of workers has as many instances as it says."""
    revision = _second(inputs)
    least = number(block(inputs, "scaling").get("manualInstanceCount"))
    for name in _DEFAULTS:
        quantity = _all_month(revision._replace(least=least), _sizes(revision, name))
        yield Fixed(meter=f"run_worker_{name}", quantity=quantity)


TYPES: dict[str, Pricing] = {
    "gcp:cloudrunv2/service:Service": Charged(
        metered=lambda inputs: _metered(_second(inputs)),
        fixed=lambda inputs: _fixed(_second(inputs)),
        region=region,
    ),
    "gcp:cloudrun/service:Service": Charged(
        metered=lambda inputs: _metered(_first(inputs)),
        fixed=lambda inputs: _fixed(_first(inputs)),
        region=region,
    ),
    "gcp:cloudrunv2/job:Job": Charged(metered=_job, region=region),
    "gcp:cloudrunv2/workerPool:WorkerPool": Charged(fixed=_workers, region=region),
    "gcp:cloudrun/domainMapping:DomainMapping": Free("part of the service"),
}
