"""Queues, topics, streams, brokers and events."""

from __future__ import annotations

from collections.abc import Iterator

from faro.cost.families.aws.place import region
from faro.cost.families.family import (
    HOURS_PER_MONTH,
    Charged,
    Fixed,
    Free,
    Inputs,
    Pricing,
    number,
)

_DEPLOYMENTS = {
    "CLUSTER_MULTI_AZ": "cluster",
    "ACTIVE_STANDBY_MULTI_AZ": "standby",
    "SINGLE_INSTANCE": "single",
}


def _queue(inputs: Inputs) -> Iterator[str]:
    yield "sqs_fifo_requests" if inputs.get("fifoQueue") else "sqs_requests"


def _broker(inputs: Inputs) -> Iterator[Fixed]:
    engine = str(inputs.get("engineType")).lower()
    how = _DEPLOYMENTS.get(str(inputs.get("deploymentMode", "SINGLE_INSTANCE")), "unknown")
    meter = f"mq_{engine}_{inputs.get('hostInstanceType')}_{how}"
    yield Fixed(meter=meter, quantity=HOURS_PER_MONTH)


def _stream(inputs: Inputs) -> Iterator[Fixed]:
    """Its shards; one that scales by itself has none to name."""
    if "shardCount" in inputs:
        shards = number(inputs.get("shardCount"))
        hours = None if shards is None else shards * HOURS_PER_MONTH
        yield Fixed(meter="kinesis_shard", quantity=hours)


_OF_THE_QUEUE = Free("rights and rules of a queue cost nothing")

TYPES: dict[str, Pricing] = {
    "aws:sqs/queue:Queue": Charged(metered=_queue, region=region),
    "aws:sqs/queuePolicy:QueuePolicy": _OF_THE_QUEUE,
    "aws:sqs/redriveAllowPolicy:RedriveAllowPolicy": _OF_THE_QUEUE,
    "aws:sqs/redrivePolicy:RedrivePolicy": _OF_THE_QUEUE,
    "aws:sns/topic:Topic": Charged(meters=("sns_requests", "sns_http"), region=region),
    "aws:sns/topicPolicy:TopicPolicy": Free("rights cost nothing"),
    "aws:sns/topicSubscription:TopicSubscription": Free("its topic is charged"),
    "aws:mq/broker:Broker": Charged(fixed=_broker, region=region),
    "aws:mq/configuration:Configuration": Free("its broker is charged"),
    "aws:kinesis/stream:Stream": Charged(fixed=_stream, meters=("kinesis_puts",), region=region),
    "aws:cloudwatch/eventBus:EventBus": Charged(meters=("events",), region=region),
    "aws:cloudwatch/eventRule:EventRule": Free("the events of its bus are charged"),
    "aws:cloudwatch/eventTarget:EventTarget": Free("the events of its bus are charged"),
}
