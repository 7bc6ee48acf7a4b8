"""Secrets in Secret Manager: one secret per name, its value as a pinned version.

Owns the secrets. Leaves out who may read one: that is granted to a workload's own account. A new
value is a new version with a new number, and workloads that name the number roll over to it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pulumi
from pulumi_gcp import secretmanager

from components.contracts import SecretReference
from components.naming import physical_name
from components.validation import CheckedArgs, Problems


@dataclass(frozen=True, kw_only=True)
class SecretStoreArgs(CheckedArgs):
    """``values`` by role (``database-write-url``); the role names the secret.

    ``after`` is what the secrets wait for, such as the API that keeps them.
    """

    values: Mapping[str, pulumi.Input[str]]
    after: tuple[pulumi.Resource, ...] = ()

    def _check(self, problems: Problems) -> None:
        problems.unless(bool(self.values), "at least one secret is needed")


class SecretStore(pulumi.ComponentResource):
    """Replicated secrets; ``references[role]`` is what a workload is given."""

    def __init__(
        self, name: str, args: SecretStoreArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("faro:secrets:SecretStore", name, None, opts)
        self.references = {role: self._store(f"{name}-{role}", role, args) for role in args.values}
        self.register_outputs({"roles": sorted(self.references)})

    def _store(self, name: str, role: str, args: SecretStoreArgs) -> SecretReference:
        # The id is not auto-named by the engine: creating the replacement first would collide.
        secret = secretmanager.Secret(
            name,
            secret_id=physical_name(role),
            replication={"auto": {}},
            opts=pulumi.ResourceOptions(
                parent=self, delete_before_replace=True, depends_on=list(args.after)
            ),
        )
        # A running revision names its version, so an older version outlives the newer one.
        version = secretmanager.SecretVersion(
            f"{name}-version",
            secret=secret.id,
            secret_data=pulumi.Output.secret(args.values[role]),
            deletion_policy="ABANDON",
            opts=pulumi.ResourceOptions(parent=self),
        )
        return SecretReference(
            secret=secret.secret_id, version=version.version, resource=version.name
        )
