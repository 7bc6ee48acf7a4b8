"""A database user for the Google service account of one service: it logs in without a password.

Owns the user. Leaves out the role ``roles/cloudsql.instanceUser``, which the account has to hold,
and what the user may do in the database, which the migration grants (see ``migration_job``).
"""

from __future__ import annotations

from dataclasses import dataclass

import pulumi
from pulumi_gcp import sql

from components.service_identity import ServiceIdentity
from components.validation import CheckedArgs, Problems

LOGIN_ROLES = ("roles/cloudsql.client", "roles/cloudsql.instanceUser")
"""https://docs.cloud.google.com/sql/docs/postgres/iam-roles: connect, and log in."""

_SUFFIX = ".gserviceaccount.com"


@dataclass(frozen=True, kw_only=True)
class DatabaseUserArgs(CheckedArgs):
    """``instance`` is the name of the Cloud SQL primary; its read nodes know the user as well."""

    instance: pulumi.Input[str]
    identity: ServiceIdentity

    def _check(self, problems: Problems) -> None:
        missing = sorted(set(LOGIN_ROLES) - set(self.identity.project_roles))
        problems.unless(not missing, f"the account cannot log in without {', '.join(missing)}")


class DatabaseUser(pulumi.ComponentResource):
    """``name`` is how PostgreSQL knows the user."""

    def __init__(
        self, name: str, args: DatabaseUserArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("faro:postgres:DatabaseUser", name, None, opts)
        # PostgreSQL refuses to drop a role that owns objects or holds grants.
        self.user = sql.User(
            f"{name}-login",
            name=args.identity.email.apply(lambda email: email.removesuffix(_SUFFIX)),
            instance=args.instance,
            type="CLOUD_IAM_SERVICE_ACCOUNT",
            deletion_policy="ABANDON",
            opts=pulumi.ResourceOptions(parent=self),
        )
        self.name = self.user.name
        self.register_outputs({"name": self.name})
