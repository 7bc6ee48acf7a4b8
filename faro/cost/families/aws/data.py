"""S3, EFS and Glue."""

from faro.cost.families.aws.place import region
from faro.cost.families.family import Charged, Free, Pricing

_BUCKET = Charged(meters=("s3_standard", "s3_writes", "s3_reads"), region=region)
_OF_THE_BUCKET = Free("its bucket is charged")
_SETTINGS = (
    *("BucketAcl", "BucketCorsConfiguration", "BucketLifecycleConfiguration", "BucketLogging"),
    *("BucketNotification", "BucketObject", "BucketObjectv2", "BucketOwnershipControls"),
    *("BucketPolicy", "BucketPublicAccessBlock", "BucketServerSideEncryptionConfiguration"),
    *("BucketVersioning", "BucketWebsiteConfiguration"),
)
_WORK = Charged(meters=("glue_dpu",), region=region)
_CATALOG = Free("jobs and crawlers are charged")

TYPES: dict[str, Pricing] = {
    "aws:s3/bucket:Bucket": _BUCKET,
    "aws:s3/bucketV2:BucketV2": _BUCKET,
    **{f"aws:s3/{name[0].lower()}{name[1:]}:{name}": _OF_THE_BUCKET for name in _SETTINGS},
    "aws:efs/fileSystem:FileSystem": Charged(meters=("efs_storage",), region=region),
    "aws:efs/mountTarget:MountTarget": Free("its file system is charged"),
    "aws:efs/accessPoint:AccessPoint": Free("its file system is charged"),
    "aws:glue/job:Job": _WORK,
    "aws:glue/crawler:Crawler": _WORK,
    "aws:glue/catalogDatabase:CatalogDatabase": _CATALOG,
    "aws:glue/catalogTable:CatalogTable": _CATALOG,
    "aws:glue/connection:Connection": _CATALOG,
    "aws:glue/trigger:Trigger": _CATALOG,
    "aws:glue/workflow:Workflow": _CATALOG,
}
