"""The secrets of one service in Secret Manager: a secret per variable, its value a pinned version.

Owns the secrets. Leaves out who may read one: that is granted to the service's own account. A new
value is a new version with a new number, and a service that names the number rolls over to it; the
old version is disabled after that. Services share no secret: one may be moved, rotated or retired
while another stays as it is.
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
    """``values`` by the variable's name: DATABASE_URL of ``api`` is ``api-database-url``.

    ``keep_old`` leaves an old version enabled, while a revision that names it gets requests.
    ``after`` is what the secrets wait for, such as the API that keeps them.
    """

    service: str
    values: Mapping[str, pulumi.Input[str]]
    keep_old: bool = False
    after: tuple[pulumi.Resource, ...] = ()

    def _check(self, problems: Problems) -> None:
        problems.unless(bool(self.values), "at least one secret is needed")


class SecretStore(pulumi.ComponentResource):
    """Replicated secrets; ``references[variable]`` is what the service is given."""

    def __init__(
        self, name: str, args: SecretStoreArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("faro:secrets:SecretStore", name, None, opts)
        self.references = {variable: self._store(name, variable, args) for variable in args.values}
        self.register_outputs({"variables": sorted(self.references)})

    def _store(self, store: str, variable: str, args: SecretStoreArgs) -> SecretReference:
        kebab = variable.lower().replace("_", "-")
        name = f"{store}-{kebab}"
        # The id is not auto-named by the engine: creating the replacement first would collide.
        secret = secretmanager.Secret(
            name,
            secret_id=physical_name(f"{args.service}-{kebab}"),
            replication={"auto": {}},
            opts=pulumi.ResourceOptions(
                parent=self, delete_before_replace=True, depends_on=list(args.after)
            ),
        )
        # The engine deletes the old version last: who named it has rolled over by then.
        version = secretmanager.SecretVersion(
            f"{name}-version",
            secret=secret.id,
            secret_data=pulumi.Output.secret(args.values[variable]),
            deletion_policy="ABANDON" if args.keep_old else "DISABLE",
            opts=pulumi.ResourceOptions(parent=self),
        )
        return SecretReference(
            secret=secret.secret_id, version=version.version, resource=version.name
        )
