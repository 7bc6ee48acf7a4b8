"""Alarms on an SQS queue: a message that no worker could process, and work that waits too long.

Owns the alarms and the topic that mails them. A person has to confirm each address once, by the
link in Amazon's first mail. The topic is not encrypted with a key of ours: an alarm says how many
messages there are, never what they hold.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
from pulumi_aws import cloudwatch, sns

from components.naming import physical_name
from components.validation import CheckedArgs, Problems

_MINUTE_SECONDS = 60


@dataclass(frozen=True, kw_only=True)
class QueueAlarmsArgs(CheckedArgs):
    """Names of both queues; ``wait_seconds`` is the oldest that a message may become."""

    region: str
    queue: pulumi.Input[str]
    dead_letters: pulumi.Input[str]
    wait_seconds: int
    emails: Sequence[str]

    def _check(self, problems: Problems) -> None:
        problems.unless(bool(self.emails), "no recipient: name at least one address")
        problems.unless(self.wait_seconds >= 1, "wait_seconds must be at least 1")


class QueueAlarms(pulumi.ComponentResource):
    """Mails while the dead-letter queue holds a message, and while work is older than it may be."""

    def __init__(
        self, name: str, args: QueueAlarmsArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("faro:alerts:QueueAlarms", name, None, opts)
        self._args = args
        self._own = pulumi.ResourceOptions(parent=self)
        self.topic = sns.Topic(
            f"{name}-topic", name=physical_name("alarms"), region=args.region, opts=self._own
        )
        for email in args.emails:
            sns.TopicSubscription(
                f"{name}-{email}",
                topic=self.topic.arn,
                protocol="email",
                endpoint=email,
                region=args.region,
                opts=self._own,
            )
        self._alarm(
            f"{name}-dead-letters",
            role="dead-letters",
            text="Messages that every attempt failed on. Look at one, fix the worker, redrive.",
            queue=args.dead_letters,
            metric="ApproximateNumberOfMessagesVisible",
            above=0,
            minutes=1,
        )
        self._alarm(
            f"{name}-waiting",
            role="work-waits",
            text="Workers do not keep up, or do not run: raise workerMaxReplicas.",
            queue=args.queue,
            metric="ApproximateAgeOfOldestMessage",
            above=args.wait_seconds,
            minutes=5,
        )
        self.register_outputs({"topic": self.topic.arn})

    def _alarm(
        self,
        name: str,
        *,
        role: str,
        text: str,
        queue: pulumi.Input[str],
        metric: str,
        above: int,
        minutes: int,
    ) -> None:
        cloudwatch.MetricAlarm(
            name,
            name=physical_name(role),
            region=self._args.region,
            alarm_description=text,
            namespace="AWS/SQS",
            metric_name=metric,
            dimensions={"QueueName": queue},
            statistic="Maximum",
            period=_MINUTE_SECONDS,
            evaluation_periods=minutes,
            comparison_operator="GreaterThanThreshold",
            threshold=above,
            treat_missing_data="notBreaching",  # an idle queue sends no metrics
            alarm_actions=[self.topic.arn],
            ok_actions=[self.topic.arn],
            opts=self._own,
        )
