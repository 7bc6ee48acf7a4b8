"""A container on Railway: project, service, domain.

Owns a Railway project of its own. Leaves out building the image (a pipeline pushes it, pinned by
digest) and any ``railway.toml``: what it would say is said here.
"""

from __future__ import annotations

from collections.abc import Mapping

import pulumi

from components.container_service import ContainerServiceArgs
from components.contracts import ServiceEndpoint
from components.naming import physical_name
from components.validation import InvalidArgs, Problems
from providers import railway

_MB_PER_GB = 1024


class RailwayService(pulumi.ComponentResource):
    """``endpoint`` is the address Railway gives it; a host of one's own points there as well."""

    def __init__(
        self,
        name: str,
        args: ContainerServiceArgs,
        *,
        workspace: str,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        _refuse_what_railway_cannot(args)
        super().__init__("faro:service:Railway", name, None, opts)
        self._args = args
        self._own = pulumi.ResourceOptions(parent=self)
        self.project = self._project(f"{name}-project", workspace)
        self.service = self._service(f"{name}-service")
        if args.volume_path is not None:
            self._volume(f"{name}-volume", args.volume_path)
        domain = railway.ServiceDomain(
            f"{name}-domain", target_port=args.port, **self._place(), opts=self._own
        )
        if args.host is not None:
            self._custom_domain(f"{name}-host", args.host)
        self.endpoint = ServiceEndpoint(url=domain.url, health_path=args.health_path)
        self.register_outputs({"url": self.endpoint.url})

    def _project(self, name: str, workspace: str) -> railway.Project:
        # Deleting the project deletes every service and volume in it.
        return railway.Project(
            name,
            owner=self._args.owner,
            name=pulumi.get_project(),
            workspace_id=workspace,
            opts=pulumi.ResourceOptions(parent=self, protect=self._args.volume_path is not None),
        )

    def _service(self, name: str) -> railway.Service:
        args = self._args
        return railway.Service(
            name,
            owner=args.owner,
            name=physical_name("api"),
            project_id=self.project.id,
            image=args.image,
            health_path=args.health_path,
            pre_deploy=list(args.before_release),
            replicas={args.region: args.replicas},
            vcpus=args.cpus,
            memory_gb=args.memory_mb / _MB_PER_GB,
            volume_mount=args.volume_path,
            variables=args.variables,
            secrets=pulumi.Output.secret(dict(args.secrets)),
            drain_seconds=args.request_timeout_seconds,
            opts=self._own,
        )

    def _volume(self, name: str, path: str) -> railway.Volume:
        return railway.Volume(
            name,
            mount_path=path,
            region=self._args.region,
            **self._place(),
            opts=pulumi.ResourceOptions(parent=self, protect=True),
        )

    def _custom_domain(self, name: str, host: str) -> railway.CustomDomain:
        return railway.CustomDomain(
            name, domain=host, target_port=self._args.port, **self._place(), opts=self._own
        )

    def _place(self) -> Mapping[str, pulumi.Input[str]]:
        return {
            "owner": self._args.owner,
            "project_id": self.project.id,
            "service_id": self.service.id,
        }


def _refuse_what_railway_cannot(args: ContainerServiceArgs) -> None:
    problems = Problems()
    problems.unless(
        args.volume_path is None or args.replicas == 1,
        f"a volume belongs to one container: replicas 1, not {args.replicas}, or no volume_path",
    )
    if problems.found:
        raise InvalidArgs("RailwayService", tuple(problems.found))
