"""The Google service account of one workload, and all it may do.

Owns the account and its grants. One workload, one account; no keys: the platform hands out tokens.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import pulumi
from pulumi_gcp import projects, secretmanager, serviceaccount

from components.contracts import SecretReference
from components.naming import SERVICE_ACCOUNT_LIMIT, physical_name
from components.validation import CheckedArgs, Problems

_BASIC_ROLES = frozenset({"roles/owner", "roles/editor", "roles/viewer"})


@dataclass(frozen=True, kw_only=True)
class ServiceIdentityArgs(CheckedArgs):
    """``role`` names the account; ``secrets`` are those it may read, by the name it knows them.

    ``after`` is what the account waits for, such as the API that makes accounts.
    """

    project: str
    role: str
    project_roles: tuple[str, ...] = ()
    secrets: Mapping[str, SecretReference] = field(default_factory=dict)
    after: tuple[pulumi.Resource, ...] = ()

    def _check(self, problems: Problems) -> None:
        basic = sorted(_BASIC_ROLES & set(self.project_roles))
        problems.unless(not basic, f"basic roles are too broad: {', '.join(basic)}")


class ServiceIdentity(pulumi.ComponentResource):
    """A service account that holds only the grants it is given."""

    def __init__(
        self, name: str, args: ServiceIdentityArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("faro:identity:ServiceIdentity", name, None, opts)
        self.account = serviceaccount.Account(
            f"{name}-account",
            account_id=physical_name(args.role, limit=SERVICE_ACCOUNT_LIMIT),
            display_name=f"Workload {args.role}",
            opts=pulumi.ResourceOptions(parent=self, depends_on=list(args.after)),
        )
        self.email = self.account.email
        self.project_roles = args.project_roles
        self.grants: list[pulumi.Resource] = [
            *(self._project_grant(name, args.project, role) for role in args.project_roles),
            *(self._secret_grant(name, key, ref) for key, ref in args.secrets.items()),
        ]
        self.register_outputs({"email": self.email})

    def _project_grant(self, name: str, project: str, role: str) -> projects.IAMMember:
        return projects.IAMMember(
            f"{name}-{role.removeprefix('roles/')}",
            project=project,
            role=role,
            member=self.account.member,
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _secret_grant(
        self, name: str, key: str, reference: SecretReference
    ) -> secretmanager.SecretIamMember:
        return secretmanager.SecretIamMember(
            f"{name}-{key.lower().replace('_', '-')}",
            secret_id=reference.secret,
            role="roles/secretmanager.secretAccessor",
            member=self.account.member,
            opts=pulumi.ResourceOptions(parent=self),
        )
