"""Errors and latency in Sentry: per service a project, a limited key and an alert; a dashboard.

Owns the projects and their keys. Leaves out logs and the alert on them (Axiom). A DSN is no secret:
it only lets its holder send events, and browsers carry it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pulumi
import pulumiverse_sentry as sentry

from components.naming import physical_name
from components.validation import CheckedArgs, Problems
from providers import sentry as alerts

_WINDOW_SECONDS = 60
_REPEAT_MINUTES = 30
_P95 = "p95(span.duration)"
_REQUESTS = "is_transaction:true"


@dataclass(frozen=True, kw_only=True)
class MonitoringArgs(CheckedArgs):
    """``services`` maps a service to its Sentry platform; the limit is per service and minute.

    Owners are notified of new and returning errors, and while the slowest twentieth of the requests
    takes longer than ``p95_milliseconds``.
    """

    owner: pulumi.Input[str]
    organization: str
    services: Mapping[str, str]
    events_per_minute: int
    p95_milliseconds: int = 500

    def _check(self, problems: Problems) -> None:
        problems.unless(bool(self.organization), "the Sentry organization is empty")
        problems.unless(bool(self.services), "at least one service is needed")
        problems.unless(self.events_per_minute > 0, "events_per_minute must be above 0")
        problems.unless(self.p95_milliseconds > 0, "p95_milliseconds must be above 0")


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
        for service in args.services:
            self._alert(f"{name}-{service}", service)
        self._dashboard(f"{name}-latency")
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

    def _alert(self, name: str, service: str) -> None:
        args, project = self._args, self.projects[service]
        slow = alerts.Monitor(
            f"{name}-slow",
            owner=args.owner,
            organization=args.organization,
            project=physical_name(service),
            name=f"{service} is slow",
            measure="spans",
            aggregate=_P95,
            query=_REQUESTS,
            threshold=args.p95_milliseconds,
            opts=pulumi.ResourceOptions(parent=self, depends_on=[project]),
        )
        alerts.Alert(
            f"{name}-alert",
            owner=args.owner,
            organization=args.organization,
            name=f"{service} fails or is slow",
            on=["first_seen_event", "regression_event"],
            projects=[physical_name(service)],
            monitor_ids=[slow.id],
            every_minutes=_REPEAT_MINUTES,
            opts=pulumi.ResourceOptions(parent=self, depends_on=[project]),
        )

    def _dashboard(self, name: str) -> None:
        args = self._args
        alerts.Dashboard(
            name,
            owner=args.owner,
            organization=args.organization,
            name="Latency and errors",
            widgets=[
                widget
                for service in args.services
                for widget in _widgets(service, physical_name(service))
            ],
            opts=pulumi.ResourceOptions(parent=self, depends_on=list(self.projects.values())),
        )


def _widgets(service: str, project: str) -> list[dict[str, object]]:
    return [
        {
            "title": f"P95 of {service} (ms)",
            "aggregates": [_P95],
            "conditions": f"project:{project} {_REQUESTS}",
        },
        {
            "title": f"Errors of {service}",
            "widget_type": "error-events",
            "aggregates": ["count()"],
            "conditions": f"project:{project}",
        },
    ]
