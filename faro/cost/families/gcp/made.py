"""Machines that other services create: VPC connectors, Dataproc, Workbench, Composer."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from faro.cost.families.family import Charged, Count, Fixed, Inputs, Pricing, number
from faro.cost.families.gcp.address import addresses
from faro.cost.families.gcp.attached import gpus, local_ssds
from faro.cost.families.gcp.disks import STANDARD, disk
from faro.cost.families.gcp.machine import ONE, hardware, machines
from faro.cost.families.gcp.place import region
from faro.cost.families.nested import block, blocks

_CONNECTOR, _FEWEST, _MOST, _MBPS_PER_MACHINE = "e2-micro", 2, 3, 100
"""Of a connector that names neither type nor size; it is charged as machines
(https://cloud.google.com/vpc/docs/serverless-vpc-access, 2026).
"""
_FEWEST_OF_ROLE = {"masterConfig": 1, "workerConfig": 2}
_DATAPROC_GIB = 500
"""Of a Dataproc cluster that does not say (the provider's schema)."""
_CHOSEN = "of a type that Google chooses"


def _connector(inputs: Inputs) -> Iterator[Fixed]:
    """As many machines as it has at the least, up to its most."""
    least = _size(inputs, "min", _FEWEST)
    count = Count(least, least, _size(inputs, "max", _MOST))
    yield from hardware(machines(inputs.get("machineType", _CONNECTOR), count, spot=False))


def _size(inputs: Inputs, end: str, fewest: int) -> Decimal | None:
    if f"{end}Instances" in inputs:
        return number(inputs[f"{end}Instances"])
    throughput = number(inputs.get(f"{end}Throughput", fewest * _MBPS_PER_MACHINE))
    return None if throughput is None else throughput / _MBPS_PER_MACHINE


def _dataproc(inputs: Inputs) -> Iterator[Fixed]:
    """Machines and disks of its masters and workers, and Dataproc's own price for their CPUs."""
    config = block(inputs, "clusterConfig")
    for role, fewest in _FEWEST_OF_ROLE.items():
        given = block(config, role)
        count = Count(number(given.get("numInstances", fewest)))
        found = machines(given.get("machineType", _CHOSEN), count, spot=False)
        disks = block(given, "diskConfig")
        yield from hardware(found)
        yield from gpus(found, given.get("accelerators"))
        yield from local_ssds(found, number(disks.get("numLocalSsds", 0)))
        gib = number(disks.get("bootDiskSizeGb", _DATAPROC_GIB))
        yield from disk(disks.get("bootDiskType", STANDARD), gib, {}, count=count)
        cpus = found.shape.cpus if found.shape else None
        yield found.hourly("dataproc_vcpu", cpus)
    if block(config, "preemptibleWorkerConfig").get("numInstances"):
        yield Fixed(meter="dataproc_secondary_workers", quantity=None)


def _workbench(inputs: Inputs) -> Iterator[Fixed]:
    """The machine and its two disks."""
    setup = block(inputs, "gceSetup")
    count = Count(Decimal(0)) if inputs.get("desiredState") == "STOPPED" else ONE
    found = machines(setup.get("machineType", _CHOSEN), count, spot=False)
    accelerators = [
        {"type": str(a.get("type", "")).lower().replace("_", "-"), "count": a.get("coreCount")}
        for a in blocks(setup, "acceleratorConfigs")
    ]
    yield from hardware(found)
    yield from gpus(found, accelerators)
    for key in ("bootDisk", "dataDisks"):
        given = block(setup, key) or next(iter(blocks(setup, key)), {})
        kind = str(given.get("diskType", "PD_BALANCED")).lower().replace("_", "-")
        yield from disk(kind, number(given.get("diskSizeGb")), {})
    yield from addresses(found, Inputs(setup))


TYPES: dict[str, Pricing] = {
    "gcp:vpcaccess/connector:Connector": Charged(fixed=_connector, region=region),
    "gcp:dataproc/cluster:Cluster": Charged(fixed=_dataproc, region=region),
    "gcp:workbench/instance:Instance": Charged(fixed=_workbench, region=region),
}
