"""One workload on Kubernetes: an API that is called, or a worker that fetches its own work.

Owns the Kubernetes account and its link to the Google account, the secrets as files, the Deployment
with its disruption budget, the network policy, and for an API the autoscaler and the Service whose
pods form endpoint groups. Leaves out the Google account, the namespace, the load balancer and what
scales a worker (see ``queue_scaling``). The Kubernetes provider comes with the component's options.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

import pulumi
import pulumi_kubernetes as kubernetes
from pulumi_gcp import serviceaccount

from components import pod
from components.contracts import SecretReference
from components.environment import Environment, digest
from components.grace import longest_work_seconds
from components.limits.connections import SURGE_PERCENT
from components.limits.facts import facts
from components.limits.ranges import parsed
from components.naming import physical_name
from components.service_identity import ServiceIdentity
from components.validation import (
    CheckedArgs,
    Problems,
    image_problems,
    path_problems,
    port_problems,
)

_METADATA_SERVER = "169.254.169.254/32"
_HTTPS_PORT = 443
_FIRST_FREE_PORT = 1024  # a process that is not root cannot listen below
_MOST_CPUS = 30  # what a node of 32 CPUs has room for
_LEAST_MIB = 64
_ROLLED_BY = "checksum/secrets"
# GKE writes the status once the groups exist; a backend service may name them only then
# (https://cloud.google.com/kubernetes-engine/docs/how-to/standalone-neg).
_UNTIL_GROUPS_EXIST = {
    "pulumi.com/waitFor": r"jsonpath={.metadata.annotations.cloud\.google\.com/neg-status}"
}


@dataclass(frozen=True, kw_only=True)
class Http:
    """How an API is called; ``sources`` are the CIDR ranges that may call it."""

    port: int
    health_path: str
    sources: tuple[str, ...]

    def problems(self) -> Iterator[str]:
        """Say what a pod that is not root cannot serve, or a network policy cannot allow."""
        yield from port_problems(self.port, least=_FIRST_FREE_PORT)
        yield from path_problems("health_path", self.health_path)
        for source in self.sources:
            if parsed(source) is None:
                yield f"source {source!r} is no CIDR range"


@dataclass(frozen=True, kw_only=True)
class Egress:
    """A range of addresses and the ports there that the workload talks to beside HTTPS."""

    range: pulumi.Input[str]
    ports: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class AwsAccess:
    """A role at AWS that the pods exchange their own token for, and the region they use it in."""

    role_arn: pulumi.Input[str]
    region: str


@dataclass(frozen=True, kw_only=True)
class WorkloadArgs(CheckedArgs):
    """``http`` is None for a worker, which ``health_command``, a command of its image, probes.

    ``per_task``: the worker is no Deployment but a job for each task, made from ``template``.
    ``cpu`` in cores; limits equal requests for memory.

    The secrets of ``environment`` appear as files under ``pod.SECRETS_DIRECTORY``, named by their
    variables; pods are replaced when one of them has a new version. ``shutdown_seconds`` is what a
    pod gets to finish its work when it is asked to stop: the longest request or task. ``after`` is
    what has to be done before new pods start, such as a migration.
    """

    project: str
    namespace: pulumi.Input[str]
    namespace_name: str
    image: str
    min_replicas: int
    max_replicas: int
    cpu: float
    memory_mib: int
    node_pool: str
    identity: ServiceIdentity
    environment: Environment[SecretReference]
    shutdown_seconds: int
    http: Http | None = None
    health_command: tuple[str, ...] = ()
    per_task: bool = False
    egress: tuple[Egress, ...] = ()
    aws: AwsAccess | None = None
    target_cpu_percent: int = 65
    after: tuple[pulumi.Resource, ...] = ()

    def _check(self, problems: Problems) -> None:
        problems.add(image_problems(self.image))
        problems.unless(
            2 <= self.min_replicas <= self.max_replicas,  # noqa: PLR2004 one may be drained
            f"replicas {self.min_replicas} to {self.max_replicas}: must be 2 or more and ascending",
        )
        problems.unless(
            bool(self.http) != bool(self.health_command),
            "an API is probed over HTTP, a worker by health_command",
        )
        problems.unless(not (self.http and self.per_task), "an API cannot run as jobs")
        problems.unless(
            0 < self.cpu <= _MOST_CPUS, f"{self.cpu} CPUs: above 0, at most {_MOST_CPUS}"
        )
        problems.unless(
            self.memory_mib >= _LEAST_MIB, f"{self.memory_mib} MiB of memory: {_LEAST_MIB} or more"
        )
        longest = facts("gke")["upgrade_seconds"] if self.per_task else longest_work_seconds()
        problems.unless(
            1 <= self.shutdown_seconds <= longest,
            f"{self.shutdown_seconds} s to stop: 1 to {longest}, when the node is gone",
        )
        if self.http is not None:
            problems.add(self.http.problems())
        problems.unless(
            1 <= self.target_cpu_percent <= 95,  # noqa: PLR2004 room to grow before it is full
            f"target CPU {self.target_cpu_percent} %: 1 to 95",
        )


class Workload(pulumi.ComponentResource):
    """A Deployment that survives the loss of a zone and a node upgrade."""

    def __init__(
        self, name: str, args: WorkloadArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("faro:kubernetes:Workload", name, None, opts)
        self._args = args
        self._role = name
        self._selector = {"app.kubernetes.io/name": name}
        self._labels = {
            **self._selector,
            "app.kubernetes.io/part-of": pulumi.get_project(),
            "app.kubernetes.io/managed-by": "pulumi",
        }
        self.link = self._link(f"{name}-link")
        self.account = self._account(f"{name}-account")
        self.secret_files = self._secret_files(f"{name}-secrets")
        self._network_policy(f"{name}-network")
        self.deployment = None if args.per_task else self._deployment(f"{name}-deployment")
        self.service: kubernetes.core.v1.Service | None = None
        if self.deployment is not None:
            self._disruption_budget(f"{name}-disruption")
            if args.http is not None:
                self._autoscaler(f"{name}-autoscaler", self.deployment)
                self.service = self._service(f"{name}-service", args.http, self.deployment)
        self.register_outputs({"role": name})

    def endpoint_groups(self, zones: tuple[str, ...]) -> tuple[pulumi.Output[str], ...]:
        """Return the groups GKE keeps for the service's pods, one per zone with nodes."""
        if self.service is None:
            raise ValueError(f"{self._role} is a worker: it has no endpoints")
        # The groups come to be with the service, so their names wait for it.
        ready = self.service.id
        return tuple(ready.apply(partial(self._group, zone)) for zone in zones)

    def _group(self, zone: str, _ready: str) -> str:
        name = physical_name(self._role)
        return f"projects/{self._args.project}/zones/{zone}/networkEndpointGroups/{name}"

    def _metadata(self, name: str | None = None) -> kubernetes.meta.v1.ObjectMetaArgsDict:
        return {
            "name": name or self._role,
            "namespace": self._args.namespace,
            "labels": self._labels,
        }

    def _link(self, name: str) -> serviceaccount.IAMMember:
        pool = f"{self._args.project}.svc.id.goog"
        return serviceaccount.IAMMember(
            name,
            service_account_id=self._args.identity.account.name,
            role="roles/iam.workloadIdentityUser",
            member=f"serviceAccount:{pool}[{self._args.namespace_name}/{self._role}]",
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _account(self, name: str) -> kubernetes.core.v1.ServiceAccount:
        return kubernetes.core.v1.ServiceAccount(
            name,
            metadata={
                **self._metadata(),
                "annotations": {"iam.gke.io/gcp-service-account": self._args.identity.email},
            },
            automount_service_account_token=False,
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _versions(self) -> dict[str, pulumi.Output[str]]:
        return {key: ref.resource for key, ref in self._args.environment.secrets.items()}

    def _secret_files(self, name: str) -> kubernetes.apiextensions.CustomResource:
        files = pulumi.Output.all(**self._versions()).apply(pod.secret_files)
        return kubernetes.apiextensions.CustomResource(
            name,
            api_version="secrets-store.csi.x-k8s.io/v1",
            kind="SecretProviderClass",
            metadata=self._metadata(),
            spec={"provider": "gke", "parameters": {"secrets": files}},
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _network_policy(self, name: str) -> kubernetes.networking.v1.NetworkPolicy:
        egress: list[kubernetes.networking.v1.NetworkPolicyEgressRuleArgsDict] = [
            {"ports": [{"protocol": "TCP", "port": _HTTPS_PORT}]},
            {"to": [{"ip_block": {"cidr": _METADATA_SERVER}}]},
        ]
        egress += [
            {
                "to": [{"ip_block": {"cidr": rule.range}}],
                "ports": [{"protocol": "TCP", "port": port} for port in rule.ports],
            }
            for rule in self._args.egress
        ]
        return kubernetes.networking.v1.NetworkPolicy(
            name,
            metadata=self._metadata(),
            spec={
                "pod_selector": {"match_labels": self._selector},
                "policy_types": ["Ingress", "Egress"],
                "ingress": _ingress(self._args.http),
                "egress": egress,
            },
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _deployment(self, name: str) -> kubernetes.apps.v1.Deployment:
        # No replica count: the autoscaler owns it. A pod reads its secrets once: a new version has
        # to change the template, or the pods keep the old one.
        described: kubernetes.meta.v1.ObjectMetaArgsDict = {
            "labels": self._labels,
            "annotations": {_ROLLED_BY: digest(self._versions())},
        }
        return kubernetes.apps.v1.Deployment(
            name,
            metadata=self._metadata(),
            spec={
                "selector": {"match_labels": self._selector},
                "min_ready_seconds": 10,
                "strategy": {
                    "type": "RollingUpdate",
                    "rolling_update": {"max_surge": f"{SURGE_PERCENT}%", "max_unavailable": 0},
                },
                "template": {**self.template, "metadata": described},
            },
            opts=pulumi.ResourceOptions(parent=self, depends_on=self.needs),
        )

    @property
    def needs(self) -> list[pulumi.Resource]:
        """What has to exist before a pod starts."""
        return [
            *(self.account, self.link, self.secret_files),
            *self._args.identity.grants,
            *self._args.after,
        ]

    @property
    def template(self) -> kubernetes.core.v1.PodTemplateSpecArgsDict:
        """The pod, as a Deployment or a job runs it."""
        return {"metadata": {"labels": self._labels}, "spec": self._pod()}

    def _pod(self) -> kubernetes.core.v1.PodSpecArgsDict:
        args = self._args
        return pod.spec(
            name=self._role,
            selector=self._selector,
            node_pool=args.node_pool,
            shutdown_seconds=args.shutdown_seconds,
            with_aws_token=args.aws is not None,
            container=pod.container(
                name=self._role,
                image=args.image,
                environment=self._environment(),
                cpu=args.cpu,
                memory_mib=args.memory_mib,
                port=args.http.port if args.http else None,
                health_path=args.http.health_path if args.http else None,
                health_command=args.health_command,
            ),
        )

    def _environment(self) -> dict[str, pulumi.Input[str]]:
        values = {
            **self._args.environment.variables,
            "SECRETS_DIRECTORY": pod.SECRETS_DIRECTORY,
        }
        if aws := self._args.aws:
            values["AWS_REGION"] = aws.region
            values["AWS_ROLE_ARN"] = aws.role_arn
            values["AWS_WEB_IDENTITY_TOKEN_FILE"] = pod.AWS_TOKEN_FILE
        return values

    def _autoscaler(
        self, name: str, deployment: kubernetes.apps.v1.Deployment
    ) -> kubernetes.autoscaling.v2.HorizontalPodAutoscaler:
        return kubernetes.autoscaling.v2.HorizontalPodAutoscaler(
            name,
            metadata=self._metadata(),
            spec={
                "scale_target_ref": {
                    "api_version": "apps/v1",
                    "kind": "Deployment",
                    "name": deployment.metadata.name,
                },
                "min_replicas": self._args.min_replicas,
                "max_replicas": self._args.max_replicas,
                "metrics": [
                    {
                        "type": "Resource",
                        "resource": {
                            "name": "cpu",
                            "target": {
                                "type": "Utilization",
                                "average_utilization": self._args.target_cpu_percent,
                            },
                        },
                    }
                ],
                "behavior": {"scale_down": {"stabilization_window_seconds": 300}},
            },
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _disruption_budget(self, name: str) -> kubernetes.policy.v1.PodDisruptionBudget:
        return kubernetes.policy.v1.PodDisruptionBudget(
            name,
            metadata=self._metadata(),
            spec={
                "selector": {"match_labels": self._selector},
                "max_unavailable": 1,
                "unhealthy_pod_eviction_policy": "AlwaysAllow",
            },
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _service(
        self, name: str, http: Http, deployment: kubernetes.apps.v1.Deployment
    ) -> kubernetes.core.v1.Service:
        groups = f'{{"exposed_ports":{{"{http.port}":{{"name":"{physical_name(self._role)}"}}}}}}'
        return kubernetes.core.v1.Service(
            name,
            metadata={
                **self._metadata(),
                "annotations": {"cloud.google.com/neg": groups, **_UNTIL_GROUPS_EXIST},
            },
            spec={
                "type": "ClusterIP",
                "selector": self._selector,
                "ports": [{"name": "http", "port": http.port, "target_port": http.port}],
            },
            opts=pulumi.ResourceOptions(parent=self, depends_on=[deployment]),
        )


def _ingress(
    http: Http | None,
) -> list[kubernetes.networking.v1.NetworkPolicyIngressRuleArgsDict]:
    if http is None:
        return []
    return [
        {
            "from_": [{"ip_block": {"cidr": source}} for source in http.sources],
            "ports": [{"protocol": "TCP", "port": http.port}],
        }
    ]
