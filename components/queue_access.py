"""Access to an SQS queue from a Kubernetes cluster outside AWS, without stored keys.

Owns the trust in the cluster's token issuer and one AWS role per Kubernetes service account. A pod
exchanges its own short-lived token for the role.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import pulumi
from pulumi_aws import iam

from components.naming import physical_name
from components.validation import CheckedArgs, Problems

AUDIENCE = "sts.amazonaws.com"

Use = Literal["send", "receive", "measure"]

_ACTIONS: dict[Use, list[str]] = {
    "send": ["sqs:SendMessage", "sqs:GetQueueUrl", "sqs:GetQueueAttributes"],
    "receive": [
        "sqs:ReceiveMessage",
        "sqs:DeleteMessage",
        "sqs:ChangeMessageVisibility",
        "sqs:GetQueueUrl",
        "sqs:GetQueueAttributes",
    ],
    "measure": ["sqs:GetQueueUrl", "sqs:GetQueueAttributes"],
}


@dataclass(frozen=True, kw_only=True)
class QueueUser:
    """The namespace of a Kubernetes service account, and what it does with the queue."""

    namespace: str
    use: Use


@dataclass(frozen=True, kw_only=True)
class QueueAccessArgs(CheckedArgs):
    """``issuer`` is the cluster's issuer URL; ``users`` are by their service accounts."""

    issuer: str
    queue_arn: pulumi.Input[str]
    users: Mapping[str, QueueUser]

    def _check(self, problems: Problems) -> None:
        problems.unless(self.issuer.startswith("https://"), f"issuer {self.issuer!r} is not https")
        problems.unless(bool(self.users), "at least one user is needed")


class QueueAccess(pulumi.ComponentResource):
    """``roles[service account]`` may do what its use needs on one queue, nothing else."""

    def __init__(
        self, name: str, args: QueueAccessArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("faro:queue:QueueAccess", name, None, opts)
        self._args = args
        self.issuer = iam.OpenIdConnectProvider(
            f"{name}-issuer",
            url=args.issuer,
            client_id_lists=[AUDIENCE],
            opts=pulumi.ResourceOptions(parent=self),
        )
        self.roles = {account: self._role(name, account) for account in args.users}
        self.register_outputs({"roles": {key: role.arn for key, role in self.roles.items()}})

    def _role(self, name: str, account: str) -> iam.Role:
        role = iam.Role(
            f"{name}-{account}",
            name=physical_name(f"queue-{account}"),
            assume_role_policy=self.issuer.arn.apply(lambda arn: self._trust(arn, account)),
            opts=pulumi.ResourceOptions(parent=self),
        )
        use = self._args.users[account].use
        iam.RolePolicy(
            f"{name}-{account}-policy",
            name=use,
            role=role.name,
            policy=pulumi.Output.from_input(self._args.queue_arn).apply(
                lambda arn: _policy({"Action": _ACTIONS[use], "Resource": arn})
            ),
            opts=pulumi.ResourceOptions(parent=self),
        )
        return role

    def _trust(self, provider_arn: str, account: str) -> str:
        issuer = self._args.issuer.removeprefix("https://")
        subject = f"system:serviceaccount:{self._args.users[account].namespace}:{account}"
        return _policy(
            {
                "Action": "sts:AssumeRoleWithWebIdentity",
                "Principal": {"Federated": provider_arn},
                "Condition": {
                    "StringEquals": {f"{issuer}:aud": AUDIENCE, f"{issuer}:sub": subject}
                },
            }
        )


def _policy(statement: Mapping[str, object]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", **statement}]})
