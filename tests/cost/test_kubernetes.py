"""What runs on a cluster is charged by its nodes, and named where it has none."""

from typing import Any

import pytest

from faro.cost.families import CHARGED, without_charge
from faro.model.snapshot import Resource

from .test_estimate import priced, resource

STATEFUL = "kubernetes:apps/v1:StatefulSet"
DEPLOYMENT = "kubernetes:apps/v1:Deployment"
POOL = "gcp:container/nodePool:NodePool"


def workload(type_: str, replicas: int, cpu: str = "2", **spec: Any) -> Resource:
    container = {"resources": {"requests": {"cpu": cpu}}}
    pod = {"spec": {"containers": [container]}}
    return resource(type_, "api", spec={"replicas": replicas, "template": pod, **spec})


def nodes(count: int) -> Resource:
    config = {"machineType": "n2-standard-4"}
    return resource(POOL, "pool", location="us-central1-a", nodeCount=count, nodeConfig=config)


def open_meters(*resources: Resource) -> list[str]:
    return [line.usage.meter for line in priced(*resources).bill.lines if line.amount is None]


def test_pods_without_any_node_are_named() -> None:
    assert open_meters(workload(DEPLOYMENT, 53)) == ["pods without a node: 53"]
    assert priced(workload(DEPLOYMENT, 53)).is_at_least


def test_pods_that_fit_on_no_node_are_named_and_those_that_fit_are_not() -> None:
    # 3.92 CPUs hold one pod of 2
    assert open_meters(workload(DEPLOYMENT, 53), nodes(5)) == ["pods without a node: 48"]
    assert open_meters(workload(DEPLOYMENT, 5), nodes(5)) == []


def test_pods_fit_on_the_nodes_that_a_cluster_declares_itself() -> None:
    cluster = resource(
        "gcp:container/cluster:Cluster",
        "cluster",
        location="us-central1-a",
        initialNodeCount=2,
        nodeConfig={"machineType": "n2-standard-4"},
        privateClusterConfig={"enablePrivateNodes": True},
    )
    assert open_meters(workload(DEPLOYMENT, 2), cluster) == []
    assert open_meters(workload(DEPLOYMENT, 3), cluster) == ["pods without a node: 1"]


@pytest.mark.parametrize(
    "elsewhere",
    [
        resource("aws:eks/nodeGroup:NodeGroup", "workers"),
        resource("gcp:container/cluster:Cluster", "auto", enableAutopilot=True),
        resource("azure-native:containerservice:ManagedCluster", "aks"),
    ],
)
def test_nodes_whose_room_is_not_known_may_hold_them(elsewhere: Resource) -> None:
    pods = [m for m in open_meters(workload(DEPLOYMENT, 53), elsewhere) if m.startswith("pods")]
    assert pods == []


def test_disks_of_a_stateful_set_are_named() -> None:
    claims = [{"spec": {"resources": {"requests": {"storage": "10Gi"}}}}]
    found = open_meters(workload(STATEFUL, 1, volumeClaimTemplates=claims), nodes(1))
    assert found == ["disks of a stateful set"]
    assert open_meters(workload(STATEFUL, 1), nodes(1)) == []


@pytest.mark.parametrize(
    ("chart", "named"),
    [
        ("redis", ["what the chart redis makes"]),
        ("oci://registry-1.docker.io/bitnamicharts/redis", ["what the chart redis makes"]),
        ("ingress-nginx", ["balancer of a service"]),
        ("cert-manager", []),
    ],
)
def test_what_a_chart_makes_is_named_unless_it_stays_in_the_cluster(
    chart: str, named: list[str]
) -> None:
    assert open_meters(resource("kubernetes:helm.sh/v3:Release", chart=chart)) == named


BALANCER = {"service": {"type": "LoadBalancer"}}
CLOSED = {"controller": {"service": {"type": "ClusterIP"}}}
KEPT = {"persistence": {"enabled": True}}


@pytest.mark.parametrize(
    ("chart", "values", "named"),
    [
        ("argo-cd", {"server": BALANCER}, ["balancer of a service"]),
        ("argo-cd", {"server": {"service": {"type": "ClusterIP"}}}, []),
        ("cert-manager", {"cache": KEPT}, ["disk of a claim"]),
        ("cert-manager", {"cache": {"persistence": {"enabled": False}}}, []),
        ("ingress-nginx", CLOSED, []),
        ("ingress-nginx", {"controller": {"replicaCount": 2}}, ["balancer of a service"]),
    ],
)
def test_the_values_of_a_chart_may_ask_for_more(
    chart: str, values: dict[str, object], named: list[str]
) -> None:
    release = resource("kubernetes:helm.sh/v3:Release", chart=chart, values=values)
    assert open_meters(release) == named


def test_a_values_file_is_not_read_and_named() -> None:
    release = resource("kubernetes:helm.sh/v3:Release", chart="keda", valueYamlFiles=["f"])
    assert open_meters(release) == ["what the values file of the chart keda asks for"]


@pytest.mark.parametrize(
    "type_",
    [
        "kubernetes:storage.k8s.io/v1:StorageClass",
        "kubernetes:core/v1:PersistentVolume",
        "kubernetes:networking.k8s.io/v1:IngressClass",
        "kubernetes:apiextensions.k8s.io/v1:CustomResourceDefinition",
        "kubernetes:cert-manager.io/v1:Certificate",
        "kubernetes:autoscaling/v1:HorizontalPodAutoscaler",
    ],
)
def test_an_object_of_the_cluster_costs_nothing(type_: str) -> None:
    assert without_charge(type_)
    assert not priced(resource(type_)).is_at_least


@pytest.mark.parametrize(
    "type_",
    [
        "kubernetes:sql.cnrm.cloud.google.com/v1beta1:SQLInstance",
        "kubernetes:karpenter.sh/v1:NodePool",
        "kubernetes:postgresql.cnpg.io/v1:Cluster",
        "kubernetes:s3.aws.upbound.io/v1beta1:Bucket",
    ],
)
def test_an_object_that_an_operator_makes_something_of_is_not_free(type_: str) -> None:
    assert without_charge(type_) is None
    assert type_ not in CHARGED
    assert priced(resource(type_)).is_at_least
