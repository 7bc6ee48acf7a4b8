"""What every phase on Google Cloud and Amazon watches, under the same titles in each of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from components import saturation
from components.alert_mail import AlertMail, AlertMailArgs
from components.availability import Availability, AvailabilityArgs
from components.billing_budget import BillingBudget, BillingBudgetArgs
from components.cloud_sql import CloudSql
from components.load_balancer import LoadBalancer
from components.memorystore import Memorystore
from components.queue_alarms import QueueAlarms, QueueAlarmsArgs
from components.sqs_queue import SqsQueue
from components.threshold_alerts import Query, Threshold, ThresholdAlerts, ThresholdAlertsArgs
from components.uptime import Check, Uptime, UptimeArgs
from stacks import keys, platform
from stacks.settings import Phase3

_REFUSED = 403  # the origin answers nobody but Cloudflare
_QUARTER_HOUR = 900


@dataclass(frozen=True, kw_only=True)
class GoogleParts:
    """What of Google Cloud is watched; phase 3 has the cache and the cluster, by its name."""

    place: platform.Place
    database: CloudSql
    origin: LoadBalancer
    cache: Memorystore | None = None
    cluster: str | None = None


def google(settings: platform.GooglePhase, parts: GoogleParts) -> None:
    """Compose the checks from outside, the objective of the API, saturation and the budget."""
    after = parts.place.enabled
    channels = AlertMail(
        "alert-mail", AlertMailArgs(emails=settings.alert_emails, after=after)
    ).channels
    Uptime(
        "uptime",
        UptimeArgs(
            project=settings.gcp_project,
            checks=_checks(settings, parts.origin),
            channels=channels,
            after=after,
        ),
    )
    Availability(
        "availability",
        AvailabilityArgs(
            backends={role: service.name for role, service in parts.origin.services.items()},
            channels=channels,
            after=after,
        ),
    )
    ThresholdAlerts(
        "saturation",
        ThresholdAlertsArgs(channels=channels, watched=list(_watched(settings, parts))),
    )
    if settings.billing_account is not None:
        BillingBudget(
            "budget",
            BillingBudgetArgs(
                billing_account=settings.billing_account,
                monthly=settings.monthly_budget,
                channels=channels,
                after=after,
            ),
        )


def queue(settings: Phase3, work: SqsQueue) -> None:
    """Compose the alarms of the queue at Amazon."""
    QueueAlarms(
        "queue-alarms",
        QueueAlarmsArgs(
            region=settings.aws_region,
            queue=work.queue.name,
            dead_letters=work.dead_letters.name,
            # After twice this time a message has been given to a second worker.
            wait_seconds=2 * work.contract.visibility_seconds,
            emails=settings.alert_emails,
        ),
    )


def _checks(settings: platform.GooglePhase, origin: LoadBalancer) -> dict[str, Check]:
    """Both public hosts; and each origin, which must refuse and have a valid certificate."""
    public = {
        "api": Check(host=settings.api_host, path=keys.HEALTH_PATH),
        "app": Check(host=settings.app_host, path="/"),
    }
    return public | {
        f"{role}-origin": Check(
            host=backend.host, path="/", status=_REFUSED, every_seconds=_QUARTER_HOUR
        )
        for role, backend in origin.backends.items()
    }


def _watched(settings: platform.GooglePhase, parts: GoogleParts) -> Iterator[Threshold | Query]:
    project, server = settings.gcp_project, parts.database
    yield from saturation.database(project, server.primary.name, server.postgres.max_connections)
    if server.read_pool is not None:
        yield from saturation.read_nodes(project, server.read_pool.name)
    if parts.cache is not None:
        yield from saturation.cache(parts.cache.instance.id)
    yield from saturation.nat(parts.place.network.nat.name)
    if parts.cluster is not None:
        yield from saturation.pods(parts.cluster)
