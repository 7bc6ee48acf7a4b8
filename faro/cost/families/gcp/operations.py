"""Logging and monitoring: by ingested data."""

from __future__ import annotations

from collections.abc import Iterator

from faro.cost.families.family import Charged, Fixed, Inputs, Pricing, number
from faro.cost.families.gcp.run import SECONDS_PER_MONTH

_FREE_DAYS = 30
_PERIODS = {"60s": 60, "300s": 300, "600s": 600, "900s": 900}
_PLACES = 6
"""From where a check is made that names no regions (https://cloud.google.com/monitoring/uptime-checks)."""


def _logs(inputs: Inputs) -> Iterator[str]:
    yield "logging"
    days = number(inputs.get("retentionDays", _FREE_DAYS))
    if days is None or days > _FREE_DAYS:
        yield "logging_retention"


def _checks(inputs: Inputs) -> Iterator[Fixed]:
    """How often a month it is made."""
    regions = inputs.get("selectedRegions")
    places = len(regions) if isinstance(regions, list) and regions else _PLACES
    every = _PERIODS.get(str(inputs.get("period", "300s")))
    count = None if every is None else SECONDS_PER_MONTH / every * places
    yield Fixed(meter="monitoring_uptime_checks", quantity=count)


_LOGS = Charged(metered=_logs)
_SINK = Charged()
"""Costs by what its filter lets through; where it leads is charged by itself."""

TYPES: dict[str, Pricing] = {
    "gcp:logging/billingAccountBucketConfig:BillingAccountBucketConfig": _LOGS,
    "gcp:logging/folderBucketConfig:FolderBucketConfig": _LOGS,
    "gcp:logging/organizationBucketConfig:OrganizationBucketConfig": _LOGS,
    "gcp:logging/projectBucketConfig:ProjectBucketConfig": _LOGS,
    "gcp:logging/billingAccountSink:BillingAccountSink": _SINK,
    "gcp:logging/folderSink:FolderSink": _SINK,
    "gcp:logging/organizationSink:OrganizationSink": _SINK,
    "gcp:logging/projectSink:ProjectSink": _SINK,
    "gcp:monitoring/metricDescriptor:MetricDescriptor": Charged(
        meters=("monitoring_metrics", "monitoring_api_calls")
    ),
    "gcp:monitoring/uptimeCheckConfig:UptimeCheckConfig": Charged(fixed=_checks),
}
