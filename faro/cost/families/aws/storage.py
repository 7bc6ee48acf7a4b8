"""Storage: buckets, file systems and backups, by what lies in them."""

from collections.abc import Iterator

from faro.cost.families.aws.nested import amount, length
from faro.cost.families.aws.part import hours, unpriced
from faro.cost.families.family import Charged, Fixed, Inputs, Pricing

_BUCKET = Charged(meters=("s3_storage", "s3_writes", "s3_reads"))


def _files(inputs: Inputs) -> Iterator[str]:
    yield "efs_one_zone_storage" if "availabilityZoneName" in inputs else "efs_storage"


def _throughput(inputs: Inputs) -> Iterator[Fixed]:
    if inputs.get("throughputMode") == "provisioned":
        speed = amount(inputs.get("provisionedThroughputInMibps"))
        yield Fixed(meter="efs_throughput", quantity=speed)


def _transfer(inputs: Inputs) -> Iterator[Fixed]:
    """Each protocol of a server by the hour; SFTP where it names none."""
    yield hours("transfer_protocol", length(inputs, "protocols", default=1))


TYPES: dict[str, Pricing] = {
    "aws:s3/bucket:Bucket": _BUCKET,
    "aws:s3/bucketV2:BucketV2": _BUCKET,
    "aws:s3/directoryBucket:DirectoryBucket": unpriced("s3_express_storage"),
    "aws:s3/bucketMetric:BucketMetric": unpriced("s3_metrics"),
    "aws:s3/inventory:Inventory": unpriced("s3_inventory"),
    "aws:s3/analyticsConfiguration:AnalyticsConfiguration": unpriced("s3_analytics"),
    "aws:efs/fileSystem:FileSystem": Charged(metered=_files, fixed=_throughput),
    "aws:fsx/lustreFileSystem:LustreFileSystem": unpriced("fsx_lustre_storage"),
    "aws:fsx/ontapFileSystem:OntapFileSystem": unpriced("fsx_ontap_storage"),
    "aws:fsx/openZfsFileSystem:OpenZfsFileSystem": unpriced("fsx_openzfs_storage"),
    "aws:fsx/windowsFileSystem:WindowsFileSystem": unpriced("fsx_windows_storage"),
    "aws:backup/vault:Vault": unpriced("backup_storage"),
    "aws:glacier/vault:Vault": unpriced("glacier_storage"),
    "aws:transfer/server:Server": Charged(meters=("transfer_data",), fixed=_transfer),
}
