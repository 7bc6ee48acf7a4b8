"""Analytics and machine learning: jobs by their capacity, search domains by their nodes."""

from collections.abc import Iterator

from faro.cost.families.aws.nested import amount, block
from faro.cost.families.aws.part import hours, of_type, times, unpriced
from faro.cost.families.family import Charged, Fixed, Inputs, Pricing, number, text


def _domain(inputs: Inputs) -> Iterator[Fixed]:
    """Its data and manager nodes, and a volume for each data node."""
    nodes = block(inputs, "clusterConfig")
    count = number(nodes.get("instanceCount", 1))
    yield hours(of_type("opensearch", text(nodes.get("instanceType", "m4.large.search"))), count)
    if nodes.get("dedicatedMasterEnabled") is True:
        kind = text(nodes.get("dedicatedMasterType"))
        yield hours(of_type("opensearch", kind), number(nodes.get("dedicatedMasterCount")))
    disk = block(inputs, "ebsOptions")
    if disk.get("ebsEnabled") is True:
        kind = text(disk.get("volumeType", "gp2"))
        size = Fixed(meter=of_type("opensearch", kind), quantity=amount(disk.get("volumeSize")))
        yield times(size, count)


def _hadoop(inputs: Inputs) -> Iterator[Fixed]:
    for role in ("masterInstanceGroup", "coreInstanceGroup"):
        if nodes := block(inputs, role):
            kind, count = text(nodes.get("instanceType")), number(nodes.get("instanceCount", 1))
            yield hours(of_type("ec2", kind), count)
            yield hours(of_type("emr", kind), count)


def _notebook(inputs: Inputs) -> Iterator[Fixed]:
    yield hours(of_type("sagemaker", text(inputs.get("instanceType"))))


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
    "aws:mwaa/environment:Environment": unpriced("mwaa_environment"),
    "aws:sagemaker/notebookInstance:NotebookInstance": Charged(fixed=_notebook),
    "aws:sagemaker/endpoint:Endpoint": unpriced("sagemaker_endpoint"),
    "aws:sagemaker/domain:Domain": unpriced("sagemaker_studio"),
    "aws:bedrock/agentAgent:AgentAgent": unpriced("bedrock_tokens"),
    "aws:bedrock/agentKnowledgeBase:AgentKnowledgeBase": unpriced("bedrock_tokens"),
    "aws:bedrock/provisionedModelThroughput:ProvisionedModelThroughput": unpriced(
        "bedrock_throughput"
    ),
}
