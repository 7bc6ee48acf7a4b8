"""Postgres at Neon, whose compute follows the load and sleeps without one.

Owns the project, and on its default branch a role and a database. Leaves out branches for previews:
they belong to what makes the preview.
"""

from __future__ import annotations

from dataclasses import dataclass

import pulumi

from components.contracts import Postgres
from components.naming import physical_name
from components.validation import CheckedArgs, Problems
from providers import neon
from providers.neon.compute import NEVER, limits, suspension

_NAME = "faro"
_HISTORY_SECONDS = 7 * 24 * 3600

# Neon's docs, "Connection pooling" (2026-11): one connection per so many bytes of the largest
# compute's memory, up to a limit.
_BYTES_PER_UNIT = 4 * 1024**3
_BYTES_PER_CONNECTION = 9_531_392
_MOST_CONNECTIONS = 4000


@dataclass(frozen=True, kw_only=True)
class NeonPostgresArgs(CheckedArgs):
    """``region`` is Neon's name; a compute unit is 1 CPU with 4 GB.

    ``suspend_seconds`` -1: it never sleeps, so that no request waits for it to wake.
    """

    owner: pulumi.Input[str]
    region: str
    organization: str | None = None
    min_units: float = 0.25
    max_units: float = 4
    suspend_seconds: int = NEVER
    protect: bool = True

    def _check(self, problems: Problems) -> None:
        wrong = (*limits(self.min_units, self.max_units), *suspension(self.suspend_seconds))
        for refusal in wrong:
            problems.unless(False, f"{refusal.path}: {refusal.reason}")


class NeonPostgres(pulumi.ComponentResource):
    """One project with one database; its owner's URLs are ``postgres``."""

    def __init__(
        self, name: str, args: NeonPostgresArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("faro:postgres:Neon", name, None, opts)
        self._args = args
        self._guarded = pulumi.ResourceOptions(parent=self, protect=args.protect)
        self.project = self._project(f"{name}-project")
        role = self._role(f"{name}-role")
        self.database = self._database(f"{name}-database", role)
        self.postgres = self._postgres()
        self.register_outputs({"host": self.project.default_endpoint_host})

    def _project(self, name: str) -> neon.Project:
        args = self._args
        return neon.Project(
            name,
            owner=args.owner,
            name=physical_name("postgres"),
            region=args.region,
            organization=args.organization,
            min_units=args.min_units,
            max_units=args.max_units,
            suspend_seconds=args.suspend_seconds,
            history_seconds=_HISTORY_SECONDS,
            opts=self._guarded,
        )

    def _role(self, name: str) -> neon.Role:
        return neon.Role(
            name,
            owner=self._args.owner,
            project_id=self.project.id,
            name=_NAME,
            opts=self._guarded,
        )

    def _database(self, name: str, role: neon.Role) -> neon.Database:
        return neon.Database(
            name,
            owner=self._args.owner,
            project_id=self.project.id,
            name=_NAME,
            owner_name=role.id,
            opts=self._guarded,
        )

    def _postgres(self) -> Postgres:
        pooled: pulumi.Output[str] = pulumi.Output.secret(self.database.pooled_url)
        most = int(self._args.max_units * _BYTES_PER_UNIT / _BYTES_PER_CONNECTION)
        return Postgres(
            write_url=pooled,
            read_url=pooled,
            direct_url=pulumi.Output.secret(self.database.direct_url),
            max_connections=min(most, _MOST_CONNECTIONS),
        )
