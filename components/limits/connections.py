"""The connection budget: what all processes may open together against what a server takes.

Source: section ``cloud_sql`` of ``facts.yml``.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from components.limits.facts import facts

SURGE_PERCENT = 25
"""Pods that a rolling update of a workload adds."""


@dataclass(frozen=True, kw_only=True)
class Client:
    """A service with its most processes; ``surge``: those that run besides while it is rolled."""

    name: str
    processes: int
    surge: int

    @property
    def most(self) -> int:
        """Processes that can run at one time."""
        return self.processes + self.surge


def surge(replicas: int) -> int:
    """Return the pods that run in addition while a workload is rolled."""
    return math.ceil(replicas * SURGE_PERCENT / 100)


def available(max_connections: int) -> int:
    """Connections that a Cloud SQL server leaves to programs."""
    reserved: int = facts("cloud_sql")["reserved_connections"]
    return max_connections - reserved


def needed(clients: Sequence[Client], pool_size: int = 1) -> int:
    """Return the ``max_connections`` with which every process gets its pool."""
    reserved: int = facts("cloud_sql")["reserved_connections"]
    return sum(client.most for client in clients) * pool_size + reserved


def largest_pool(clients: Sequence[Client], max_connections: int) -> int:
    """Return the largest pool for each process with which the sum fits; 0: not even one."""
    return available(max_connections) // max(sum(client.most for client in clients), 1)


def budget_problems(
    clients: Sequence[Client], *, pool_size: int, max_connections: int
) -> Iterator[str]:
    """Say, with the sum, that the processes may open more connections than the server takes."""
    wanted, left = sum(client.most for client in clients) * pool_size, available(max_connections)
    if wanted > left:
        parts = " + ".join(f"{client.name} {client.processes}+{client.surge}" for client in clients)
        yield (
            f"({parts}) processes x {pool_size} connections = {wanted}; the server takes "
            f"{max_connections}, {max_connections - left} of them reserved: {left}"
        )
