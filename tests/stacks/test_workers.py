"""Workers follow their queue: pods while a drain lets them finish, else a job for each task."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.stacks.phases import named, of_type, resources

LONG = "phase3 long tasks"


def test_no_worker_scales_on_cpu(recorded: dict[str, Any]) -> None:
    scalers = of_type(recorded, "phase3", "HorizontalPodAutoscaler")
    assert [s["inputs"]["spec"]["scaleTargetRef"]["name"] for s in scalers] == ["api"]


def test_workers_follow_the_length_of_the_queue(recorded: dict[str, Any]) -> None:
    scaled = named(recorded, "phase3", "ai-worker-scaling-pods")["inputs"]
    (trigger,) = scaled["spec"]["triggers"]
    assert (scaled["apiVersion"], scaled["kind"]) == ("keda.sh/v1alpha1", "ScaledObject")
    assert scaled["spec"]["scaleTargetRef"] == {"name": "ai-worker"}
    assert (scaled["spec"]["minReplicaCount"], scaled["spec"]["maxReplicaCount"]) == (2, 20)
    assert trigger["type"] == "aws-sqs-queue"
    assert trigger["metadata"]["scaleOnInFlight"] == "true"
    assert trigger["metadata"]["queueURL"] == "https://sqs.example/q"


def test_the_operator_reads_the_queue_with_its_own_token(recorded: dict[str, Any]) -> None:
    """No key is stored: its service account may take one role that can only measure."""
    access = named(recorded, "phase3", "ai-worker-scaling-access")["inputs"]
    policy = named(recorded, "phase3", "ai-queue-access-keda-operator-policy")["inputs"]["policy"]
    trust = named(recorded, "phase3", "ai-queue-access-keda-operator")["inputs"]["assumeRolePolicy"]
    (allowed,) = json.loads(policy)["Statement"]
    (trusted,) = json.loads(trust)["Statement"]
    assert access["spec"]["podIdentity"] == {"provider": "aws", "roleArn": "arn:aws:iam::1:role/r"}
    assert allowed["Action"] == ["sqs:GetQueueUrl", "sqs:GetQueueAttributes"]
    subjects = [v for k, v in trusted["Condition"]["StringEquals"].items() if k.endswith(":sub")]
    assert subjects == ["system:serviceaccount:keda:keda-operator"]


def test_the_operator_is_one_node_at_one_version(recorded: dict[str, Any]) -> None:
    (release,) = of_type(recorded, "phase3", "Release")
    inputs = release["inputs"]
    assert release["type"] == "kubernetes:helm.sh/v3:Release"
    assert (inputs["chart"], inputs["version"]) == ("keda", "2.18.1")
    assert inputs["values"]["watchNamespace"] == "faro"
    mount = inputs["values"]["volumes"]["keda"]["extraVolumeMounts"][0]["mountPath"]
    told = {each["name"]: each["value"] for each in inputs["values"]["env"]}
    assert told["AWS_WEB_IDENTITY_TOKEN_FILE"] == f"{mount}/token"


def test_its_kinds_wait_for_the_operator(recorded: dict[str, Any]) -> None:
    release = of_type(recorded, "phase3", "Release")[0]["urn"]
    access = named(recorded, "phase3", "ai-worker-scaling-access")
    scaled = named(recorded, "phase3", "ai-worker-scaling-pods")
    assert release in access["dependencies"]
    assert access["urn"] in scaled["dependencies"]


@pytest.mark.parametrize("name", ["startupProbe", "readinessProbe", "livenessProbe"])
def test_a_worker_is_probed_without_http(recorded: dict[str, Any], name: str) -> None:
    spec = named(recorded, "phase3", "ai-worker-deployment")["inputs"]["spec"]["template"]["spec"]
    (container,) = spec["containers"]
    assert container[name]["exec"] == {"command": ["healthcheck"]}
    assert "lifecycle" not in container


def test_a_pod_may_finish_its_longest_task(recorded: dict[str, Any]) -> None:
    spec = named(recorded, "phase3", "ai-worker-deployment")["inputs"]["spec"]["template"]["spec"]
    assert 120 < spec["terminationGracePeriodSeconds"] <= 600


def test_a_task_longer_than_a_drain_is_a_job_of_its_own(recorded: dict[str, Any]) -> None:
    deployed = {d["name"] for d in of_type(recorded, LONG, "Deployment")}
    (job,) = of_type(recorded, LONG, "ScaledJob")
    target = job["inputs"]["spec"]["jobTargetRef"]
    pod = target["template"]
    (container,) = pod["spec"]["containers"]
    (trigger,) = job["inputs"]["spec"]["triggers"]
    assert deployed == {"api-deployment"}
    assert of_type(recorded, LONG, "ScaledObject") == []
    assert trigger["metadata"]["queueLength"] == "1"
    assert target["activeDeadlineSeconds"] == 2 * 3600
    assert pod["metadata"]["annotations"] == {
        "cluster-autoscaler.kubernetes.io/safe-to-evict": "false"
    }
    assert pod["spec"]["restartPolicy"] == "Never"
    assert pod["spec"]["terminationGracePeriodSeconds"] > 3600
    assert container["securityContext"]["readOnlyRootFilesystem"] is True
    assert {"name": "TASKS_PER_RUN", "value": "1"} in container["env"]
    assert job["inputs"]["spec"]["rollout"] == {"strategy": "gradual"}


def test_a_job_is_written_in_the_words_of_the_api(recorded: dict[str, Any]) -> None:
    """A custom resource is sent as it is: no key of Python's may be left in it."""
    for resource in resources(recorded, LONG):
        if resource["type"].startswith("kubernetes:keda.sh/"):
            assert [key for key in _keys(resource["inputs"]["spec"]) if "_" in key] == []


def _keys(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [*value, *(key for item in value.values() for key in _keys(item))]
    return [key for item in value for key in _keys(item)] if isinstance(value, list) else []
