"""The schema's migration, run inside the VPC before a new version of a service gets requests.

Owns a Cloud Run job. Cloud Run executes it whenever it is made or changed, and the job is ready
once that execution has succeeded: a service that depends on it does not change before. First come
the extensions and the grants of IAM users, then the migration's own command. Leaves out the
migrations and their image, which has ``sh`` and ``psql``.

An old version of the service runs against the new schema until it is replaced, so a migration adds
first and removes a version later. A migration that fails leaves the service as it was; the job is
executed again once its image, command or secrets change.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
from pulumi_gcp import cloudrunv2

from components.contracts import SecretReference
from components.environment import Environment, digest
from components.naming import labels, physical_name
from components.service_identity import ServiceIdentity
from components.validation import CheckedArgs, Problems, image_problems

DATABASE_URL = "DATABASE_DIRECT_URL"
"""The variable that holds the command's database."""

EXTENSIONS = ("vector",)  # pgvector

# libpq verifies the server against PGSSLROOTCERT; psql ends at the first error, and sh with it.
SCRIPT = f"""set -eu
if [ -n "${{DATABASE_CA_CERTIFICATE:-}}" ]; then
  printf '%s' "$DATABASE_CA_CERTIFICATE" > /tmp/ca.pem
  export PGSSLROOTCERT=/tmp/ca.pem
fi
psql "${DATABASE_URL}" --no-psqlrc --quiet --set ON_ERROR_STOP=1 --command "$DATABASE_SETUP"
exec "$@"
"""

_USED = "SELECT, INSERT, UPDATE, DELETE"
_MINUTE_SECONDS = 60


@dataclass(frozen=True, kw_only=True)
class MigrationJobArgs(CheckedArgs):
    """``users`` are the database users of services, who may use all tables, not change them.

    ``environment`` has the URL of the database under ``DATABASE_URL``.
    """

    region: str
    network: pulumi.Input[str]
    subnetwork: pulumi.Input[str]
    image: str
    command: Sequence[str]
    identity: ServiceIdentity
    environment: Environment[SecretReference]
    users: Sequence[pulumi.Input[str]] = ()
    timeout_seconds: int = 3600

    def _check(self, problems: Problems) -> None:
        problems.add(image_problems(self.image))
        problems.unless(bool(self.command), "the command that migrates is empty")
        problems.unless(
            DATABASE_URL in self.environment.secrets, f"no secret is called {DATABASE_URL}"
        )
        problems.unless(self.timeout_seconds >= 1, "timeout_seconds must be at least 1")


class MigrationJob(pulumi.ComponentResource):
    """``job`` is what a service depends on."""

    def __init__(
        self, name: str, args: MigrationJobArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("faro:run:MigrationJob", name, None, opts)
        self._args = args
        variables = {
            **args.environment.variables,
            "DATABASE_SETUP": pulumi.Output.all(*args.users).apply(setup),
        }
        self.job = self._job(f"{name}-job", variables)
        self.register_outputs({"job": self.job.name})

    def _job(self, name: str, variables: dict[str, pulumi.Input[str]]) -> cloudrunv2.Job:
        args = self._args
        patience = f"{args.timeout_seconds // _MINUTE_SECONDS + 10}m"
        return cloudrunv2.Job(
            name,
            name=physical_name("migration"),
            location=args.region,
            labels=labels(),
            launch_stage="BETA",  # of the execution token
            run_execution_token=self._token(variables),
            deletion_protection=False,
            template={
                "template": {
                    "service_account": args.identity.email,
                    "max_retries": 0,
                    "timeout": f"{args.timeout_seconds}s",
                    "vpc_access": {
                        "egress": "PRIVATE_RANGES_ONLY",
                        "network_interfaces": [
                            {"network": args.network, "subnetwork": args.subnetwork}
                        ],
                    },
                    "containers": [self._container(variables)],
                }
            },
            opts=pulumi.ResourceOptions(
                parent=self,
                depends_on=args.identity.grants,
                custom_timeouts=pulumi.CustomTimeouts(create=patience, update=patience),
            ),
        )

    def _container(
        self, variables: dict[str, pulumi.Input[str]]
    ) -> cloudrunv2.JobTemplateTemplateContainerArgsDict:
        plain: list[cloudrunv2.JobTemplateTemplateContainerEnvArgsDict] = [
            {"name": key, "value": value} for key, value in variables.items()
        ]
        secret: list[cloudrunv2.JobTemplateTemplateContainerEnvArgsDict] = [
            {
                "name": key,
                "value_source": {"secret_key_ref": {"secret": ref.secret, "version": ref.version}},
            }
            for key, ref in self._args.environment.secrets.items()
        ]
        return {
            "image": self._args.image,
            "commands": ["sh", "-c", SCRIPT, "sh"],
            "args": list(self._args.command),
            "envs": plain + secret,
            "resources": {"limits": {"cpu": "1", "memory": "512Mi"}},
        }

    def _token(self, variables: dict[str, pulumi.Input[str]]) -> pulumi.Output[str]:
        """Name the execution by all that it depends on: the same one is not executed twice."""
        secrets = self._args.environment.secrets
        versions = {key: reference.resource for key, reference in secrets.items()}
        told = {"": "\0".join([self._args.image, SCRIPT, *self._args.command])}
        return digest({**told, **variables, **versions})


def setup(users: Sequence[str]) -> str:
    """SQL that makes the extensions and lets ``users`` use what migrations make."""
    statements = [f'CREATE EXTENSION IF NOT EXISTS "{name}"' for name in EXTENSIONS]
    for user in users:
        to = f'TO "{user}"'
        statements += [
            f"GRANT USAGE ON SCHEMA public {to}",
            f"GRANT {_USED} ON ALL TABLES IN SCHEMA public {to}",
            f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA public {to}",
            f"ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT {_USED} ON TABLES {to}",
            f"ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE ON SEQUENCES {to}",
        ]
    return "; ".join(statements)
