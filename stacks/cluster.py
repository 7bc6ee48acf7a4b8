"""The Kubernetes part of phase 3: the cluster, the queue, the API and the workers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pulumi

from components import keda
from components.environment import Environment
from components.gke import Gke, GkeArgs, NodePool
from components.kubernetes_namespace import KubernetesNamespace, KubernetesNamespaceArgs
from components.load_balancer import Backend
from components.queue_access import QueueAccess, QueueAccessArgs, QueueUser
from components.queue_scaling import QueueScaling, QueueScalingArgs, outlives_a_drain
from components.sqs_queue import SqsQueue, SqsQueueArgs
from components.workload import AwsAccess, Egress, Http, Workload, WorkloadArgs
from stacks import google_keys, keys, platform
from stacks.services import Service
from stacks.settings import Phase3

PODS = "pods"
SERVICES = "services"
WORKER = "ai-worker"
API_BACKEND = "api-kubernetes"

_PORT = 8080
_POOL = "general"
_NAMESPACE = "faro"
_LOAD_BALANCERS = ("130.211.0.0/22", "35.191.0.0/16")
_REQUESTS_PER_POD = 100  # per second; a pod answers in 10 to 50 ms and waits for the database
_DATABASE_PORT = 5432
_CACHE_TLS_PORT = 6378
_POOLER_PORT = 6543  # https://supabase.com/docs/guides/database/connecting-to-postgres
_ANYWHERE = "0.0.0.0/0"
# A command of the worker's image that ends with 0 while the worker lives: it has no port to ask.
_HEALTH_COMMAND = ("healthcheck",)


@dataclass(frozen=True, kw_only=True)
class Dependencies:
    """The dependencies of the workloads; ``stores_range`` holds the database and the cache.

    ``writes_outside``: the data is still in a database of another vendor, anywhere. New pods wait
    until the schema is ``migrated``.
    """

    services: Mapping[str, Service]
    queue: SqsQueue
    stores_range: pulumi.Output[str]
    writes_outside: bool
    migrated: pulumi.Resource


def cluster(settings: Phase3, place: platform.Place) -> Gke:
    """Compose the cluster with one pool of general nodes."""
    return Gke(
        "cluster",
        GkeArgs(
            project=settings.gcp_project,
            region=settings.gcp_region,
            zones=settings.zones,
            network=place.network.vpc.id,
            subnetwork=place.network.subnet.id,
            after=place.enabled,
            pod_range=PODS,
            service_range=SERVICES,
            health_check_ports=(_PORT,),
            maintenance=settings.maintenance,
            key_generation=settings.cluster_key_generation,
            pools={
                _POOL: NodePool(
                    machine_type=settings.node_machine_type,
                    min_nodes=settings.min_nodes,
                    max_nodes=settings.max_nodes,
                )
            },
        ),
    )


def queue(settings: Phase3) -> SqsQueue:
    """Compose the queue of heavy AI work."""
    return SqsQueue(
        "ai-queue",
        SqsQueueArgs(
            region=settings.aws_region,
            role="ai-work",
            worst_seconds=settings.worker_seconds_per_task,
        ),
    )


def workloads(settings: Phase3, gke: Gke, needs: Dependencies) -> Workload:
    """Compose the API and the workers; returns the API."""
    on_cluster = pulumi.ResourceOptions(providers={"kubernetes": gke.provider})
    namespace = KubernetesNamespace(
        "namespace", KubernetesNamespaceArgs(namespace=_NAMESPACE), on_cluster
    )
    access = QueueAccess(
        "ai-queue-access",
        QueueAccessArgs(
            issuer=gke.issuer,
            queue_arn=needs.queue.queue.arn,
            users={
                keys.API: QueueUser(namespace=_NAMESPACE, use="send"),
                WORKER: QueueUser(namespace=_NAMESPACE, use="receive"),
                keda.ACCOUNT: QueueUser(namespace=keda.NAMESPACE, use="measure"),
            },
        ),
    )
    shared = _Shared(settings=settings, namespace=namespace, access=access, needs=needs)
    worker = Workload(WORKER, _worker(shared), on_cluster)
    QueueScaling(f"{WORKER}-scaling", _scaling(shared, worker, on_cluster), on_cluster)
    return Workload(keys.API, _api(shared), on_cluster)


def backend(settings: Phase3, api: Workload) -> Backend:
    """Describe the API's pods to the load balancer."""
    return Backend(
        host=f"{API_BACKEND}.{settings.domain}",
        groups=api.endpoint_groups(settings.zones),
        health_path=keys.HEALTH_PATH,
        health_port=_PORT,
        rate_per_endpoint=_REQUESTS_PER_POD,
    )


