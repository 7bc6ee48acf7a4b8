"""What keeps and moves data: buckets, topics, caches, registries, secrets, keys, warehouses."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from faro.cost.families.family import (
    HOURS_PER_MONTH,
    Charged,
    Fixed,
    Free,
    Inputs,
    Pricing,
    number,
    text,
)
from faro.cost.families.gcp.place import region

_REDIS_SIZES = ((4, "m1"), (10, "m2"), (35, "m3"), (100, "m4"))
_MULTI_REGIONS = frozenset({"us", "eu", "asia"})


def _bucket(inputs: Inputs) -> Iterator[str]:
    """Storage by its class, and what is asked of it."""
    kind = (text(inputs.get("storageClass")) or "STANDARD").lower()
    several = "_multi" if region(inputs) in _MULTI_REGIONS else ""
    yield f"bucket_{kind}{several}"
    yield from ("bucket_class_a", "bucket_class_b")


def _redis(inputs: Inputs) -> Iterator[Fixed]:
    gib = number(inputs.get("memorySizeGb"))
    tier = "standard" if inputs.get("tier") == "STANDARD_HA" else "basic"
    size = next((name for most, name in _REDIS_SIZES if gib is not None and gib <= most), "m5")
    quantity = None if gib is None else gib * HOURS_PER_MONTH
    yield Fixed(meter=f"redis_{tier}_{size}", quantity=quantity)


def _valkey(inputs: Inputs) -> Iterator[Fixed]:
    """Each shard has a node and its replicas."""
    kind = str(inputs.get("nodeType", "HIGHMEM_MEDIUM")).lower().replace("_", "-")
    shards, replicas = number(inputs.get("shardCount")), number(inputs.get("replicaCount", 0))
    nodes = None if shards is None or replicas is None else shards * (1 + replicas)
    yield Fixed(meter=f"valkey_{kind}", quantity=None if nodes is None else nodes * HOURS_PER_MONTH)


def _version(_inputs: Inputs) -> Iterator[Fixed]:
    yield Fixed(meter="secret_versions", quantity=Decimal(1))


def _key(_inputs: Inputs) -> Iterator[Fixed]:
    yield Fixed(meter="kms_key_versions", quantity=Decimal(1))


_WAREHOUSE = Charged(meters=("bigquery_storage", "bigquery_queries"), region=region)
_OF_THE_BUCKET = Free("its bucket is charged")

TYPES: dict[str, Pricing] = {
    "gcp:storage/bucket:Bucket": Charged(metered=_bucket, region=region),
    "gcp:storage/bucketObject:BucketObject": _OF_THE_BUCKET,
    "gcp:storage/bucketACL:BucketACL": _OF_THE_BUCKET,
    "gcp:storage/notification:Notification": _OF_THE_BUCKET,
    "gcp:pubsub/topic:Topic": Charged(meters=("pubsub_throughput",)),
    "gcp:pubsub/subscription:Subscription": Charged(meters=("pubsub_throughput",)),
    "gcp:redis/instance:Instance": Charged(fixed=_redis, region=region),
    "gcp:memorystore/instance:Instance": Charged(fixed=_valkey, region=region),
    "gcp:artifactregistry/repository:Repository": Charged(
        meters=("registry_storage",), region=region
    ),
    "gcp:secretmanager/secret:Secret": Free("its versions are charged"),
    "gcp:secretmanager/secretVersion:SecretVersion": Charged(
        meters=("secret_access",), fixed=_version
    ),
    "gcp:kms/keyRing:KeyRing": Free("its keys are charged"),
    "gcp:kms/cryptoKey:CryptoKey": Charged(meters=("kms_operations",), fixed=_key, region=region),
    "gcp:bigquery/dataset:Dataset": _WAREHOUSE,
    "gcp:bigquery/table:Table": Free("its dataset is charged"),
    "gcp:logging/projectBucketConfig:ProjectBucketConfig": Charged(meters=("logging",)),
    "gcp:logging/projectSink:ProjectSink": Free("where it leads is charged"),
}
