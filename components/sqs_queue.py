"""A work queue on Amazon SQS, with a dead-letter queue behind it.

Owns both queues and their policies. Leaves out who may send and receive (see ``queue_access``).
"""

from __future__ import annotations

import json
from dataclasses import dataclass

import pulumi
from pulumi_aws import sqs

from components.contracts import Queue
from components.limits.facts import facts
from components.naming import physical_name
from components.validation import CheckedArgs, Problems

_DAY_SECONDS = 86_400
_DEAD_LETTER_DAYS = 14  # the longest SQS keeps a message
_LONG_POLL_SECONDS = 20
_MAX_VISIBILITY_SECONDS = 43_200


@dataclass(frozen=True, kw_only=True)
class SqsQueueArgs(CheckedArgs):
    """``worst_seconds``: the longest a worker takes over one message.

    A message that fails ``attempts`` times moves to the dead-letter queue, kept for 14 days.
    """

    region: str
    role: str
    worst_seconds: int
    attempts: int = 5
    retention_days: int = 4

    @property
    def visibility_seconds(self) -> int:
        """Twice the worst case, so that a slow worker does not share its message with another."""
        return 2 * self.worst_seconds

    def _check(self, problems: Problems) -> None:
        problems.unless(
            0 < self.visibility_seconds <= _MAX_VISIBILITY_SECONDS,
            f"worst_seconds {self.worst_seconds}: 1 to {_MAX_VISIBILITY_SECONDS // 2}",
        )
        most = facts("sqs")["most_receives"]
        problems.unless(1 <= self.attempts <= most, f"{self.attempts} attempts: 1 to {most}")
        problems.unless(
            1 <= self.retention_days < _DEAD_LETTER_DAYS,
            f"{self.retention_days} days: below the dead-letter queue's {_DEAD_LETTER_DAYS}",
        )


class SqsQueue(pulumi.ComponentResource):
    """An encrypted queue that is only spoken to over TLS."""

    def __init__(
        self, name: str, args: SqsQueueArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("faro:queue:SqsQueue", name, None, opts)
        self.dead_letters = self._dead_letters(f"{name}-dead-letters", args)
        self.queue = self._queue(f"{name}-main", args)
        self._redrive(name, args)
        for role, queue in (("main", self.queue), ("dead-letters", self.dead_letters)):
            self._tls_only(f"{name}-{role}-policy", queue)
        self.contract = Queue(url=self.queue.url, visibility_seconds=args.visibility_seconds)
        self.register_outputs({"url": self.queue.url})

    def _queue(self, name: str, args: SqsQueueArgs) -> sqs.Queue:
        return sqs.Queue(
            name,
            name=physical_name(args.role),
            region=args.region,
            sqs_managed_sse_enabled=True,
            receive_wait_time_seconds=_LONG_POLL_SECONDS,
            visibility_timeout_seconds=args.visibility_seconds,
            message_retention_seconds=args.retention_days * _DAY_SECONDS,
            opts=pulumi.ResourceOptions(parent=self, protect=True),
        )

    def _dead_letters(self, name: str, args: SqsQueueArgs) -> sqs.Queue:
        return sqs.Queue(
            name,
            name=physical_name(f"{args.role}-dead-letters"),
            region=args.region,
            sqs_managed_sse_enabled=True,
            message_retention_seconds=_DEAD_LETTER_DAYS * _DAY_SECONDS,
            opts=pulumi.ResourceOptions(parent=self, protect=True),
        )

    def _redrive(self, name: str, args: SqsQueueArgs) -> None:
        attempts = args.attempts
        sqs.RedrivePolicy(
            f"{name}-redrive",
            queue_url=self.queue.url,
            redrive_policy=self.dead_letters.arn.apply(
                lambda arn: json.dumps({"deadLetterTargetArn": arn, "maxReceiveCount": attempts})
            ),
            opts=pulumi.ResourceOptions(parent=self),
        )
        sqs.RedriveAllowPolicy(
            f"{name}-redrive-allow",
            queue_url=self.dead_letters.url,
            redrive_allow_policy=self.queue.arn.apply(
                lambda arn: json.dumps({"redrivePermission": "byQueue", "sourceQueueArns": [arn]})
            ),
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _tls_only(self, name: str, queue: sqs.Queue) -> None:
        sqs.QueuePolicy(
            name,
            queue_url=queue.url,
            policy=queue.arn.apply(_refuse_plain_transport),
            opts=pulumi.ResourceOptions(parent=self),
        )


def _refuse_plain_transport(arn: str) -> str:
    return json.dumps(
        {
            "Version": "2012-10-17",
            "Statement": [
                {
                    "Sid": "TlsOnly",
                    "Effect": "Deny",
                    "Principal": "*",
                    "Action": "sqs:*",
                    "Resource": arn,
                    "Condition": {"Bool": {"aws:SecureTransport": "false"}},
                }
            ],
        }
    )
