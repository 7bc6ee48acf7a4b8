"""Analytics and machine learning: jobs by their capacity, search domains by their nodes."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from faro.cost.families.family import Charged, Fixed, Inputs, Pricing, number, text, unpriced
from faro.cost.families.nested import amount, block, blocks
from faro.cost.families.part import hours, of_type, times

_GP3_FREE = {"iops": Decimal(3000), "throughput": Decimal(125)}


def _domain(inputs: Inputs) -> Iterator[Fixed]:
    """Its data and manager nodes, and a volume for each data node."""
    nodes = block(inputs, "clusterConfig")
    count = number(nodes.get("instanceCount", 1))
    yield hours(of_type("opensearch", text(nodes.get("instanceType", "m4.large.search"))), count)
    if nodes.get("dedicatedMasterEnabled") is True:
        kind = text(nodes.get("dedicatedMasterType"))
        yield hours(of_type("opensearch", kind), number(nodes.get("dedicatedMasterCount")))
    if nodes.get("warmEnabled") is True:
        kind = text(nodes.get("warmType"))
        yield hours(of_type("opensearch", kind), number(nodes.get("warmCount")))
    disk = block(inputs, "ebsOptions")
    if disk.get("ebsEnabled") is True:
        kind = text(disk.get("volumeType", "gp2"))
        size = Fixed(meter=of_type("opensearch", kind), quantity=amount(disk.get("volumeSize")))
        yield times(size, count)
        if kind in ("io1", "gp3"):
            yield from _speed(kind, disk, count)


def _speed(kind: str, disk: Mapping[str, Any], count: Decimal | None) -> Iterator[Fixed]:
    """IOPS and throughput of each volume; gp3 has 3,000 and 125 MB/s without charge."""
    free = _GP3_FREE if kind == "gp3" else {}
    for part in ("iops", "throughput"):
        asked = amount(disk.get(part))
        beyond = None if asked is None else asked - free.get(part, Decimal(0))
        if beyond is not None and beyond > 0:
            yield times(Fixed(meter=f"opensearch_{kind}_{part}", quantity=beyond), count)


def _hadoop(inputs: Inputs) -> Iterator[Fixed]:
    for role in ("masterInstanceGroup", "coreInstanceGroup"):
        if nodes := block(inputs, role):
            kind, count = text(nodes.get("instanceType")), number(nodes.get("instanceCount", 1))
            yield hours(of_type("ec2", kind), count)
            yield hours(of_type("emr", kind), count)
    for role in ("masterInstanceFleet", "coreInstanceFleet"):
        yield from _fleet(block(inputs, role))


def _fleet(fleet: Mapping[str, Any]) -> Iterator[Fixed]:
    """Machines of a fleet; of which types is not known where it lists several."""
    kinds = {text(each.get("instanceType")) for each in blocks(fleet, "instanceTypeConfigs")}
    kind = kinds.pop() if len(kinds) == 1 else None
    for market, key in (("ec2", "targetOnDemandCapacity"), ("ec2_spot", "targetSpotCapacity")):
        count = number(fleet.get(key, 0))
        if fleet and count != 0:
            yield hours(of_type(market, kind), count)
            yield hours(of_type("emr", kind), count)


def _group(inputs: Inputs) -> Iterator[Fixed]:
    """More machines of a cluster."""
    kind, count = text(inputs.get("instanceType")), number(inputs.get("instanceCount", 1))
    yield hours(of_type("ec2", kind), count)
    yield hours(of_type("emr", kind), count)


def _airflow(inputs: Inputs) -> Iterator[Fixed]:
    yield hours(f"mwaa_environment_{_size(inputs)}")


def _airflow_usage(inputs: Inputs) -> Iterator[str]:
    size = _size(inputs)
    yield from (f"mwaa_worker_{size}", f"mwaa_scheduler_{size}", "mwaa_storage")


def _size(inputs: Inputs) -> str:
    return str(inputs.get("environmentClass", "mw1.small")).removeprefix("mw1.")


def _notebook(inputs: Inputs) -> Iterator[Fixed]:
    yield hours(of_type("sagemaker", text(inputs.get("instanceType"))))


def _orchestration(inputs: Inputs) -> Iterator[Fixed]:
    """One more unit for an application of Flink; one of SQL has none."""
    if not str(inputs.get("runtimeEnvironment")).startswith("SQL"):
        yield hours("flink_orchestration")


TYPES: dict[str, Pricing] = {
    "aws:glue/job:Job": Charged(meters=("glue_job_capacity",)),
    "aws:glue/crawler:Crawler": Charged(meters=("glue_crawler_capacity",)),
    "aws:glue/catalogDatabase:CatalogDatabase": Charged(
        meters=("glue_catalog_objects", "glue_catalog_requests")
    ),
    "aws:glue/devEndpoint:DevEndpoint": Charged(meters=("glue_job_capacity",)),
    "aws:athena/workgroup:Workgroup": unpriced("athena_data_scanned"),
    "aws:athena/database:Database": unpriced("athena_data_scanned"),
    "aws:opensearch/domain:Domain": Charged(fixed=_domain),
    "aws:elasticsearch/domain:Domain": Charged(fixed=_domain),
    "aws:opensearch/serverlessCollection:ServerlessCollection": unpriced("opensearch_capacity"),
    "aws:emr/cluster:Cluster": Charged(fixed=_hadoop),
    "aws:emrserverless/application:Application": unpriced("emr_serverless_capacity"),
    "aws:mwaa/environment:Environment": Charged(fixed=_airflow, metered=_airflow_usage),
    "aws:emr/instanceGroup:InstanceGroup": Charged(fixed=_group),
    "aws:emr/instanceFleet:InstanceFleet": Charged(fixed=_fleet),
    "aws:kinesisanalyticsv2/application:Application": Charged(
        fixed=_orchestration,
        meters=("flink_kpu", "flink_storage"),
    ),
    "aws:kinesisanalyticsv2/applicationSnapshot:ApplicationSnapshot": Charged(
        meters=("flink_backup",)
    ),
    "aws:kinesis/analyticsApplication:AnalyticsApplication": Charged(meters=("flink_kpu",)),
    "aws:sagemaker/notebookInstance:NotebookInstance": Charged(fixed=_notebook),
    "aws:sagemaker/endpoint:Endpoint": unpriced("sagemaker_endpoint"),
    "aws:sagemaker/domain:Domain": unpriced("sagemaker_studio"),
    "aws:bedrock/agentAgent:AgentAgent": unpriced("bedrock_tokens"),
    "aws:bedrock/agentKnowledgeBase:AgentKnowledgeBase": unpriced("bedrock_tokens"),
    "aws:bedrock/provisionedModelThroughput:ProvisionedModelThroughput": unpriced(
        "bedrock_throughput"
    ),
}
