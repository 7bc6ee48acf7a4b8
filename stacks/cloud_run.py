"""The API on Cloud Run."""

from __future__ import annotations

import pulumi

from components.cloud_run import CloudRun, CloudRunArgs, StableRevision
from components.load_balancer import Backend
from stacks import keys
from stacks.platform import GooglePhase, Place
from stacks.services import Service

NAME = "api-run"


def service(
    settings: GooglePhase,
    place: Place,
    needs: Service,
    *,
    migrated: pulumi.Resource,
    deletion_protection: bool = True,
) -> CloudRun:
    """Compose it; a new revision waits until the schema is ``migrated``."""
    return CloudRun(
        NAME,
        CloudRunArgs(
            region=settings.gcp_region,
            network=place.network.vpc.id,
            subnetwork=place.network.subnet.id,
            image=settings.api_image,
            health_path=keys.HEALTH_PATH,
            min_instances=settings.run_min_instances,
            max_instances=settings.run_max_instances,
            request_timeout_seconds=settings.request_timeout_seconds,
            stable=_stable(settings),
            identity=needs.identity,
            environment=needs.environment,
            deletion_protection=deletion_protection,
            after=(migrated,),
        ),
    )


def backend(settings: GooglePhase, run: CloudRun) -> Backend:
    """Describe it to the load balancer."""
    return Backend(
        host=f"{NAME}.{settings.domain}",
        groups=(run.endpoint_group.id,),
        health_path=keys.HEALTH_PATH,
    )


def _stable(settings: GooglePhase) -> StableRevision | None:
    if settings.run_stable_revision is None or settings.run_newest_percent is None:
        return None
    return StableRevision(
        name=settings.run_stable_revision, newest_percent=settings.run_newest_percent
    )
