"""What every service on Google Cloud has, wherever it runs, and the migration before them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi

from components.cloud_sql import CloudSql
from components.contracts import SecretReference
from components.database_user import LOGIN_ROLES, DatabaseUser, DatabaseUserArgs
from components.environment import Environment, Values
from components.migration_job import DATABASE_URL, MigrationJob, MigrationJobArgs
from components.secret_store import SecretStore, SecretStoreArgs
from components.service_identity import ServiceIdentity, ServiceIdentityArgs
from stacks.platform import GooglePhase, Place

_MIGRATION = "migration"


@dataclass(frozen=True, kw_only=True)
class Service:
    """A service before it runs: its account, its environment, and its own database user."""

    identity: ServiceIdentity
    environment: Environment[SecretReference]
    user: DatabaseUser


def service(
    settings: GooglePhase,
    place: Place,
    server: CloudSql,
    *,
    name: str,
    values: Values,
    keep_old_secrets: bool = False,
) -> Service:
    """Compose all that ``name`` needs before it runs."""
    environment = _stored(name, values, place, keep_old=keep_old_secrets)
    identity = _identity(settings, place, name, environment, LOGIN_ROLES)
    user = DatabaseUser(
        f"{name}-database-user",
        DatabaseUserArgs(instance=server.primary.name, identity=identity),
    )
    return Service(identity=identity, environment=environment, user=user)


def migration(
    settings: GooglePhase, place: Place, server: CloudSql, users: Sequence[DatabaseUser]
) -> pulumi.Resource:
    """Compose the job that migrates Cloud SQL; returns what a service waits for.

    It migrates that server also while another one is written to: it has to have the schema before
    the data is copied.
    """
    postgres = server.postgres
    values = Values(
        variables=postgres.environment.variables, secrets={DATABASE_URL: postgres.direct_url}
    )
    environment = _stored(_MIGRATION, values, place)
    return MigrationJob(
        _MIGRATION,
        MigrationJobArgs(
            region=settings.gcp_region,
            network=place.network.vpc.id,
            subnetwork=place.network.subnet.id,
            image=settings.migration_image or settings.api_image,
            command=settings.migration_command,
            identity=_identity(settings, place, _MIGRATION, environment),
            environment=environment,
            users=[user.name for user in users],
        ),
    ).job


def _stored(
    service: str, values: Values, place: Place, *, keep_old: bool = False
) -> Environment[SecretReference]:
    store = SecretStore(
        f"{service}-secrets",
        SecretStoreArgs(
            service=service, values=values.secrets, keep_old=keep_old, after=place.enabled
        ),
    )
    return values.with_secrets(store.references)


def _identity(
    settings: GooglePhase,
    place: Place,
    name: str,
    environment: Environment[SecretReference],
    project_roles: tuple[str, ...] = (),
) -> ServiceIdentity:
    return ServiceIdentity(
        f"{name}-identity",
        ServiceIdentityArgs(
            project=settings.gcp_project,
            role=name,
            project_roles=project_roles,
            secrets=environment.secrets,
            after=place.enabled,
        ),
    )
