"""Storage: buckets, file systems and backups, by stored data."""

from collections.abc import Iterator

from faro.cost.families.family import (
    BY_ITS_OPTIONS,
    Charged,
    Fixed,
    Inputs,
    Pricing,
    typed,
    unpriced,
)
from faro.cost.families.nested import amount, block, blocks, length
from faro.cost.families.part import hours

_CLASSES = {
    "STANDARD_IA": "s3_standard_ia",
    "ONEZONE_IA": "s3_one_zone_ia",
    "GLACIER_IR": "s3_glacier_instant",
    "GLACIER": "s3_glacier",
    "DEEP_ARCHIVE": "s3_deep_archive",
}
_TIERED = "INTELLIGENT_TIERING"
_LIFECYCLES = ("BucketLifecycleConfiguration", "BucketLifecycleConfigurationV2")
_MULTI_ZONE = "MULTI_AZ"
_ZFS_IOPS_PER_GIB = 3  # without charge, https://aws.amazon.com/fsx/openzfs/pricing/


def _bucket(inputs: Inputs) -> Iterator[str]:
    """Storage and requests, and each class that a lifecycle moves objects to: the bucket's own, or
    that of a resource for it.
    """
    yield from ("s3_storage", "s3_writes", "s3_reads")
    apart = [user for user in inputs.users() if user.type.endswith(_LIFECYCLES)]
    rules = [
        *blocks(inputs, "lifecycleRules"),
        *(rule for one in apart for rule in blocks(one, "rules")),
    ]
    moves = [move for rule in rules for move in blocks(rule, "transitions")]
    for kind in dict.fromkeys(str(move.get("storageClass")) for move in moves):
        if kind == _TIERED:
            yield from ("s3_intelligent_frequent_storage", "s3_intelligent_monitoring")
            yield from ("s3_intelligent_infrequent_storage", "s3_intelligent_transitions")
        else:
            before = _CLASSES.get(kind, f"s3_{kind.lower()}")
            yield from (f"{before}_storage", f"{before}_transitions")


def _files(inputs: Inputs) -> Iterator[str]:
    yield "efs_one_zone_storage" if "availabilityZoneName" in inputs else "efs_storage"


def _throughput(inputs: Inputs) -> Iterator[Fixed]:
    if inputs.get("throughputMode") == "provisioned":
        speed = amount(inputs.get("provisionedThroughputInMibps"))
        yield Fixed(meter="efs_throughput", quantity=speed)


def _transfer(inputs: Inputs) -> Iterator[Fixed]:
    """Each protocol of a server by the hour; SFTP where it names none."""
    yield hours("transfer_protocol", length(inputs, "protocols", default=1))


def _windows(inputs: Inputs) -> Iterator[Fixed]:
    """Capacity and throughput, by where and on what it is stored."""
    zones = "multi" if str(inputs.get("deploymentType")).startswith(_MULTI_ZONE) else "single"
    disk = str(inputs.get("storageType", "SSD")).lower()
    speed, size = amount(inputs.get("throughputCapacity")), amount(inputs.get("storageCapacity"))
    yield Fixed(meter=f"fsx_windows_throughput_{zones}", quantity=speed)
    yield Fixed(meter=f"fsx_windows_{disk}_{zones}", quantity=size)


def _zfs(inputs: Inputs) -> Iterator[Fixed]:
    speed, size = amount(inputs.get("throughputCapacity")), amount(inputs.get("storageCapacity"))
    yield Fixed(meter="fsx_openzfs_throughput", quantity=speed)
    yield Fixed(meter="fsx_openzfs_ssd", quantity=size)
    disk = block(inputs, "diskIopsConfiguration")
    if disk.get("mode") == "USER_PROVISIONED":
        asked = amount(disk.get("iops"))
        included = None if size is None else size * _ZFS_IOPS_PER_GIB
        if asked is None or included is None:
            yield Fixed(meter="fsx_openzfs_iops", quantity=None)
        elif asked > included:
            yield Fixed(meter="fsx_openzfs_iops", quantity=asked - included)


_BUCKET = Charged(metered=_bucket)

TYPES: dict[str, Pricing] = {
    **typed(
        "aws:s3/",
        """
        bucketAccelerateConfiguration bucketAccelerateConfigurationV2 bucketReplicationConfig
        """,
        BY_ITS_OPTIONS,
    ),
    "aws:s3/bucket:Bucket": _BUCKET,
    "aws:s3/bucketV2:BucketV2": _BUCKET,
    "aws:s3/directoryBucket:DirectoryBucket": unpriced("s3_express_storage"),
    "aws:s3/bucketMetric:BucketMetric": unpriced("s3_metrics"),
    "aws:s3/inventory:Inventory": Charged(meters=("s3_inventory",)),
    "aws:s3/analyticsConfiguration:AnalyticsConfiguration": Charged(meters=("s3_analytics",)),
    "aws:efs/fileSystem:FileSystem": Charged(metered=_files, fixed=_throughput),
    "aws:fsx/lustreFileSystem:LustreFileSystem": unpriced("fsx_lustre_storage"),
    "aws:fsx/ontapFileSystem:OntapFileSystem": unpriced("fsx_ontap_storage"),
    "aws:fsx/openZfsFileSystem:OpenZfsFileSystem": Charged(
        fixed=_zfs, meters=("fsx_openzfs_backup",)
    ),
    "aws:fsx/windowsFileSystem:WindowsFileSystem": Charged(
        fixed=_windows, meters=("fsx_windows_backup",)
    ),
    "aws:backup/vault:Vault": Charged(
        meters=tuple(f"backup_{kind}" for kind in ("ebs", "rds", "aurora", "dynamodb", "efs_warm"))
    ),
    "aws:glacier/vault:Vault": unpriced("glacier_storage"),
    "aws:transfer/server:Server": Charged(meters=("transfer_data",), fixed=_transfer),
}
