"""The configuration of a Fly machine, and Fly's rules for it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from providers.inputs import Part, Refusal

# Fly's docs, "Machine sizing" (2026-11): memory per CPU and its steps, in MB.
_LEAST_MB = {"shared": 256, "performance": 2048}
_MOST_MB = {"shared": 2048, "performance": 8192}
# Fly's docs, "App configuration", kill_timeout (2026-11): its default and the most of each kind.
STOP_SECONDS = 5
_MOST_STOP_SECONDS = {"shared": 300, "performance": 86_400}
MEMORY_STEP_MB = {"shared": 256, "performance": 1024}


class Guest(Part):
    """The size of a machine."""

    cpu_kind: Literal["shared", "performance"] = "shared"
    cpus: Literal[1, 2, 4, 8, 16] = 1
    memory_mb: Annotated[int, Field(ge=256)] = 512


class Concurrency(Part):
    """When Fly prefers another machine (soft) and when it stops sending (hard)."""

    type: Literal["requests", "connections"] = "requests"
    soft_limit: Annotated[int, Field(ge=1)] = 200
    hard_limit: Annotated[int, Field(ge=1)] = 250


class Service(Part):
    """A port that Fly's proxy sends HTTPS to; plain HTTP is sent over to HTTPS.

    ``autostop`` lets idle machines sleep down to ``min_machines_running``.
    """

    internal_port: Annotated[int, Field(ge=1, le=65_535)]
    autostop: Literal["off", "stop", "suspend"] = "off"
    autostart: bool = True
    min_machines_running: Annotated[int, Field(ge=0)] = 0
    concurrency: Concurrency = Concurrency()

    FIXED: ClassVar[Mapping[str, Any]] = {
        "protocol": "tcp",
        "ports": [
            {"port": 80, "handlers": ["http"], "force_https": True},
            {"port": 443, "handlers": ["tls", "http"]},
        ],
    }

    def body(self) -> dict[str, Any]:
        """The service as Fly's requests have it."""
        return {**self.model_dump(mode="json"), **self.FIXED}


class Check(Part):
    """How Fly finds out that a machine is healthy."""

    path: Annotated[str, Field(pattern=r"^/")]
    port: Annotated[int, Field(ge=1, le=65_535)]
    interval_seconds: Annotated[int, Field(ge=1)] = 15
    timeout_seconds: Annotated[int, Field(ge=1)] = 5
    grace_seconds: Annotated[int, Field(ge=0)] = 30

    def body(self) -> dict[str, Any]:
        """The check as Fly's requests have it."""
        return {
            "type": "http",
            "method": "GET",
            "path": self.path,
            "port": self.port,
            "interval": f"{self.interval_seconds}s",
            "timeout": f"{self.timeout_seconds}s",
            "grace_period": f"{self.grace_seconds}s",
        }


def least_memory_mb(cpu_kind: str, cpus: int) -> int:
    """The memory of a size that is given by its name (superfly/fly-go, MachinePresets)."""
    return _LEAST_MB[cpu_kind] * cpus


def memory(cpu_kind: str, cpus: int, memory_mb: int) -> Iterator[Refusal]:
    """Refuse a memory that no machine of that kind has."""
    least, most, step = least_memory_mb(cpu_kind, cpus), _MOST_MB[cpu_kind] * cpus, MEMORY_STEP_MB
    if not least <= memory_mb <= most or memory_mb % step[cpu_kind]:
        yield Refusal(
            "guest.memory_mb",
            f"{memory_mb} is not offered with {cpus} {cpu_kind} cpus: multiples of "
            f"{step[cpu_kind]} from {least} to {most}",
        )


def stop(cpu_kind: str, seconds: int) -> Iterator[Refusal]:
    """Refuse a longer time to stop than Fly gives a machine of that kind."""
    most = _MOST_STOP_SECONDS[cpu_kind]
    if seconds > most:
        yield Refusal("stop_seconds", f"{seconds} s to stop: {cpu_kind} cpus have at most {most} s")


def strategy(name: str, volumes: int) -> Iterator[Refusal]:
    """Refuse a second set of machines where each needs a disk that is taken."""
    if name == "bluegreen" and volumes:
        yield Refusal("strategy", "bluegreen cannot have volumes: take rolling")


def count(machines: int, *, production: bool) -> Iterator[Refusal]:
    """Refuse one machine in production: it is down whenever its host is."""
    least = 2
    if production and machines < least:
        yield Refusal("machines", f"production needs at least {least} machines, not {machines}")
