"""A container on Fly.io: app, addresses, secrets, machines and their disks.

Owns the app. Leaves out building the image, which a pipeline pushes, pinned by digest.
"""

from __future__ import annotations

import pulumi

from components.container_service import ContainerServiceArgs
from components.contracts import ServiceEndpoint
from components.naming import physical_name
from components.validation import InvalidArgs, Problems
from providers import fly
from providers.fly import machine

_CPU_KIND = "shared"
_HARD_LIMIT = 250
_SOFT_LIMIT = 200


class FlyService(pulumi.ComponentResource):
    """``endpoint`` is the app's own address; a host of one's own gets a certificate there."""

    def __init__(
        self,
        name: str,
        args: ContainerServiceArgs,
        *,
        organization: str,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        _refuse_what_fly_cannot(args)
        super().__init__("faro:service:Fly", name, None, opts)
        self._args = args
        self._own = pulumi.ResourceOptions(parent=self)
        self.app = self._app(f"{name}-app", organization)
        for kind in ("shared_v4", "v6"):
            fly.IpAssignment(
                f"{name}-{kind}", owner=args.owner, app=self.app.id, type=kind, opts=self._own
            )
        secrets = self._secrets(f"{name}-secrets")
        volumes = self._volumes(name)
        self.machines = self._machines(f"{name}-machines", secrets, volumes)
        if args.host is not None:
            self._certificate(f"{name}-certificate", args.host)
        self.endpoint = ServiceEndpoint(url=self.app.url, health_path=args.health_path)
        self.register_outputs({"url": self.endpoint.url})

    def _app(self, name: str, organization: str) -> fly.App:
        return fly.App(
            name,
            owner=self._args.owner,
            name=physical_name("api"),
            organization=organization,
            opts=self._own,
        )

    def _secrets(self, name: str) -> fly.Secrets:
        return fly.Secrets(
            name,
            owner=self._args.owner,
            app=self.app.id,
            values=pulumi.Output.secret(dict(self._args.secrets)),
            opts=self._own,
        )

    def _volumes(self, name: str) -> list[fly.Volume]:
        args = self._args
        return [
            fly.Volume(
                f"{name}-volume-{at}",
                owner=args.owner,
                app=self.app.id,
                name="data",
                region=args.region,
                size_gb=args.volume_gb,
                opts=pulumi.ResourceOptions(parent=self, protect=True),
            )
            for at in range(args.replicas if args.volume_path else 0)
        ]

    def _machines(self, name: str, secrets: fly.Secrets, volumes: list[fly.Volume]) -> fly.Machines:
        args = self._args
        return fly.Machines(
            name,
            owner=args.owner,
            app=self.app.id,
            process="api",
            image=args.image,
            machines={args.region: args.replicas},
            guest={"cpu_kind": _CPU_KIND, "cpus": args.cpus, "memory_mb": args.memory_mb},
            env=args.variables,
            secrets_version=secrets.version,
            stop_seconds=args.request_timeout_seconds,
            services=[
                {
                    "internal_port": args.port,
                    "autostop": "off",
                    "concurrency": {
                        "type": "requests",
                        "soft_limit": _SOFT_LIMIT,
                        "hard_limit": _HARD_LIMIT,
                    },
                }
            ],
            check={"path": args.health_path, "port": args.port},
            volumes=[volume.id for volume in volumes],
            mount_path=args.volume_path,
            opts=self._own,
        )

    def _certificate(self, name: str, host: str) -> fly.Certificate:
        return fly.Certificate(
            name, owner=self._args.owner, app=self.app.id, hostname=host, opts=self._own
        )


def _refuse_what_fly_cannot(args: ContainerServiceArgs) -> None:
    problems = Problems()
    refusals = (
        *machine.memory(_CPU_KIND, args.cpus, args.memory_mb),
        *machine.count(args.replicas, production=True),
        *machine.stop(_CPU_KIND, args.request_timeout_seconds),
    )
    for refusal in refusals:
        problems.unless(False, refusal.reason)
    problems.unless(not args.before_release, "Fly's machines run nothing before a release")
    if problems.found:
        raise InvalidArgs("FlyService", tuple(problems.found))
