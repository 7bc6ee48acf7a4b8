"""Databases: RDS and Aurora by engine and class, DynamoDB by capacity or requests, Redshift."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal

from faro.cost.families.aws.autoscaling import between_limits
from faro.cost.families.aws.lifetimes import Support, of_database
from faro.cost.families.family import (
    Charged,
    Count,
    Fixed,
    Inputs,
    Pricing,
    number,
    scaled,
    text,
    unpriced,
)
from faro.cost.families.nested import amount, block, blocks
from faro.cost.families.part import ONE, hours, of_type, times

_GP3_IOPS = Decimal(12000)  # that a volume of 400 GiB or more has without charge
_GP3_THROUGHPUT = Decimal(500)  # MB/s, likewise
_FREE_INSIGHT_DAYS = 7
_STANDBYS = Decimal(2)  # a server and its standby
_SMALL_VCPUS = {size: Decimal(2) for size in ("micro", "small", "medium", "large")}
_LICENSED = ("rds_sqlserver", "rds_oracle")  # with the licence, unless it is one's own
_DMS_GIB = 50  # https://docs.aws.amazon.com/dms/latest/userguide/CHAP_ReplicationInstance.html
_SERVERLESS = "db.serverless"
_IO_OPTIMIZED = "aurora-iopt1"
_AURORA_USAGE = ("aurora_storage", "aurora_io", "aurora_backup")


def _instance(inputs: Inputs) -> Iterator[Fixed]:
    """The server and its storage; a replica has the engine of its source."""
    source = inputs.follow("replicateSourceDb") or Inputs({})
    engine = of_type("rds", text(inputs.get("engine", source.get("engine"))))
    if engine.startswith(_LICENSED) and inputs.get("licenseModel") == "bring-your-own-license":
        engine += "_own_licence"
    zones = "multi" if inputs.get("multiAz") is True else "single"
    kind = text(inputs.get("instanceClass"))
    yield hours(f"{of_type(engine, kind)}_{zones}")
    yield from _storage(inputs, engine, zones)
    count = _STANDBYS if zones == "multi" else ONE
    yield from _support(str(inputs.get("engine", source.get("engine"))), inputs, kind, count)
    yield from _insights(inputs, kind, count)


def _support(
    engine: str, inputs: Inputs, kind: str | None, count: Decimal = ONE
) -> Iterator[Fixed]:
    """Extended support of a version that is past its standard support, for each vCPU."""
    if year := _extended(engine, inputs):
        yield times(hours(f"rds_{year}", _vcpus(kind)), count)


def _extended(engine: str, inputs: Inputs) -> str:
    """What meters call the extended support of a version; empty in its standard support."""
    support = of_database(engine, text(inputs.get("engineVersion")), date.today())
    if support is Support.STANDARD:
        return ""
    return "extended_support_year_3" if support is Support.THIRD_YEAR else "extended_support"


def _insights(inputs: Inputs, kind: str | None, count: Decimal = ONE) -> Iterator[Fixed]:
    """Performance Insights that are kept for longer than a week, for each vCPU."""
    if inputs.get("performanceInsightsEnabled") is not True:
        return
    days = amount(inputs.get("performanceInsightsRetentionPeriod", _FREE_INSIGHT_DAYS))
    if days is None or days > _FREE_INSIGHT_DAYS:
        family = (kind or "").split(".")[1:2]
        meter = of_type("rds_insights_long", next(iter(family), None))
        yield times(Fixed(meter=meter, quantity=_vcpus(kind)), count)


def _vcpus(kind: str | None) -> Decimal | None:
    """Count the vCPUs of a class by the size at its end; None for a class that is not known."""
    size = (kind or "").rpartition(".")[2]
    if size in _SMALL_VCPUS:
        return _SMALL_VCPUS[size]
    times_, found, _ = size.partition("xlarge")
    if not found or (times_ and not times_.isdecimal()):
        return None
    return 4 * Decimal(times_ or 1)


def _storage(inputs: Inputs, engine: str, zones: str) -> Iterator[Fixed]:
    iops = inputs.get("iops")
    kind = text(inputs.get("storageType", "gp2" if iops is None else "io1"))
    yield Fixed(
        meter=f"{of_type(engine, kind)}_{zones}", quantity=amount(inputs.get("allocatedStorage"))
    )
    asked = amount(iops)
    if kind in ("io1", "io2"):
        yield Fixed(meter=f"{engine}_{kind}_iops_{zones}", quantity=asked)
    elif asked is not None and asked > _GP3_IOPS:
        yield Fixed(meter=f"{engine}_gp3_iops_{zones}", quantity=asked - _GP3_IOPS)
    speed = amount(inputs.get("storageThroughput"))
    if kind == "gp3" and speed is not None and speed > _GP3_THROUGHPUT:
        meter = f"{engine}_gp3_throughput_{zones}"
        yield Fixed(meter=meter, quantity=speed - _GP3_THROUGHPUT)


def _cluster(inputs: Inputs) -> Iterator[Fixed]:
    """A cluster that is not Aurora has three servers of its own; Aurora's are resources."""
    if not _is_aurora(inputs):
        kind = text(inputs.get("dbClusterInstanceClass"))
        engine = of_type("rds", text(inputs.get("engine")))
        yield hours(f"{of_type(engine, kind)}_cluster", Decimal(3))
        yield from _storage(inputs, engine, "cluster")


