"""Error monitoring in Sentry: one project, one rate-limited key and one alert per service.

Owns the projects and their keys. Leaves out logs and metric alerts on them (Axiom), and dashboards.
A DSN is no secret: it only lets its holder send events, and browsers carry it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pulumi
import pulumiverse_sentry as sentry

from components.naming import physical_name
from components.validation import CheckedArgs, Problems

_WINDOW_SECONDS = 60
_REPEAT_MINUTES = 30
_MAIL_THE_OWNERS = {
    "id": "sentry.mail.actions.NotifyEmailAction",
    "targetType": "IssueOwners",
    "fallthroughType": "ActiveMembers",
}
_NEW_OR_BACK = (
    "sentry.rules.conditions.first_seen_event.FirstSeenEventCondition",
    "sentry.rules.conditions.regression_event.RegressionEventCondition",
)


@dataclass(frozen=True, kw_only=True)
class MonitoringArgs(CheckedArgs):
    """``services`` maps a service to its Sentry platform; the limit is per service and minute."""

    organization: str
    services: Mapping[str, str]
    events_per_minute: int

    def _check(self, problems: Problems) -> None:
        problems.unless(bool(self.organization), "the Sentry organization is empty")
        problems.unless(bool(self.services), "at least one service is needed")
        problems.unless(self.events_per_minute > 0, "events_per_minute must be above 0")


class Monitoring(pulumi.ComponentResource):
    """Sentry projects of one team; ``dsn[service]`` is what the service reports to."""

    def __init__(
        self, name: str, args: MonitoringArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("faro:monitoring:Monitoring", name, None, opts)
        self._args = args
        self.team = self._team(name)
        self.projects = {s: self._project(name, s) for s in args.services}
        self.keys = {s: self._key(name, s) for s in args.services}
        self.alerts = {s: self._alert(name, s) for s in args.services}
        self.dsn = {s: key.dsn_public for s, key in self.keys.items()}
        self.register_outputs({"dsn": self.dsn})

    def _team(self, name: str) -> sentry.SentryTeam:
        return sentry.SentryTeam(
            f"{name}-team",
            organization=self._args.organization,
            name=pulumi.get_project(),
            slug=pulumi.get_project(),
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _project(self, name: str, service: str) -> sentry.SentryProject:
        # Deleting a project deletes its history of errors.
        return sentry.SentryProject(
            f"{name}-{service}",
            organization=self._args.organization,
            teams=[self.team.slug],
            name=physical_name(service),
            slug=physical_name(service),
            platform=self._args.services[service],
            opts=pulumi.ResourceOptions(parent=self, protect=True),
        )

    def _key(self, name: str, service: str) -> sentry.SentryKey:
        # The provider reports a move to another project as an update that then finds nothing.
        return sentry.SentryKey(
            f"{name}-{service}-key",
            organization=self._args.organization,
            project=self.projects[service].slug,
            name=physical_name(service),
            rate_limit_count=self._args.events_per_minute,
            rate_limit_window=_WINDOW_SECONDS,
            opts=pulumi.ResourceOptions(
                parent=self, replace_on_changes=["organization", "project"]
            ),
        )

    def _alert(self, name: str, service: str) -> sentry.SentryIssueAlert:
        return sentry.SentryIssueAlert(
            f"{name}-{service}-alert",
            organization=self._args.organization,
            project=self.projects[service].slug,
            name="New or returning error",
            action_match="any",
            filter_match="all",
            frequency=_REPEAT_MINUTES,
            conditions=[{"id": condition} for condition in _NEW_OR_BACK],
            actions=[_MAIL_THE_OWNERS],
            opts=pulumi.ResourceOptions(parent=self),
        )
