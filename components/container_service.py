"""Arguments of a container that any platform can run.

Railway and Fly each have a component that takes these args and gives a ``ServiceEndpoint``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pulumi

from components.environment import Values
from components.validation import CheckedArgs, Problems, image_problems

_FEWEST = 2
_LEAST_MEMORY_MB = 256


@dataclass(frozen=True, kw_only=True)
class ContainerServiceArgs(CheckedArgs):
    """``region`` is the platform's own name; ``replicas`` run in it at all times.

    ``volume_path`` gives the container a disk of ``volume_gb``; one disk belongs to one container.
    ``host`` is a name of one's own; its DNS record is made elsewhere. A container that is replaced
    has ``request_timeout_seconds`` to finish the requests it has.
    """

    owner: pulumi.Input[str]
    image: str
    port: int
    health_path: str
    region: str
    replicas: int = _FEWEST
    cpus: int = 1
    memory_mb: int = 1024
    environment: Values
    request_timeout_seconds: int
    host: str | None = None
    volume_path: str | None = None
    volume_gb: int = 1
    before_release: tuple[str, ...] = ()

    def _check(self, problems: Problems) -> None:
        problems.add(image_problems(self.image))
        problems.unless(
            self.health_path.startswith("/"), f"health_path {self.health_path!r} is not a path"
        )
        problems.unless(self.replicas >= 1, "replicas must be at least 1")
        problems.unless(self.cpus >= 1, "cpus must be at least 1")
        problems.unless(
            self.memory_mb >= _LEAST_MEMORY_MB, f"memory_mb must be at least {_LEAST_MEMORY_MB}"
        )
        problems.unless(self.request_timeout_seconds >= 1, "request_timeout_seconds is below 1")

    @property
    def variables(self) -> dict[str, pulumi.Input[str]]:
        """The variables, and the port that the container has to listen on."""
        return {**self.environment.variables, "PORT": str(self.port)}

    @property
    def secrets(self) -> Mapping[str, pulumi.Input[str]]:
        """The secrets by the names of their variables."""
        return self.environment.secrets