def _cluster_usage(inputs: Inputs) -> Iterator[str]:
    if not _is_aurora(inputs):
        return
    if inputs.get("engineMode") == "serverless":
        yield "aurora_serverless_v1_capacity"
    if amount(inputs.get("backtrackWindow")) != 0 and "backtrackWindow" in inputs:
        yield "aurora_backtrack"
    if inputs.get("storageType") == _IO_OPTIMIZED:
        yield from ("aurora_storage_io_optimized", "aurora_backup")
    else:
        yield from _AURORA_USAGE


def _is_aurora(inputs: Inputs) -> bool:
    return str(inputs.get("engine")).startswith("aurora")


def _cluster_instance(inputs: Inputs) -> Iterator[Fixed]:
    """A server of Aurora by its class; a serverless one between the limits of its cluster."""
    cluster = inputs.follow("clusterIdentifier") or Inputs({})
    option = "_io_optimized" if cluster.get("storageType") == _IO_OPTIMIZED else ""
    kind = text(inputs.get("instanceClass"))
    engine = str(inputs.get("engine", cluster.get("engine")))
    versioned = cluster if "engineVersion" in cluster else inputs
    if kind == _SERVERLESS:
        scaling = block(cluster, "serverlessv2ScalingConfiguration")
        least = number(scaling.get("minCapacity"))
        count = Count(least, least, number(scaling.get("maxCapacity")))
        yield scaled(hours(f"aurora_capacity{option}"), count)
        if year := _extended(engine, versioned):
            yield scaled(hours(f"aurora_capacity_{year}"), count)
    else:
        yield hours(f"{of_type(engine.replace('-', '_'), kind)}{option}")
        yield from _support(engine, versioned, kind)
        yield from _insights(inputs, kind)


def _table(inputs: Inputs) -> Iterator[Fixed]:
    """The capacity that a table and its indexes keep."""
    if _by_request(inputs):
        return
    parts = ("table", inputs), *(("index", i) for i in blocks(inputs, "globalSecondaryIndexes"))
    for kind, part in parts:
        for way in ("write", "read"):
            dimension = f"dynamodb:{kind}:{way.capitalize()}CapacityUnits"
            units = between_limits(inputs, number(part.get(f"{way}Capacity")), dimension)
            yield scaled(hours(f"dynamodb_{way}_capacity"), units)
    for replica in blocks(inputs, "replicas"):
        written = number(inputs.get("writeCapacity"))
        kept = hours("dynamodb_replicated_write_capacity", written)
        yield replace(kept, region=text(replica.get("regionName")))


