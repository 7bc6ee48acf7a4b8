"""The program's queues and alarms at a server of Amazon's on loopback: a poison message's way."""

from __future__ import annotations

import operator
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import boto3  # type: ignore[import-untyped]
import httpx
import pytest
from moto.server import ThreadedMotoServer

from tests.stacks.phases import Record, named

REGION = "ap-northeast-1"
ATTRIBUTES = {
    "messageRetentionSeconds": "MessageRetentionPeriod",
    "receiveWaitTimeSeconds": "ReceiveMessageWaitTimeSeconds",
    "visibilityTimeoutSeconds": "VisibilityTimeout",
}
BEYOND = {"GreaterThanThreshold": operator.gt}
NOW = datetime.now(tz=UTC)


class Amazon:
    """The queues of a recorded phase, made at the server with the inputs of the program."""

    def __init__(self, url: str, recorded: dict[str, Any]) -> None:
        keys = {"aws_access_key_id": "x", "aws_secret_access_key": "y"}
        at = {"region_name": REGION, "endpoint_url": url, **keys}
        self.sqs, self.watch = boto3.client("sqs", **at), boto3.client("cloudwatch", **at)
        self._recorded = recorded
        self.work, self.dead = self._queue("ai-queue-main"), self._queue("ai-queue-dead-letters")
        redrive = self._inputs("ai-queue-redrive")["redrivePolicy"]
        redrive = redrive.replace("arn:aws:sqs:x:1:q", self._of(self.dead, "QueueArn"))
        self.sqs.set_queue_attributes(QueueUrl=self.work, Attributes={"RedrivePolicy": redrive})

    def _inputs(self, name: str) -> Record:
        inputs: Record = named(self._recorded, "phase3", name)["inputs"]
        return inputs

    def _queue(self, name: str) -> str:
        inputs = self._inputs(name)
        attributes = {ATTRIBUTES[k]: str(int(v)) for k, v in inputs.items() if k in ATTRIBUTES}
        made = self.sqs.create_queue(QueueName=inputs["name"], Attributes=attributes)
        return str(made["QueueUrl"])

    def _of(self, url: str, attribute: str) -> str:
        found = self.sqs.get_queue_attributes(QueueUrl=url, AttributeNames=[attribute])
        return str(found["Attributes"][attribute])

    def receive(self) -> list[dict[str, str]]:
        answer = self.sqs.receive_message(QueueUrl=self.work, WaitTimeSeconds=0)
        return list(answer.get("Messages", []))

    def fail_every_attempt(self) -> int:
        """Take each message and give it back at once; how often one was delivered."""
        attempts = 0
        while got := self.sqs.receive_message(QueueUrl=self.work, WaitTimeSeconds=0).get(
            "Messages"
        ):
            attempts += 1
            receipt = got[0]["ReceiptHandle"]
            self.sqs.change_message_visibility(
                QueueUrl=self.work, ReceiptHandle=receipt, VisibilityTimeout=0
            )
        return attempts

    def in_dead_letters(self) -> int:
        return int(self._of(self.dead, "ApproximateNumberOfMessages"))

    def measure(self) -> None:
        """Write the metric that Amazon writes each minute: moto's queues write none."""
        waiting = {"MetricName": "ApproximateNumberOfMessagesVisible", "Timestamp": NOW}
        queue = [{"Name": "QueueName", "Value": self.dead.rpartition("/")[2]}]
        data = [{**waiting, "Dimensions": queue, "Value": self.in_dead_letters()}]
        self.watch.put_metric_data(Namespace="AWS/SQS", MetricData=data)

    def rings(self, name: str) -> bool:
        """Whether the metric that an alarm of the program names is beyond its threshold."""
        alarm = self._inputs(name)
        dimensions = [{"Name": k, "Value": v} for k, v in alarm["dimensions"].items()]
        found = self.watch.get_metric_statistics(
            Namespace=alarm["namespace"],
            MetricName=alarm["metricName"],
            Dimensions=dimensions,
            Statistics=[alarm["statistic"]],
            Period=int(alarm["period"]),
            StartTime=NOW - timedelta(minutes=5),
            EndTime=NOW + timedelta(minutes=5),
        )["Datapoints"]
        beyond = BEYOND[alarm["comparisonOperator"]]
        return any(beyond(point[alarm["statistic"]], alarm["threshold"]) for point in found)


@pytest.fixture
def amazon(recorded: dict[str, Any]) -> Iterator[Amazon]:
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    url = "http://{}:{}".format(*server.get_host_and_port())
    yield Amazon(url, recorded)
    httpx.post(f"{url}/moto-api/reset")  # it keeps its queues for the next server of this process
    server.stop()


def test_a_poison_message_ends_in_the_dead_letters_and_rings(amazon: Amazon) -> None:
    amazon.measure()
    assert not amazon.rings("queue-alarms-dead-letters")
    amazon.sqs.send_message(QueueUrl=amazon.work, MessageBody="poison")

    assert amazon.fail_every_attempt() == 5
    assert amazon.in_dead_letters() == 1
    amazon.measure()
    assert amazon.rings("queue-alarms-dead-letters")


def test_a_message_that_is_worked_off_rings_nothing(amazon: Amazon) -> None:
    amazon.sqs.send_message(QueueUrl=amazon.work, MessageBody="work")
    (got,) = amazon.receive()
    amazon.sqs.delete_message(QueueUrl=amazon.work, ReceiptHandle=got["ReceiptHandle"])

    assert amazon.in_dead_letters() == 0
    amazon.measure()
    assert not amazon.rings("queue-alarms-dead-letters")
