"""A Cloud Run service that only a load balancer reaches.

Owns the service and the endpoint group a load balancer points at. Leaves out its account, building
the image, and the revisions: Cloud Run names them.
"""

from __future__ import annotations

from dataclasses import dataclass

import pulumi
from pulumi_gcp import cloudrunv2, compute

from components import quantity
from components.contracts import SecretReference
from components.environment import Environment
from components.limits import cloud_run as limits
from components.naming import labels, physical_name
from components.service_identity import ServiceIdentity
from components.validation import (
    WHOLE,
    CheckedArgs,
    Problems,
    image_problems,
    path_problems,
    port_problems,
)

_LATEST = "TRAFFIC_TARGET_ALLOCATION_TYPE_LATEST"
_REVISION = "TRAFFIC_TARGET_ALLOCATION_TYPE_REVISION"
# The readiness probe is in preview, and the API takes a preview feature at this stage only
# (https://cloud.google.com/run/docs/configuring/healthchecks).
_STAGE = "BETA"
_MIB_PER_GIB = 1024


@dataclass(frozen=True, kw_only=True)
class StableRevision:
    """The revision that keeps the rest of the traffic while the newest gets ``newest_percent``."""

    name: str
    newest_percent: int


@dataclass(frozen=True, kw_only=True)
class CloudRunArgs(CheckedArgs):
    """``image`` is pinned by digest; ``stable`` splits the traffic, None sends all to the newest.

    The secrets of ``environment`` are variables as well, read from Secret Manager at a pinned
    version. ``request_timeout_seconds`` is the longest a whole answer may take. ``after`` is what
    has to be done before a new revision gets requests, such as a migration.
    """

    region: str
    network: pulumi.Input[str]
    subnetwork: pulumi.Input[str]
    image: str
    health_path: str
    min_instances: int
    max_instances: int
    identity: ServiceIdentity
    environment: Environment[SecretReference]
    request_timeout_seconds: int
    stable: StableRevision | None = None
    cpus: int = 1
    memory_gib: float = 1
    concurrency: int = 80
    port: int = 8080
    deletion_protection: bool = True
    after: tuple[pulumi.Resource, ...] = ()

    def _check(self, problems: Problems) -> None:
        problems.add(image_problems(self.image))
        problems.add(path_problems("health_path", self.health_path))
        problems.add(port_problems(self.port))
        problems.unless(
            1 <= self.min_instances <= self.max_instances,
            f"instances {self.min_instances} to {self.max_instances}: must be 1 or more and "
            "ascending",
        )
        problems.add(limits.size_problems(self.cpus, self.memory_gib))
        problems.add(limits.request_problems(self.concurrency, self.request_timeout_seconds))
        if self.stable:
            share = self.stable.newest_percent
            problems.unless(0 <= share < WHOLE, f"newest revision at {share} %: 0 to 99")


class CloudRun(pulumi.ComponentResource):
    """A container that scales with its requests, reachable through ``endpoint_group`` only."""

    def __init__(
        self, name: str, args: CloudRunArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("faro:run:CloudRun", name, None, opts)
        self._args = args
        self._role = name
        self.service = self._service(f"{name}-service")
        self.endpoint_group = self._endpoint_group(f"{name}-endpoint-group")
        self.register_outputs({"service": self.service.name})

    def _service(self, name: str) -> cloudrunv2.Service:
        # invoker_iam_disabled: the API is public, and the ingress lets only load balancers in.
        # Limits sit on the service: a minimum per revision would keep every canary warm as well.
        return cloudrunv2.Service(
            name,
            name=physical_name(self._role),
            location=self._args.region,
            launch_stage=_STAGE,
            labels=labels(),
            ingress="INGRESS_TRAFFIC_INTERNAL_LOAD_BALANCER",
            default_uri_disabled=True,
            invoker_iam_disabled=True,
            deletion_protection=self._args.deletion_protection,
            scaling={
                "min_instance_count": self._args.min_instances,
                "max_instance_count": self._args.max_instances,
            },
            template=self._template(),
            traffics=self._traffic(),
            opts=pulumi.ResourceOptions(
                parent=self, depends_on=[*self._args.identity.grants, *self._args.after]
            ),
        )

    def _template(self) -> cloudrunv2.ServiceTemplateArgsDict:
        return {
            "service_account": self._args.identity.email,
            "execution_environment": "EXECUTION_ENVIRONMENT_GEN2",
            "max_instance_request_concurrency": self._args.concurrency,
            "timeout": f"{self._args.request_timeout_seconds}s",
            "scaling": {"cpu_utilization": 0.6, "concurrency_utilization": 0.6},
            "vpc_access": {
                "egress": "PRIVATE_RANGES_ONLY",
                "network_interfaces": [
                    {"network": self._args.network, "subnetwork": self._args.subnetwork}
                ],
            },
            "containers": [self._container()],
        }

    def _container(self) -> cloudrunv2.ServiceTemplateContainerArgsDict:
        path = self._args.health_path
        return {
            "image": self._args.image,
            "ports": {"container_port": self._args.port},
            "envs": self._environment(),
            "resources": {
                "limits": {
                    "cpu": quantity.cpu(self._args.cpus),
                    "memory": quantity.memory(round(self._args.memory_gib * _MIB_PER_GIB)),
                },
                "cpu_idle": True,
                "startup_cpu_boost": True,
            },
            "startup_probe": {
                "http_get": {"path": path},
                "period_seconds": 2,
                "timeout_seconds": 2,
                "failure_threshold": 30,
            },
            "readiness_probe": {"http_get": {"path": path}, "period_seconds": 10},
            "liveness_probe": {"http_get": {"path": path}, "period_seconds": 30},
        }

    def _environment(self) -> list[cloudrunv2.ServiceTemplateContainerEnvArgsDict]:
        plain: list[cloudrunv2.ServiceTemplateContainerEnvArgsDict] = [
            {"name": key, "value": value} for key, value in self._args.environment.variables.items()
        ]
        secret: list[cloudrunv2.ServiceTemplateContainerEnvArgsDict] = [
            {
                "name": key,
                "value_source": {"secret_key_ref": {"secret": ref.secret, "version": ref.version}},
            }
            for key, ref in self._args.environment.secrets.items()
        ]
        return plain + secret

    def _traffic(self) -> list[cloudrunv2.ServiceTrafficArgsDict]:
        stable = self._args.stable
        if stable is None:
            return [{"type": _LATEST, "percent": WHOLE}]
        return [
            {
                "type": _REVISION,
                "revision": stable.name,
                "percent": WHOLE - stable.newest_percent,
            },
            {"type": _LATEST, "percent": stable.newest_percent, "tag": "newest"},
        ]

    def _endpoint_group(self, name: str) -> compute.RegionNetworkEndpointGroup:
        return compute.RegionNetworkEndpointGroup(
            name,
            name=physical_name(self._role),
            region=self._args.region,
            network_endpoint_type="SERVERLESS",
            cloud_run={"service": self.service.name},
            opts=pulumi.ResourceOptions(parent=self),
        )
