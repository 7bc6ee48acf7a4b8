"""AlloyDB, Spanner, Bigtable and Firestore: servers or nodes by the hour, data by what is kept."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from faro.cost.families.family import (
    Charged,
    Count,
    Fixed,
    Free,
    Inputs,
    Pricing,
    number,
    scaled,
    text,
    typed,
    unpriced,
)
from faro.cost.families.gcp.place import region
from faro.cost.families.nested import block, blocks
from faro.cost.families.part import hours

_GIB_PER_CPU = 8  # of AlloyDB's machines (https://cloud.google.com/alloydb/docs, 2026)
_UNITS_PER_NODE = 1000
_ENDS = ("min", "max")
_REGIONAL = "regional-"


def _alloydb(inputs: Inputs) -> Iterator[Fixed]:
    """CPUs and memory of each node; a regional primary has a second one that waits."""
    cpus = number(block(inputs, "machineConfig").get("cpuCount"))
    count = Decimal(1)
    if inputs.get("instanceType") == "READ_POOL":
        count = number(block(inputs, "readPoolConfig").get("nodeCount")) or Decimal(1)
    elif inputs.get("availabilityType") != "ZONAL":
        count = Decimal(2)
    each = None if cpus is None else cpus * count
    yield hours("alloydb_vcpu", each)
    gib = None if each is None else each * _GIB_PER_CPU
    yield hours("alloydb_memory", gib)


def _alloydb_backups(inputs: Inputs) -> Iterator[str]:
    """Kept by default, unless they are switched off."""
    automatic = block(inputs, "automatedBackupPolicy").get("enabled", True)
    if automatic or block(inputs, "continuousBackupConfig").get("enabled", True):
        yield "alloydb_backup"


def _alloydb_region(inputs: Inputs) -> str | None:
    return region(inputs.follow("cluster") or inputs)


def _spanner(inputs: Inputs) -> Iterator[Fixed]:
    """Nodes, or parts of one, between its limits where Google adds and removes them."""
    edition = str(inputs.get("edition", "STANDARD")).lower()
    limits = block(inputs, "autoscalingConfig", "autoscalingLimits")
    least, most = (_spanner_nodes(limits, f"{end}Nodes", f"{end}ProcessingUnits") for end in _ENDS)
    given = _spanner_nodes(inputs, "numNodes", "processingUnits")
    count = Count(least, least, most) if limits else Count(given)
    place = "regional" if _REGIONAL in str(inputs.get("config")) else "multi_region"
    meter = f"spanner_{edition}_{place}_node"
    yield scaled(hours(meter), count)


def _spanner_region(inputs: Inputs) -> str | None:
    """The place that its configuration names: one region, or several together."""
    config = text(inputs.get("config"))
    return config.rpartition("/")[2].removeprefix(_REGIONAL) if config else inputs.region


def _spanner_nodes(given: Mapping[str, Any], nodes: str, units: str) -> Decimal | None:
    parts = number(given.get(units))
    return number(given.get(nodes)) if parts is None else parts / _UNITS_PER_NODE


def _bigtable(inputs: Inputs) -> Iterator[Fixed]:
    """Nodes of each cluster, between its limits where Google adds and removes them."""
    for cluster in blocks(inputs, "clusters"):
        scaling = block(cluster, "autoscalingConfig")
        least, most = (number(scaling.get(f"{end}Nodes")) for end in _ENDS)
        count = Count(least, least, most) if scaling else Count(number(cluster.get("numNodes", 1)))
        kind = str(cluster.get("storageType", "SSD")).lower()
        place = region(Inputs({"zone": cluster.get("zone")}, region=inputs.region))
        yield replace(scaled(hours("bigtable_node"), count), region=place)
        yield Fixed(meter=f"bigtable_storage_{kind}", quantity=None, region=place)


_OF_THE_DATABASE = Free("its database is charged")

TYPES: dict[str, Pricing] = {
    "gcp:alloydb/cluster:Cluster": Charged(
        meters=("alloydb_storage",), metered=_alloydb_backups, region=region
    ),
    "gcp:alloydb/instance:Instance": Charged(fixed=_alloydb, region=_alloydb_region),
    "gcp:alloydb/backup:Backup": unpriced("alloydb_backup", region=region),
    "gcp:spanner/instance:Instance": Charged(
        fixed=_spanner, metered=lambda _inputs: ("spanner_storage",), region=_spanner_region
    ),
    "gcp:bigtable/instance:Instance": Charged(fixed=_bigtable, region=region),
    "gcp:firestore/database:Database": Charged(
        meters=("firestore_reads", "firestore_writes", "firestore_deletes", "firestore_storage"),
        region=lambda inputs: text(inputs.get("locationId")) or inputs.region,
    ),
    **typed(
        "gcp:",
        """
        alloydb/user bigtable/appProfile bigtable/authorizedView bigtable/gCPolicy
        bigtable/logicalView bigtable/schemaBundle bigtable/table
        firestore/backupSchedule firestore/document firestore/field firestore/index
        firestore/userCreds spanner/backupSchedule spanner/database
        """,
        _OF_THE_DATABASE,
    ),
}
