"""The runtime contract: what every backend receives, under the same names on every platform.

``docs/environment.md`` lists which platform sees which name.
"""

from __future__ import annotations

from components.contracts import Postgres, Queue, Redis, RedisRest
from components.environment import Values
from stacks.product import Foundation
from stacks.settings import AnyPhase


def environment(
    settings: AnyPhase,
    base: Foundation,
    service: str,
    *,
    postgres: Postgres | None,
    redis: Redis | None = None,
    rate_limits: RedisRest | None = None,
    queue: Queue | None = None,
) -> Values:
    """Describe all that ``service`` receives; None for what is out of its reach, or not there yet.

    Without rate limits of their own, requests are counted in ``redis``.
    """
    told = base.model.environment | base.auth.environment | base.logs.ingest[service].environment
    told |= Values(variables={"SENTRY_DSN": base.watch.dsn[service]})
    if postgres is not None:
        told |= postgres.environment | _use_of_database(settings)
    for contract in (redis, rate_limits, queue):
        if contract is not None:
            told |= contract.environment
    return told


def _use_of_database(settings: AnyPhase) -> Values:
    return Values(
        variables={
            "DB_POOL_SIZE": str(settings.database_pool_size),
            "DB_READ_MAX_LAG_SECONDS": str(settings.database_read_lag_seconds),
        }
    )
