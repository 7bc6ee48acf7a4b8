"""The backend on Railway or Fly, and the database at Neon where one is asked for."""

from __future__ import annotations

from components.container_service import ContainerServiceArgs
from components.contracts import Postgres, ServiceEndpoint
from components.environment import Values
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
    environment: Values,
) -> ServiceEndpoint:
    """Compose the service on its platform."""
    args = ContainerServiceArgs(
        owner=base.owner,
        image=settings.service_image or "",
        port=_PORT,
        health_path=keys.HEALTH_PATH,
        region=settings.service_region or "",
        replicas=settings.service_replicas,
        request_timeout_seconds=settings.request_timeout_seconds,
        environment=environment,
    )
    if platform == "railway":
        from components.railway_service import RailwayService  # noqa: PLC0415 only one is used

        return RailwayService("api", args, workspace=settings.railway_workspace or "").endpoint
    from components.fly_service import FlyService  # noqa: PLC0415 only one is used

    return FlyService("api", args, organization=settings.fly_organization or "").endpoint
