"""Messages: queues, topics, events and streams by traffic, brokers by the hour."""

from collections.abc import Iterator

from faro.cost.families.family import Charged, Fixed, Inputs, Pricing, number, text, unpriced
from faro.cost.families.nested import amount, block
from faro.cost.families.part import hours, of_type

_DAY, _WEEK = 24, 168  # hours that a record is kept
_SEARCH = ("elasticsearchConfiguration", "opensearchConfiguration")
_MODES = {
    "SINGLE_INSTANCE": "single",
    "CLUSTER_MULTI_AZ": "cluster",
    "ACTIVE_STANDBY_MULTI_AZ": "standby",
}
_DELIVERIES = {
    "http": "sns_http_notifications",
    "https": "sns_http_notifications",
    "email": "sns_email_notifications",
    "email-json": "sns_email_notifications",
    "firehose": "sns_firehose_notifications",
    "application": "sns_push_notifications",
}


def _queue(inputs: Inputs) -> Iterator[str]:
    yield "sqs_fifo_requests" if inputs.get("fifoQueue") else "sqs_requests"


def _topic(inputs: Inputs) -> Iterator[str]:
    if inputs.get("fifoTopic"):
        yield from ("sns_fifo_requests", "sns_fifo_payload")
    else:
        yield "sns_requests"


def _subscription(inputs: Inputs) -> Iterator[str]:
    """Deliveries by their way; to queues and functions they cost nothing."""
    if meter := _DELIVERIES.get(str(inputs.get("protocol"))):
        yield meter


def _texts(inputs: Inputs) -> Iterator[Fixed]:
    if inputs.get("protocol") == "sms":
        yield Fixed(meter="sns_sms", quantity=None)


def _broker(inputs: Inputs) -> Iterator[Fixed]:
    """A broker's price holds for all of its nodes."""
    mode = _MODES.get(str(inputs.get("deploymentMode", "SINGLE_INSTANCE")), "unknown_mode")
    engine = f"mq_{str(inputs.get('engineType')).lower()}"
    yield hours(f"{of_type(engine, text(inputs.get('hostInstanceType')))}_{mode}")


def _broker_usage(inputs: Inputs) -> Iterator[str]:
    engine = str(inputs.get("engineType")).lower()
    yield f"mq_{engine}_storage" + ("_ebs" if _ebs(inputs, engine) else "")


def _ebs(inputs: Inputs, engine: str) -> bool:
    return engine == "activemq" and inputs.get("storageType") == "ebs"


def _stream(inputs: Inputs) -> Iterator[Fixed]:
    if _on_demand(inputs):
        yield hours("kinesis_stream")
    else:
        yield hours("kinesis_shard", number(inputs.get("shardCount")))


def _stream_usage(inputs: Inputs) -> Iterator[str]:
    on_demand = _on_demand(inputs)
    yield from ("kinesis_data_in", "kinesis_data_out") if on_demand else ("kinesis_put_units",)
    kept = amount(inputs.get("retentionPeriod", _DAY))
    if kept is None or kept > _DAY:
        yield f"kinesis_{'on_demand_' if on_demand else ''}retention_week"
    if kept is not None and kept > _WEEK:
        yield "kinesis_retention_year"


def _consumer(inputs: Inputs) -> Iterator[str]:
    """What a consumer with its own throughput reads: by shard and data, or by data alone."""
    stream = inputs.follow("streamArn")
    if stream is not None and _on_demand(stream):
        yield "kinesis_on_demand_consumer_data"
    else:
        yield from ("kinesis_consumer", "kinesis_consumer_data")


def _firehose(inputs: Inputs) -> Iterator[str]:
    """What comes in, and what is converted or delivered into a VPC."""
    yield "firehose_data"
    extended = block(inputs, "extendedS3Configuration")
    if block(extended, "dataFormatConversionConfiguration").get("enabled", True) and (
        "dataFormatConversionConfiguration" in extended
    ):
        yield "firehose_conversion"
    if any("vpcConfig" in block(inputs, target) for target in _SEARCH):
        yield from ("firehose_vpc_data", "firehose_vpc_zone")


def _on_demand(inputs: Inputs) -> bool:
    return block(inputs, "streamModeDetails").get("streamMode") == "ON_DEMAND"


def _kafka(inputs: Inputs) -> Iterator[Fixed]:
    """Brokers and the volume of each."""
    nodes, count = block(inputs, "brokerNodeGroupInfo"), number(inputs.get("numberOfBrokerNodes"))
    yield hours(of_type("msk", text(nodes.get("instanceType"))), count)
    volume = block(block(nodes, "storageInfo"), "ebsStorageInfo")
    size = amount(volume.get("volumeSize"))
    known = None if size is None or count is None else size * count
    yield Fixed(meter="msk_storage", quantity=known)


TYPES: dict[str, Pricing] = {
    "aws:sqs/queue:Queue": Charged(metered=_queue),
    "aws:sns/topic:Topic": Charged(metered=_topic),
    "aws:sns/topicSubscription:TopicSubscription": Charged(metered=_subscription, fixed=_texts),
    "aws:cloudwatch/eventBus:EventBus": Charged(meters=("eventbridge_events",)),
    "aws:cloudwatch/eventArchive:EventArchive": Charged(
        meters=("eventbridge_archive_events", "eventbridge_archive_storage")
    ),
    "aws:pipes/pipe:Pipe": unpriced("eventbridge_pipe_requests"),
    "aws:mq/broker:Broker": Charged(fixed=_broker, metered=_broker_usage),
    "aws:kinesis/stream:Stream": Charged(fixed=_stream, metered=_stream_usage),
    "aws:kinesis/streamConsumer:StreamConsumer": Charged(metered=_consumer),
    "aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream": Charged(metered=_firehose),
    "aws:msk/cluster:Cluster": Charged(fixed=_kafka),
    "aws:msk/serverlessCluster:ServerlessCluster": unpriced("msk_serverless"),
    "aws:ses/domainIdentity:DomainIdentity": Charged(meters=("ses_emails",)),
    "aws:ses/emailIdentity:EmailIdentity": Charged(meters=("ses_emails",)),
    "aws:sesv2/emailIdentity:EmailIdentity": Charged(meters=("ses_emails",)),
    "aws:sesv2/dedicatedIpAssignment:DedicatedIpAssignment": unpriced("ses_dedicated_address"),
}
