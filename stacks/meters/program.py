"""The input of the usage script about a program: config, and resources with their inputs.

Unknown inputs and secrets are left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, TypeAlias

from stacks.meters.load import Load

Inputs: TypeAlias = Mapping[str, Any]
Meters: TypeAlias = dict[str, Decimal]

VERCEL = "vercel:index/project:Project"
RAILWAY = "pulumi-python:dynamic/railway:Service"
FLY = "pulumi-python:dynamic/fly:Machines"
CLOUD_RUN = "gcp:cloudrunv2/service:Service"
POOL = "gcp:container/nodePool:NodePool"
SQL = "gcp:sql/databaseInstance:DatabaseInstance"
NEON = "pulumi-python:dynamic/neon:Project"
QUEUE = "aws:sqs/queue:Queue"

_BACKENDS = (POOL, CLOUD_RUN, FLY, RAILWAY)
_MIB_PER_GIB = Decimal(1024)


@dataclass(frozen=True)
class Program:
    """Config without secrets, and resources: name, type and inputs of each."""

    config: Mapping[str, str] = field(default_factory=dict)
    resources: Sequence[Mapping[str, Any]] = ()

    def of(self, type_: str) -> Iterator[Inputs]:
        """The inputs of each resource of a type."""
        return (one["inputs"] for one in self.resources if one["type"] == type_)

    @property
    def backends(self) -> list[str]:
        """The types of what serves the API beside the functions, the newest first."""
        return [type_ for type_ in _BACKENDS if any(True for _ in self.of(type_))]

    @property
    def stores_elsewhere(self) -> bool:
        """Whether the data has left Supabase for a database at another vendor."""
        return any(True for type_ in (SQL, NEON) for _ in self.of(type_))


@dataclass(frozen=True)
class Asked:
    """One resource of a program, under a load."""

    name: str
    inputs: Inputs
    program: Program
    load: Load

    def block(self, *path: str) -> Inputs:
        """A nested block of the inputs, the first of a list; empty where there is none."""
        found: Any = self.inputs
        for key in path:
            found = found.get(key) if isinstance(found, Mapping) else None
            found = found[0] if isinstance(found, list) and found else found
        return found if isinstance(found, Mapping) else {}

    def number(self, key: str, otherwise: int) -> Decimal:
        """An input as a number."""
        return number(self.inputs.get(key), otherwise)


def number(given: Any, otherwise: Decimal | int) -> Decimal:
    """A value as a number; ``otherwise`` for one that is not known yet."""
    try:
        return Decimal(str(given))
    except ArithmeticError:
        return Decimal(otherwise)


def gib(size: Any, otherwise: str) -> Decimal:
    """A Kubernetes quantity of memory in GiB; ``otherwise`` where it is not known yet."""
    text = size if isinstance(size, str) else otherwise
    if text.endswith("Gi"):
        return number(text[:-2], 1)
    return number(text.removesuffix("Mi"), 512) / _MIB_PER_GIB