def _table_usage(inputs: Inputs) -> Iterator[str]:
    yield "dynamodb_storage"
    if _by_request(inputs):
        yield from ("dynamodb_write_requests", "dynamodb_read_requests")
    if block(inputs, "pointInTimeRecovery").get("enabled") is True:
        yield "dynamodb_backup"


def _by_request(inputs: Inputs) -> bool:
    return bool(inputs.get("billingMode") == "PAY_PER_REQUEST")


def _warehouse(inputs: Inputs) -> Iterator[Fixed]:
    kind = text(inputs.get("nodeType"))
    yield hours(of_type("redshift", kind), number(inputs.get("numberOfNodes", 1)))


def _warehouse_usage(inputs: Inputs) -> Iterator[str]:
    if str(inputs.get("nodeType")).startswith("ra3"):
        yield "redshift_storage"


def _documents(inputs: Inputs) -> Iterator[Fixed]:
    yield hours(of_type("docdb", text(inputs.get("instanceClass"))))


def _graph(inputs: Inputs) -> Iterator[Fixed]:
    optimized = "_io_optimized" if inputs.get("storageType") == "iopt1" else ""
    yield hours(f"{of_type('neptune', text(inputs.get('instanceClass')))}{optimized}")


def _replication(inputs: Inputs) -> Iterator[Fixed]:
    """The server in one zone or two, and its volume of 50 GiB where it names none."""
    zones = "multi" if inputs.get("multiAz") is True else "single"
    yield hours(f"{of_type('dms', text(inputs.get('replicationInstanceClass')))}_{zones}")
    size = amount(inputs.get("allocatedStorage", _DMS_GIB))
    yield Fixed(meter=f"dms_storage_{zones}", quantity=size)


TYPES: dict[str, Pricing] = {
    "aws:rds/instance:Instance": Charged(fixed=_instance),
    "aws:rds/cluster:Cluster": Charged(fixed=_cluster, metered=_cluster_usage),
    "aws:rds/clusterInstance:ClusterInstance": Charged(
        fixed=_cluster_instance,
    ),
    "aws:rds/snapshot:Snapshot": Charged(meters=("rds_backup",)),
    "aws:rds/clusterSnapshot:ClusterSnapshot": Charged(meters=("aurora_backup",)),
    "aws:rds/proxy:Proxy": unpriced("rds_proxy"),
    "aws:dynamodb/table:Table": Charged(fixed=_table, metered=_table_usage),
    "aws:dynamodb/globalSecondaryIndex:GlobalSecondaryIndex": unpriced("dynamodb_index_capacity"),
    "aws:dynamodb/tableReplica:TableReplica": unpriced("dynamodb_replica"),
    "aws:dynamodb/globalTable:GlobalTable": unpriced("dynamodb_replica"),
    "aws:redshift/cluster:Cluster": Charged(fixed=_warehouse, metered=_warehouse_usage),
    "aws:redshiftserverless/workgroup:Workgroup": Charged(meters=("redshift_serverless_capacity",)),
    "aws:redshiftserverless/namespace:Namespace": Charged(meters=("redshift_storage",)),
    "aws:docdb/clusterInstance:ClusterInstance": Charged(fixed=_documents),
    "aws:docdb/cluster:Cluster": Charged(meters=("docdb_storage", "docdb_io")),
    "aws:neptune/clusterInstance:ClusterInstance": Charged(fixed=_graph),
    "aws:neptune/cluster:Cluster": Charged(meters=("neptune_storage", "neptune_io")),
    "aws:docdb/clusterSnapshot:ClusterSnapshot": Charged(meters=("docdb_backup",)),
    "aws:neptune/clusterSnapshot:ClusterSnapshot": Charged(meters=("neptune_backup",)),
    "aws:dms/replicationInstance:ReplicationInstance": Charged(fixed=_replication),
    "aws:timestreamwrite/table:Table": unpriced("timestream_storage"),
}
