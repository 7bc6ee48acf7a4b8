"""Workers by the length of their queue: pods of a Deployment, or a job for each task.

Owns the KEDA objects. Leaves out the operator (see ``keda``), the pods (see ``workload``) and who
may read the queue (see ``queue_access``). Messages that a worker has taken count as well: they are
work until they are deleted. The Kubernetes provider comes with the component's options.

A Deployment's pod must be able to finish its task when its node is drained, and the node autoscaler
waits no longer than ten minutes. A longer task is a job that no autoscaler evicts.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pulumi
import pulumi_kubernetes as kubernetes

from components.grace import longest_work_seconds
from components.validation import CheckedArgs, Problems
from components.workload import Workload

_API = "keda.sh/v1alpha1"
_POLLING_SECONDS = 15
_COOLDOWN_SECONDS = 300
_FAILURES_BEFORE_FALLBACK = 3
_KEPT_JOBS = 5
_NEVER_EVICT = {"cluster-autoscaler.kubernetes.io/safe-to-evict": "false"}


def outlives_a_drain(task_seconds: int) -> bool:
    """Whether a task may take longer than a pod of a Deployment gets to finish it."""
    return task_seconds > longest_work_seconds()


@dataclass(frozen=True, kw_only=True)
class QueueScalingArgs(CheckedArgs):
    """``role_arn`` lets the operator read the length of the queue.

    ``messages_per_replica`` is how many messages, waiting or taken, one pod of a Deployment has to
    work off. ``visibility_seconds`` ends a job whose message was given to another one.
    """

    worker: Workload
    namespace: pulumi.Input[str]
    operator: pulumi.Resource
    queue_url: pulumi.Input[str]
    region: str
    role_arn: pulumi.Input[str]
    min_replicas: int
    max_replicas: int
    visibility_seconds: int
    messages_per_replica: int = 5

    def _check(self, problems: Problems) -> None:
        problems.unless(
            0 <= self.min_replicas <= self.max_replicas,
            f"replicas {self.min_replicas} to {self.max_replicas}: 0 or more, rising",
        )
        problems.unless(self.messages_per_replica >= 1, "messages_per_replica must be at least 1")


class QueueScaling(pulumi.ComponentResource):
    """As many pods as the queue needs, or a job per message where the worker has no Deployment."""

    def __init__(
        self, name: str, args: QueueScalingArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("faro:kubernetes:QueueScaling", name, None, opts)
        self._args = args
        self._role = name
        self._access = self._object(
            f"{name}-access",
            "TriggerAuthentication",
            {"podIdentity": {"provider": "aws", "roleArn": args.role_arn}},
            waits_for=[args.operator],
        )
        deployment = args.worker.deployment
        if deployment is None:
            first = [self._access, *args.worker.needs]
            self._object(f"{name}-jobs", "ScaledJob", self._jobs(), waits_for=first)
        else:
            target = deployment.metadata.name
            self._object(
                f"{name}-pods", "ScaledObject", self._pods(target), waits_for=[self._access]
            )
        self.register_outputs({})

    def _object(
        self,
        name: str,
        kind: str,
        spec: Mapping[str, Any],
        *,
        waits_for: list[pulumi.Resource],
    ) -> kubernetes.apiextensions.CustomResource:
        return kubernetes.apiextensions.CustomResource(
            name,
            api_version=_API,
            kind=kind,
            metadata={"name": self._role, "namespace": self._args.namespace},
            spec=spec,
            opts=pulumi.ResourceOptions(parent=self, depends_on=waits_for),
        )

    def _pods(self, target: pulumi.Input[str]) -> dict[str, Any]:
        args = self._args
        behavior = {"scaleDown": {"stabilizationWindowSeconds": _COOLDOWN_SECONDS}}
        return {
            "scaleTargetRef": {"name": target},
            "minReplicaCount": args.min_replicas,
            "maxReplicaCount": args.max_replicas,
            "pollingInterval": _POLLING_SECONDS,
            "cooldownPeriod": _COOLDOWN_SECONDS,
            # While the queue cannot be read, as many pods as it may need: messages may wait there.
            "fallback": {
                "failureThreshold": _FAILURES_BEFORE_FALLBACK,
                "replicas": args.max_replicas,
            },
            "advanced": {"horizontalPodAutoscalerConfig": {"behavior": behavior}},
            "triggers": [self._trigger(args.messages_per_replica)],
        }

    def _jobs(self) -> dict[str, Any]:
        args = self._args
        return {
            "jobTargetRef": {
                "parallelism": 1,
                "completions": 1,
                "backoffLimit": 0,  # the queue delivers the message again
                "activeDeadlineSeconds": args.visibility_seconds,
                "template": _job_template(args.worker.template),
            },
            "minReplicaCount": 0,
            "maxReplicaCount": args.max_replicas,
            "pollingInterval": _POLLING_SECONDS,
            "successfulJobsHistoryLimit": _KEPT_JOBS,
            "failedJobsHistoryLimit": _KEPT_JOBS,
            "rollout": {"strategy": "gradual"},  # a new version lets running tasks finish
            "triggers": [self._trigger(1)],
        }

    def _trigger(self, messages: int) -> dict[str, Any]:
        return {
            "type": "aws-sqs-queue",
            "metadata": {
                "queueURL": self._args.queue_url,
                "awsRegion": self._args.region,
                "queueLength": str(messages),
                "scaleOnInFlight": "true",
            },
            "authenticationRef": {"name": self._role},
        }


def _job_template(template: kubernetes.core.v1.PodTemplateSpecArgsDict) -> dict[str, Any]:
    """The pod as a job runs it, in the words of the API: a custom resource is not translated."""
    written: dict[str, Any] = _in_camel_case(template)
    metadata = written.setdefault("metadata", {})
    metadata["annotations"] = {**metadata.get("annotations", {}), **_NEVER_EVICT}
    written["spec"]["restartPolicy"] = "Never"
    return written


def _in_camel_case(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {_camel(key): _in_camel_case(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_in_camel_case(inner) for inner in value]
    return value


def _camel(key: str) -> str:
    first, *rest = key.split("_")
    return first + "".join(word.capitalize() for word in rest)
