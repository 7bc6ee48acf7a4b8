"""A container on Fly.io: app, addresses, secrets and machines.

Owns the app. Leaves out building the image, which a pipeline pushes, pinned by digest.
"""

from __future__ import annotations

import pulumi

from components.container_service import ContainerServiceArgs
from components.contracts import ServiceEndpoint
from components.naming import physical_name
from components.validation import InvalidArgs, Problems
from providers import fly

_FEWEST = 2
_MEMORY_STEP_MB = 256
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
        super().__init__("faro:service:Fly", name, None, opts)
        _refuse_what_fly_cannot(args)
        self._args = args
        self._own = pulumi.ResourceOptions(parent=self)
        self.app = self._app(f"{name}-app", organization)
        for kind in ("shared_v4", "v6"):
            fly.IpAssignment(
                f"{name}-{kind}", owner=args.owner, app=self.app.id, type=kind, opts=self._own
            )
        secrets = self._secrets(f"{name}-secrets")
        self.machines = self._machines(f"{name}-machines", secrets)
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

    def _machines(self, name: str, secrets: fly.Secrets) -> fly.Machines:
        args = self._args
        return fly.Machines(
            name,
            owner=args.owner,
            app=self.app.id,
            process="api",
            image=args.image,
            machines={args.region: args.replicas},
            guest={"cpu_kind": "shared", "cpus": args.cpus, "memory_mb": args.memory_mb},
            env=dict(args.environment),
            secrets_version=secrets.version,
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
            production=True,
            mount_path=args.volume_path,
            volume_gb=args.volume_gb if args.volume_path else None,
            opts=self._own,
        )

    def _certificate(self, name: str, host: str) -> fly.Certificate:
        return fly.Certificate(
            name, owner=self._args.owner, app=self.app.id, hostname=host, opts=self._own
        )


def _refuse_what_fly_cannot(args: ContainerServiceArgs) -> None:
    problems = Problems()
    least = args.cpus * _MEMORY_STEP_MB
    problems.unless(
        args.memory_mb >= least and args.memory_mb % _MEMORY_STEP_MB == 0,
        f"memory_mb {args.memory_mb}: multiples of {_MEMORY_STEP_MB} from {least} on",
    )
    problems.unless(args.replicas >= _FEWEST, f"production needs at least {_FEWEST} replicas")
    problems.unless(not args.before_release, "Fly's machines run nothing before a release")
    if problems.found:
        raise InvalidArgs("FlyService", tuple(problems.found))
