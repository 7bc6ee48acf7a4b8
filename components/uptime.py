"""Checks from outside: each host answers as it should, and its certificate is not about to expire.

Owns the uptime checks of Google Cloud Monitoring and their alerts. They run from all of its
regions; the first million runs of a month are free.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pulumi
from pulumi_gcp import monitoring

from components.threshold_alerts import Threshold, ThresholdAlerts, ThresholdAlertsArgs
from components.validation import CheckedArgs, Problems

_PERIODS = (60, 300, 600, 900)  # seconds, as the API takes them
_CERTIFICATE_DAYS = 14
_TWENTY_MINUTES = 1_200  # how far back the newest result of a slow region may lie


@dataclass(frozen=True, kw_only=True)
class Check:
    """A path on a host that must answer with ``status`` over HTTPS."""

    host: str
    path: str
    status: int = 200
    every_seconds: int = 60


@dataclass(frozen=True, kw_only=True)
class UptimeArgs(CheckedArgs):
    """``checks`` by role; ``channels`` receive the alerts. ``after`` is created first."""

    project: str
    checks: Mapping[str, Check]
    channels: Sequence[pulumi.Input[str]]
    after: tuple[pulumi.Resource, ...] = ()

    def _check(self, problems: Problems) -> None:
        problems.unless(bool(self.checks), "at least one check is needed")
        for role, check in self.checks.items():
            problems.unless(
                check.every_seconds in _PERIODS,
                f"{role}: every {check.every_seconds} s, one of {list(_PERIODS)}",
            )


class Uptime(pulumi.ComponentResource):
    """Tells when a host fails in more than one region, and before a certificate expires."""

    def __init__(
        self, name: str, args: UptimeArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("faro:alerts:Uptime", name, None, opts)
        self._args = args
        self.checks = {role: self._run(name, role) for role in args.checks}
        ThresholdAlerts(
            f"{name}-alerts",
            ThresholdAlertsArgs(
                channels=args.channels,
                watched=[*(self._fails(role) for role in args.checks), self._expires()],
            ),
            pulumi.ResourceOptions(parent=self),
        )
        self.register_outputs({"hosts": [check.host for check in args.checks.values()]})

    def _run(self, name: str, role: str) -> monitoring.UptimeCheckConfig:
        check = self._args.checks[role]
        return monitoring.UptimeCheckConfig(
            f"{name}-{role}",
            display_name=check.host,
            period=f"{check.every_seconds}s",
            timeout="10s",
            http_check={
                "path": check.path,
                "port": 443,
                "use_ssl": True,
                "validate_ssl": True,
                "accepted_response_status_codes": [{"status_value": check.status}],
            },
            monitored_resource={
                "type": "uptime_url",
                "labels": {"project_id": self._args.project, "host": check.host},
            },
            opts=pulumi.ResourceOptions(parent=self, depends_on=list(self._args.after)),
        )

    def _fails(self, role: str) -> Threshold:
        return Threshold(
            role=f"{role}-down",
            title=f"{role} does not answer",
            advice=f"https://{self._args.checks[role].host} fails from more than one region.",
            series=pulumi.Output.concat(
                'resource.type="uptime_url" AND '
                'metric.type="monitoring.googleapis.com/uptime_check/check_passed" AND '
                'metric.labels.check_id="',
                self.checks[role].uptime_check_id,
                '"',
            ),
            limit=1,
            minutes=1,
            aligner="ALIGN_NEXT_OLDER",
            align_seconds=_TWENTY_MINUTES,
            reducer="REDUCE_COUNT_FALSE",
            by=("resource.label.host",),
        )

    def _expires(self) -> Threshold:
        return Threshold(
            role="certificate",
            title=f"A certificate expires within {_CERTIFICATE_DAYS} days",
            advice="It should renew by itself: look for the DNS record that proves the host.",
            series=(
                'resource.type="uptime_url" AND '
                'metric.type="monitoring.googleapis.com/uptime_check/time_until_ssl_cert_expires"'
            ),
            limit=_CERTIFICATE_DAYS,
            is_beyond="below",
            minutes=10,
            aligner="ALIGN_NEXT_OLDER",
            align_seconds=_TWENTY_MINUTES,
            reducer="REDUCE_MIN",
            by=("resource.label.host",),
        )
