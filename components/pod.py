"""The hardened pod of every workload: not root, only ``/tmp`` writable, no token without a use.

Pure functions from values to a pod spec. Secrets are files, mounted by the Secret Manager add-on of
GKE; they never pass through Kubernetes secrets or environment variables.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

import pulumi
from pulumi_kubernetes import core

from components import quantity
from components.grace import DRAIN_SECONDS, grace_seconds

SECRETS_DIRECTORY = "/var/run/secrets/faro"
AWS_TOKEN_FILE = "/var/run/secrets/aws/token"  # noqa: S105 a path
AWS_TOKEN_VOLUME = "aws-token"  # noqa: S105 a name
AWS_AUDIENCE = "sts.amazonaws.com"
TOKEN_SECONDS = 3_600
NODE_POOL_LABEL = "cloud.google.com/gke-nodepool"

_USER = 10_001
_SCRATCH_MIB = 256
_LOGS_MIB = 256
"""The container's log files, which the node rotates, and what else it writes to the node's disk."""
_TOPOLOGIES = ("topology.kubernetes.io/zone", "kubernetes.io/hostname")


def secret_files(versions: Mapping[str, str]) -> str:
    """List secret versions the way the add-on reads them (JSON is YAML), a file for each key."""
    return json.dumps(
        [{"resourceName": version, "path": key} for key, version in sorted(versions.items())]
    )


def spec(
    *,
    name: str,
    selector: Mapping[str, str],
    node_pool: str,
    shutdown_seconds: int,
    with_aws_token: bool,
    container: core.v1.ContainerArgsDict,
) -> core.v1.PodSpecArgsDict:
    """Put one container into a pod that spreads over zones and nodes and stops in order."""
    return {
        "service_account_name": name,
        "automount_service_account_token": False,
        "enable_service_links": False,
        "termination_grace_period_seconds": grace_seconds(shutdown_seconds),
        "node_selector": {NODE_POOL_LABEL: node_pool},
        "security_context": {
            "run_as_non_root": True,
            "run_as_user": _USER,
            "run_as_group": _USER,
            "fs_group": _USER,
            "seccomp_profile": {"type": "RuntimeDefault"},
        },
        "topology_spread_constraints": [
            {
                "max_skew": 1,
                "topology_key": topology,
                "when_unsatisfiable": "ScheduleAnyway",
                "label_selector": {"match_labels": selector},
            }
            for topology in _TOPOLOGIES
        ],
        "containers": [_with_mounts(container, with_aws_token)],
        "volumes": _volumes(name, with_aws_token),
    }


def container(
    *,
    name: str,
    image: str,
    environment: Mapping[str, pulumi.Input[str]],
    cpu: float,
    memory_mib: int,
    port: int | None,
    health_path: str | None,
    health_command: Sequence[str],
) -> core.v1.ContainerArgsDict:
    """Describe the container; one without a port is a worker, probed by a command of its image."""
    size = {
        "cpu": quantity.cpu(cpu),
        "memory": quantity.memory(memory_mib),
        "ephemeral-storage": quantity.memory(_SCRATCH_MIB + _LOGS_MIB),
    }
    described: core.v1.ContainerArgsDict = {
        "name": name,
        "image": image,
        "image_pull_policy": "Always",
        "env": [{"name": key, "value": value} for key, value in environment.items()],
        "resources": {"requests": size, "limits": size},
        "security_context": {
            "allow_privilege_escalation": False,
            "read_only_root_filesystem": True,
            "run_as_non_root": True,
            "capabilities": {"drop": ["ALL"]},
        },
    }
    if port is not None and health_path is not None:
        probe: core.v1.ProbeArgsDict = {"http_get": {"path": health_path, "port": port}}
        described["lifecycle"] = {"pre_stop": {"sleep": {"seconds": DRAIN_SECONDS}}}
        described["ports"] = [{"name": "http", "container_port": port}]
        described["startup_probe"] = {**probe, "period_seconds": 2, "failure_threshold": 30}
        described["readiness_probe"] = {**probe, "period_seconds": 5}
        described["liveness_probe"] = {**probe, "period_seconds": 20, "failure_threshold": 3}
    else:
        # No sleep before the signal: a worker stops taking tasks as soon as it is asked to stop.
        command: core.v1.ProbeArgsDict = {
            "exec_": {"command": list(health_command)},
            "timeout_seconds": 5,
        }
        described["startup_probe"] = {**command, "period_seconds": 5, "failure_threshold": 24}
        described["readiness_probe"] = {**command, "period_seconds": 20}
        described["liveness_probe"] = {**command, "period_seconds": 30, "failure_threshold": 3}
    return described


def _with_mounts(
    described: core.v1.ContainerArgsDict, with_aws_token: bool
) -> core.v1.ContainerArgsDict:
    mounts: list[core.v1.VolumeMountArgsDict] = [
        {"name": "scratch", "mount_path": "/tmp"},  # noqa: S108 the pod's own
        {"name": "secrets", "mount_path": SECRETS_DIRECTORY, "read_only": True},
    ]
    if with_aws_token:
        directory = AWS_TOKEN_FILE.rpartition("/")[0]
        mounts.append({"name": AWS_TOKEN_VOLUME, "mount_path": directory, "read_only": True})
    return {**described, "volume_mounts": mounts}


def _volumes(name: str, with_aws_token: bool) -> list[core.v1.VolumeArgsDict]:
    volumes: list[core.v1.VolumeArgsDict] = [
        {"name": "scratch", "empty_dir": {"size_limit": quantity.memory(_SCRATCH_MIB)}},
        {
            "name": "secrets",
            "csi": {
                "driver": "secrets-store-gke.csi.k8s.io",
                "read_only": True,
                "volume_attributes": {"secretProviderClass": name},
            },
        },
    ]
    if with_aws_token:
        token: core.v1.ServiceAccountTokenProjectionArgsDict = {
            "audience": AWS_AUDIENCE,
            "expiration_seconds": TOKEN_SECONDS,
            "path": AWS_TOKEN_FILE.rpartition("/")[2],
        }
        volumes.append(
            {"name": AWS_TOKEN_VOLUME, "projected": {"sources": [{"service_account_token": token}]}}
        )
    return volumes
