"""PostgreSQL on Cloud SQL: a highly available primary, an optional read pool, one application user.

Owns the instances, the database, the user and its password. Leaves out the schema and extensions,
which ``migration_job`` makes from inside the VPC, and the users of services (``database_user``).
The disk grows by itself; the program never names its size, for a shrink would replace the data.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

import pulumi
import pulumi_random as random
from pulumi_gcp import sql

from components.contracts import Postgres
from components.limits import cloud_sql as limits
from components.limits.facts import facts
from components.maintenance import SUNDAY, MaintenanceWindow
from components.naming import CLOUD_SQL_LIMIT, labels, physical_name
from components.validation import CheckedArgs, Problems

_MAX_READ_NODES = 20  # https://cloud.google.com/sql/docs/postgres/about-read-pools
_PORT = 5432

# CIS Google Cloud benchmark, section 6.2. Slow statements are found by Query Insights instead of
# log_min_duration_statement, which would write user data into logs, and of log_duration, which
# writes up to three lines for each query. log_hostname costs a lookup for each connection, and
# pools open few.
_FLAGS = {
    "cloudsql.enable_pgaudit": "on",
    "cloudsql.iam_authentication": "on",
    "log_checkpoints": "on",
    "log_connections": "on",
    "log_disconnections": "on",
    "log_duration": "off",
    "log_hostname": "on",
    "log_lock_waits": "on",
    "log_min_duration_statement": "-1",
    "log_min_error_statement": "error",
    "log_statement": "ddl",
    "log_temp_files": "0",
}


@dataclass(frozen=True, kw_only=True)
class CloudSqlArgs(CheckedArgs):
    """``tier`` decides the edition; raise ``generation`` to create a new one under a free name.

    ``read_nodes`` is the size of the read pool, 0 for none. A node is as large as the primary, or
    larger for a while: ``read_tier`` and ``read_max_connections`` grow before the primary does, and
    shrink after it. ``network`` is the VPC's id and ``network_ready`` what must exist before an
    instance can take a private address.
    """

    region: str
    network: pulumi.Input[str]
    network_ready: pulumi.Resource
    version: str
    tier: str
    max_connections: int
    generation: int
    read_nodes: int = 0
    read_tier: str | None = None
    read_max_connections: int | None = None
    database: str = "faro"
    user: str = "faro_app"
    retained_backups: int = 30
    log_days: int = 7
    maintenance: MaintenanceWindow = SUNDAY

    def machine_of(self, tier: str) -> limits.Tier:
        """Return the size, edition and disk of a tier; ValueError for one that does not exist."""
        machine = limits.tier(tier)
        if machine is None:
            raise ValueError(f"no tier {tier}")
        return machine

    def _check(self, problems: Problems) -> None:
        problems.add(limits.tier_problems(self.tier))
        problems.add(limits.version_problems(self.version))
        problems.add(limits.connection_problems(self.max_connections, self.tier))
        if self.read_tier is not None:
            problems.add(limits.tier_problems(self.read_tier))
        machine = limits.tier(self.tier)
        plus = machine is None or machine.edition == "ENTERPRISE_PLUS"
        problems.unless(
            0 <= self.read_nodes <= _MAX_READ_NODES,
            f"{self.read_nodes} read nodes: a pool has 0 to {_MAX_READ_NODES}",
        )
        problems.unless(
            self.read_nodes == 0 or plus,
            f"a read pool needs a tier of Enterprise Plus, not {self.tier!r}",
        )
        problems.unless(
            (self.read_max_connections or self.max_connections) >= self.max_connections,
            f"read nodes with {self.read_max_connections} connections, the primary has "
            f"{self.max_connections}",
        )
        longest = 35 if plus else 7
        problems.unless(
            1 <= self.log_days <= longest, f"{self.log_days} days of logs: 1 to {longest}"
        )
        backups = facts("cloud_sql")["backups"]
        problems.unless(
            backups["least"] <= self.retained_backups <= backups["most"],
            f"{self.retained_backups} backups: {backups['least']} to {backups['most']}",
        )
        problems.unless(self.generation >= 1, "generation must be at least 1")


class CloudSql(pulumi.ComponentResource):
    """A private PostgreSQL server that survives the loss of a zone and of a day's work."""

    def __init__(
        self, name: str, args: CloudSqlArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("faro:postgres:CloudSql", name, None, opts)
        self._args = args
        self.primary = self._primary(f"{name}-primary")
        self.read_pool = self._read_pool(f"{name}-read-pool") if args.read_nodes else None
        self.database = self._database(f"{name}-database")
        self.password = self._password(f"{name}-password")
        self.user = self._user(f"{name}-user")
        self.postgres = self._contract()
        self.register_outputs({"primary": self.primary.connection_name})

    def _primary(self, name: str) -> sql.DatabaseInstance:
        return sql.DatabaseInstance(
            name,
            name=physical_name("postgres", limit=CLOUD_SQL_LIMIT, generation=self._args.generation),
            region=self._args.region,
            database_version=self._args.version,
            instance_type="CLOUD_SQL_INSTANCE",
            deletion_protection=True,
            settings=self._primary_settings(),
            opts=self._guarded(),
        )

    def _read_pool(self, name: str) -> sql.DatabaseInstance:
        return sql.DatabaseInstance(
            name,
            name=physical_name(
                "postgres-read", limit=CLOUD_SQL_LIMIT, generation=self._args.generation
            ),
            region=self._args.region,
            database_version=self._args.version,
            instance_type="READ_POOL_INSTANCE",
            master_instance_name=self.primary.name,
            node_count=self._args.read_nodes,
            deletion_protection=True,
            settings=self._common_settings(
                self._args.machine_of(self._args.read_tier or self._args.tier),
                self._args.read_max_connections or self._args.max_connections,
            ),
            opts=self._guarded(),
        )

    def _guarded(self) -> pulumi.ResourceOptions:
        return pulumi.ResourceOptions(
            parent=self,
            protect=True,
            depends_on=[self._args.network_ready],
            ignore_changes=["settings.diskSize"],
        )

    def _primary_settings(self) -> sql.DatabaseInstanceSettingsArgsDict:
        return {
            **self._common_settings(
                self._args.machine_of(self._args.tier), self._args.max_connections
            ),
            "availability_type": "REGIONAL",
            "backup_configuration": {
                "enabled": True,
                "start_time": self._args.maintenance.backup_time,
                "point_in_time_recovery_enabled": True,
                "transaction_log_retention_days": self._args.log_days,
                "backup_retention_settings": {
                    "retained_backups": self._args.retained_backups,
                    "retention_unit": "COUNT",
                },
            },
            "retain_backups_on_delete": True,
            "final_backup_config": {"enabled": True, "retention_days": 30},
            "maintenance_window": self._args.maintenance.of_database(),
            "password_validation_policy": {
                "enable_password_policy": True,
                "complexity": "COMPLEXITY_DEFAULT",
                "min_length": 16,
                "disallow_username_substring": True,
            },
        }

    def _common_settings(
        self, machine: limits.Tier, max_connections: int
    ) -> sql.DatabaseInstanceSettingsArgsDict:
        flags = _FLAGS | {"max_connections": str(max_connections)}
        return {
            "user_labels": labels(),
            "tier": machine.name,
            "edition": machine.edition,
            "disk_type": machine.disk_type,
            "disk_autoresize": True,
            "deletion_protection_enabled": True,
            "ip_configuration": {
                "ipv4_enabled": False,
                "private_network": self._args.network,
                "ssl_mode": "ENCRYPTED_ONLY",
                "enable_private_path_for_google_cloud_services": True,
            },
            "insights_config": {
                "query_insights_enabled": True,
                "query_string_length": 1024,
                "record_application_tags": True,
                "record_client_address": False,
            },
            "database_flags": [{"name": key, "value": value} for key, value in flags.items()],
        }

    def _database(self, name: str) -> sql.Database:
        return sql.Database(
            name,
            name=self._args.database,
            instance=self.primary.name,
            deletion_policy="ABANDON",
            opts=pulumi.ResourceOptions(parent=self, protect=True),
        )

    def _password(self, name: str) -> random.RandomPassword:
        # Signs that need no escaping in a URL, yet satisfy the server's complexity rule.
        return random.RandomPassword(
            name,
            length=40,
            override_special="-_.~",
            min_lower=2,
            min_upper=2,
            min_numeric=2,
            min_special=2,
            opts=pulumi.ResourceOptions(parent=self, protect=True),
        )

    def _user(self, name: str) -> sql.User:
        # PostgreSQL refuses to drop a role that owns objects.
        return sql.User(
            name,
            name=self._args.user,
            instance=self.primary.name,
            password=self.password.result,
            deletion_policy="ABANDON",
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _contract(self) -> Postgres:
        write = self._url(self.primary)
        return Postgres(
            write_url=write,
            read_url=self._url(self.read_pool) if self.read_pool else write,
            direct_url=write,
            max_connections=self._args.max_connections,
            ca_certificate=self._authorities(),
        )

    def _authorities(self) -> pulumi.Output[str]:
        """Join what signs for the primary and the read pool; a certificate is no secret."""
        servers = [self.primary, *([self.read_pool] if self.read_pool else [])]
        bundles = [server.server_ca_certs.apply(_bundle) for server in servers]
        joined = pulumi.Output.all(*bundles).apply("\n".join)
        return cast(pulumi.Output[str], pulumi.Output.unsecret(joined))

    def _url(self, instance: sql.DatabaseInstance) -> pulumi.Output[str]:
        return pulumi.Output.secret(
            pulumi.Output.format(
                "postgresql://{0}:{1}@{2}:{3}/{4}?sslmode=verify-ca",
                self.user.name,
                self.password.result,
                instance.private_ip_address,
                _PORT,
                self.database.name,
            )
        )


def _bundle(authorities: Sequence[sql.outputs.DatabaseInstanceServerCaCert]) -> str:
    """Join all authorities: while one is rotated, the server is signed for by either."""
    return "\n".join(authority.cert or "" for authority in authorities)