@dataclass(frozen=True, kw_only=True)
class _Shared:
    settings: Phase3
    namespace: KubernetesNamespace
    access: QueueAccess
    needs: Dependencies

    def egress(self) -> tuple[Egress, ...]:
        stores = self.needs.stores_range
        inside = Egress(range=stores, ports=(_DATABASE_PORT, _CACHE_TLS_PORT))
        if not self.needs.writes_outside:
            return (inside,)
        return (inside, Egress(range=_ANYWHERE, ports=(_DATABASE_PORT, _POOLER_PORT)))

    def aws(self, name: str) -> AwsAccess:
        return AwsAccess(role_arn=self.access.roles[name].arn, region=self.settings.aws_region)


def _api(shared: _Shared) -> WorkloadArgs:
    settings = shared.settings
    return WorkloadArgs(
        project=settings.gcp_project,
        namespace=shared.namespace.name,
        namespace_name=_NAMESPACE,
        image=settings.api_image,
        min_replicas=settings.api_min_replicas,
        max_replicas=settings.api_max_replicas,
        cpu=google_keys.API_POD.cpu,
        memory_mib=google_keys.API_POD.memory_mib,
        node_pool=_POOL,
        http=Http(port=_PORT, health_path=keys.HEALTH_PATH, sources=_LOAD_BALANCERS),
        identity=shared.needs.services[keys.API].identity,
        environment=shared.needs.services[keys.API].environment,
        shutdown_seconds=settings.request_timeout_seconds,
        egress=shared.egress(),
        aws=shared.aws(keys.API),
        after=(shared.needs.migrated,),
    )


def _worker(shared: _Shared) -> WorkloadArgs:
    settings = shared.settings
    per_task = outlives_a_drain(settings.worker_seconds_per_task)
    environment = shared.needs.services[WORKER].environment
    if per_task:
        environment |= Environment(variables={"TASKS_PER_RUN": "1"})
    return WorkloadArgs(
        project=settings.gcp_project,
        namespace=shared.namespace.name,
        namespace_name=_NAMESPACE,
        image=settings.worker_image,
        min_replicas=settings.worker_min_replicas,
        max_replicas=settings.worker_max_replicas,
        cpu=google_keys.WORKER_POD.cpu,
        memory_mib=google_keys.WORKER_POD.memory_mib,
        node_pool=_POOL,
        identity=shared.needs.services[WORKER].identity,
        environment=environment,
        health_command=_HEALTH_COMMAND,
        per_task=per_task,
        shutdown_seconds=settings.worker_seconds_per_task,
        egress=shared.egress(),
        aws=shared.aws(WORKER),
        after=(shared.needs.migrated,),
    )


def _scaling(
    shared: _Shared, worker: Workload, on_cluster: pulumi.ResourceOptions
) -> QueueScalingArgs:
    settings, queue = shared.settings, shared.needs.queue.contract
    operator = keda.Keda(
        "keda",
        keda.KedaArgs(namespace=_NAMESPACE, node_pool=_POOL, region=settings.aws_region),
        on_cluster,
    )
    return QueueScalingArgs(
        worker=worker,
        namespace=shared.namespace.name,
        operator=operator.release,
        queue_url=queue.url,
        region=settings.aws_region,
        role_arn=shared.access.roles[keda.ACCOUNT].arn,
        min_replicas=settings.worker_min_replicas,
        max_replicas=settings.worker_max_replicas,
        visibility_seconds=queue.visibility_seconds,
    )
