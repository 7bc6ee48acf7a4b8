"""The exported manifests against a real Kubernetes API server."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from faro.export.kubernetes import manifests
from faro.model.snapshot import Resource, Snapshot
from faro.model.value import UNKNOWN, Secret
from faro.targets import TargetRequest, resolve

from .api_server import KEDA, REASON_WITHOUT, ApiServer, is_built, running

pytestmark = pytest.mark.skipif(not is_built(), reason=REASON_WITHOUT)
ROOT = Path(__file__).parents[2]
NOT_TO_BE_HAD = {"SecretProviderClass"}
"""Kinds whose CRD no Go module brings: these objects cannot be checked."""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ApiServer]:
    with running(tmp_path_factory.mktemp("kubernetes")) as found:
        for crd in _documents(each.read_text() for each in sorted(KEDA.glob("*.yaml"))):
            assert found.apply(crd, dry=False) == ""
            found.wait_for(crd)
        yield found


@pytest.fixture(scope="module")
def phase3() -> list[dict[str, Any]]:
    request = TargetRequest(targets=("phase3",), program=ROOT, time_limit=600)
    [[snapshot]] = resolve(request, lambda *_: None).values()
    return _documents(manifests(snapshot).files.values())


def test_the_server_accepts_every_object_of_phase3(
    server: ApiServer, phase3: list[dict[str, Any]]
) -> None:
    known = [each for each in phase3 if each["kind"] not in NOT_TO_BE_HAD]
    refused = {}
    for each in known:
        is_namespace = each["kind"] == "Namespace"
        refused[server.path(each)] = server.apply(each, dry=not is_namespace)
    assert {path: why for path, why in refused.items() if why} == {}
    assert {each["kind"] for each in known} >= {
        *("Deployment", "HorizontalPodAutoscaler", "Namespace", "NetworkPolicy"),
        *("PodDisruptionBudget", "Service", "ServiceAccount"),
    }


def test_the_server_refuses_a_misspelt_field(
    server: ApiServer, phase3: list[dict[str, Any]]
) -> None:
    [deployment] = [
        each
        for each in phase3
        if each["kind"] == "Deployment" and each["metadata"]["name"] == "api"
    ]
    wrong = copy.deepcopy(deployment)
    wrong["metadata"]["namespace"] = "default"
    wrong["spec"]["template"]["spec"]["containers"][0]["resourcez"] = {}
    assert "resourcez" in server.apply(wrong)


def test_keda_objects_are_checked_by_its_own_schema(server: ApiServer) -> None:
    scaled = {
        "scaleTargetRef": {"name": UNKNOWN},
        "minReplicaCount": UNKNOWN,
        "triggers": [
            {
                "type": "aws-sqs-queue",
                "metadata": {"queueURL": UNKNOWN, "queueLength": "5", "awsRegion": "eu-west-1"},
            }
        ],
    }
    [content] = _exported("keda.sh/v1alpha1", "ScaledObject", {"spec": scaled})
    assert server.apply(content) == ""
    content["spec"]["minReplicas"] = 1
    assert "minReplicas" in server.apply(content)


POD = {
    "containers": [
        {
            "name": UNKNOWN,
            "image": UNKNOWN,
            "args": [UNKNOWN, "1e3"],
            "ports": [{"containerPort": UNKNOWN}],
            "env": [{"name": "A", "value": Secret("hunter22")}, {"name": "B", "value": UNKNOWN}],
            "resources": {"limits": {"cpu": UNKNOWN, "memory": UNKNOWN}},
            "livenessProbe": {"httpGet": {"port": UNKNOWN}, "periodSeconds": UNKNOWN},
            "securityContext": {"runAsUser": UNKNOWN, "privileged": UNKNOWN},
        }
    ],
    "nodeSelector": {"zone": UNKNOWN},
    "tolerations": UNKNOWN,
    "terminationGracePeriodSeconds": UNKNOWN,
    "volumes": [{"name": "a", "configMap": {"name": UNKNOWN}}],
}
CASES: list[tuple[str, str, dict[str, Any]]] = [
    ("v1", "Pod", {"spec": POD}),
    (
        "apps/v1",
        "Deployment",
        {
            "spec": {
                "replicas": UNKNOWN,
                "selector": {"matchLabels": {"app": UNKNOWN}},
                "template": {"metadata": {"labels": {"app": UNKNOWN}}, "spec": POD},
            }
        },
    ),
    ("v1", "Secret", {"data": {"a": "cGxhaW4="}, "stringData": Secret({"b": "hunter22"})}),
    ("v1", "ConfigMap", {"data": {"a": UNKNOWN, "b": "1e3"}, "binaryData": {"c": UNKNOWN}}),
    (
        "v1",
        "Service",
        {
            "spec": {
                "type": "LoadBalancer",
                "ports": [{"port": UNKNOWN, "targetPort": UNKNOWN}],
                "loadBalancerIP": UNKNOWN,
                "loadBalancerSourceRanges": [UNKNOWN],
            }
        },
    ),
    (
        "networking.k8s.io/v1",
        "NetworkPolicy",
        {
            "spec": {
                "podSelector": UNKNOWN,
                "ingress": [{"from": [{"ipBlock": {"cidr": UNKNOWN}}], "ports": UNKNOWN}],
            }
        },
    ),
    (
        "networking.k8s.io/v1",
        "Ingress",
        {
            "metadata": {"name": "web", "annotations": UNKNOWN},
            "spec": {
                "tls": [{"hosts": [UNKNOWN], "secretName": UNKNOWN}],
                "rules": [
                    {
                        "host": UNKNOWN,
                        "http": {
                            "paths": [
                                {
                                    "path": "/",
                                    "pathType": "Prefix",
                                    "backend": {
                                        "service": {"name": UNKNOWN, "port": {"number": UNKNOWN}}
                                    },
                                }
                            ]
                        },
                    }
                ],
            },
        },
    ),
    (
        "autoscaling/v2",
        "HorizontalPodAutoscaler",
        {
            "spec": {
                "scaleTargetRef": {"apiVersion": "apps/v1", "kind": "Deployment", "name": UNKNOWN},
                "maxReplicas": UNKNOWN,
                "metrics": [
                    {
                        "type": "Resource",
                        "resource": {
                            "name": "cpu",
                            "target": {"type": "Utilization", "averageUtilization": UNKNOWN},
                        },
                    }
                ],
            }
        },
    ),
    (
        "v1",
        "PersistentVolumeClaim",
        {
            "spec": {
                "accessModes": ["ReadWriteOnce"],
                "storageClassName": UNKNOWN,
                "resources": {"requests": {"storage": UNKNOWN}},
            }
        },
    ),
    (
        "rbac.authorization.k8s.io/v1",
        "RoleBinding",
        {
            "roleRef": {
                "apiGroup": "rbac.authorization.k8s.io",
                "kind": "Role",
                "name": UNKNOWN,
            },
            "subjects": [{"kind": "ServiceAccount", "name": UNKNOWN, "namespace": UNKNOWN}],
        },
    ),
    (
        "admissionregistration.k8s.io/v1",
        "ValidatingWebhookConfiguration",
        {
            "webhooks": [
                {
                    "name": "check.example.com",
                    "admissionReviewVersions": ["v1"],
                    "sideEffects": "None",
                    "clientConfig": {
                        "url": "https://example.com",
                        "caBundle": UNKNOWN,
                    },
                    "timeoutSeconds": UNKNOWN,
                }
            ]
        },
    ),
]


@pytest.mark.parametrize(
    ("version", "kind", "inputs"), CASES, ids=[f"{kind}" for _, kind, _ in CASES]
)
def test_placeholders_keep_an_object_valid(
    server: ApiServer, version: str, kind: str, inputs: dict[str, Any]
) -> None:
    [content] = _exported(version, kind, inputs)
    assert "hunter22" not in str(content)
    assert server.apply(content) == ""


def _exported(version: str, kind: str, inputs: dict[str, Any]) -> list[dict[str, Any]]:
    token = f"kubernetes:{version if '/' in version else f'core/{version}'}:{kind}"
    resource = Resource(
        urn=f"urn:pulumi:dev::test::{token}::thing",
        type=token,
        name="thing",
        inputs={"apiVersion": version, "kind": kind, **inputs},
    )
    snapshot = Snapshot(project="test", stack="dev", resources=(resource,))
    return _documents(manifests(snapshot).files.values())


def _documents(texts: Any) -> list[dict[str, Any]]:
    return [each for text in texts for each in yaml.safe_load_all(text) if each]
