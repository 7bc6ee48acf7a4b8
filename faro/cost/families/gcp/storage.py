"""Cloud Storage and registries: stored data by class, operations, egress."""

from __future__ import annotations

from collections.abc import Iterator

from faro.cost.families.family import (
    Charged,
    Fixed,
    Free,
    Inputs,
    Pricing,
    number,
    text,
    typed,
    unpriced,
)
from faro.cost.families.gcp.place import region
from faro.cost.families.nested import block

_MULTI_REGIONS = frozenset({"us", "eu", "asia"})
_DUAL_REGIONS = frozenset({"asia1", "eur4", "eur5", "eur7", "eur8", "nam4"})
_STANDARD = frozenset({"standard", "multi_regional", "regional"})
"""Older names of the class that a region or several have by default."""
_COLD = frozenset({"nearline", "coldline", "archive"})


def _bucket(inputs: Inputs) -> Iterator[str]:
    """Storage by its class, operations at the price of the class, retrieval of what is cold."""
    given = (text(inputs.get("storageClass")) or "STANDARD").lower()
    kind = "standard" if given in _STANDARD else given
    yield f"bucket_{kind}{_where(inputs)}"
    after = f"_{kind}" if kind in _COLD else ""
    yield from (f"bucket_class_a{after}", f"bucket_class_b{after}")
    if kind in _COLD:
        yield f"bucket_retrieval_{kind}"
    if block(inputs, "autoclass").get("enabled"):
        yield "bucket_autoclass"
    yield "egress_internet"


def _where(inputs: Inputs) -> str:
    place = region(inputs)
    if place in _DUAL_REGIONS or inputs.get("customPlacementConfig"):
        return "_dual"
    return "_multi" if place in _MULTI_REGIONS else ""


def _disk(inputs: Inputs) -> Iterator[Fixed]:
    """A file share by its tier and capacity."""
    tier = str(inputs.get("tier", "unknown")).lower()
    gib = number(block(inputs, "fileShares").get("capacityGb"))
    yield Fixed(meter=f"filestore_{tier}", quantity=gib)


_OF_THE_BUCKET = Free("its bucket is charged")

TYPES: dict[str, Pricing] = {
    "gcp:storage/bucket:Bucket": Charged(metered=_bucket, region=region),
    "gcp:storage/anywhereCache:AnywhereCache": unpriced("bucket_anywhere_cache", region=region),
    "gcp:artifactregistry/repository:Repository": Charged(
        meters=("registry_storage",), region=region
    ),
    "gcp:container/registry:Registry": Charged(
        meters=("bucket_standard_multi", "bucket_class_a", "bucket_class_b", "egress_internet"),
        region=lambda inputs: (text(inputs.get("location")) or "us").lower(),
    ),
    "gcp:filestore/instance:Instance": Charged(fixed=_disk, region=region),
    "gcp:filestore/backup:Backup": unpriced("filestore_backup", region=region),
    **typed(
        "gcp:",
        """
        storage/bucketObject storage/bucketACL storage/bucketAccessControl
        storage/defaultObjectACL storage/defaultObjectAccessControl storage/folder
        storage/managedFolder storage/notification storage/objectACL
        storage/objectAccessControl
        """,
        _OF_THE_BUCKET,
    ),
}
