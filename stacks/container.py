"""The backend on Railway or Fly, and the database at Neon where one is asked for."""

from __future__ import annotations

import pulumi

from components.container_service import ContainerServiceArgs
from components.contracts import Postgres, RedisRest, ServiceEndpoint
from components.neon_postgres import NeonPostgres, NeonPostgresArgs
from stacks import keys
from stacks.product import Foundation

_PORT = 8000


def database(settings: keys.Container, base: Foundation, *, protect: bool = True) -> Postgres:
    """Compose Neon where a region is named; else the backend shares Supabase with the frontend."""
    if settings.neon_region is None:
        return base.supabase.postgres
    return NeonPostgres(
        "neon",
        NeonPostgresArgs(
            owner=base.owner,
            region=settings.neon_region,
            organization=settings.neon_organization,
            max_units=settings.neon_max_units,
            protect=protect,
        ),
    ).postgres


def service(
    platform: keys.ContainerPlatform,
    settings: keys.Container,
    base: Foundation,
    *,
    postgres: Postgres,
    rate_limits: RedisRest,
) -> ServiceEndpoint:
    """Compose the service on its platform."""
    args = _args(settings, base, postgres, rate_limits)
    if platform == "railway":
        from components.railway_service import RailwayService  # noqa: PLC0415 only one is used

        return RailwayService("api", args, workspace=settings.railway_workspace or "").endpoint
    from components.fly_service import FlyService  # noqa: PLC0415 only one is used

    return FlyService("api", args, organization=settings.fly_organization or "").endpoint


def _args(
    settings: keys.Container, base: Foundation, postgres: Postgres, rate_limits: RedisRest
) -> ContainerServiceArgs:
    environment: dict[str, pulumi.Input[str]] = {
        **base.model.environment,
        "PORT": str(_PORT),
        "RATE_LIMIT_URL": rate_limits.url,
        "SENTRY_DSN": base.watch.dsn["api"],
        "SUPABASE_URL": base.supabase.api_url,
    }
    return ContainerServiceArgs(
        owner=base.owner,
        image=settings.service_image or "",
        port=_PORT,
        health_path=keys.HEALTH_PATH,
        region=settings.service_region or "",
        replicas=settings.service_replicas,
        environment=environment,
        secrets={
            "AXIOM_TOKEN": base.logs.token["api"],
            "DATABASE_URL": postgres.write_url,
            "GEMINI_API_KEY": base.model.api_key,
            "RATE_LIMIT_TOKEN": rate_limits.token,
        },
    )
