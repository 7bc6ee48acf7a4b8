"""Monitoring: logs by their size, alarms by the metrics that they watch."""

from collections.abc import Iterator
from decimal import Decimal

from faro.cost.families.family import Charged, Fixed, Inputs, Pricing, unpriced
from faro.cost.families.nested import amount, blocks
from faro.cost.families.part import monthly

_STANDARD_PERIOD = 60  # seconds; an alarm with a shorter period costs more
_PER_ANOMALY = Decimal(3)  # the metric and the two bounds of its band


def _alarm(inputs: Inputs) -> Iterator[Fixed]:
    """The metrics of one alarm: its own, or each that its queries read."""
    read = [query["metric"] for query in blocks(inputs, "metricQueries") if query.get("metric")]
    periods = [amount(source.get("period")) for source in (read or [inputs])]
    fast = any(period is not None and period < _STANDARD_PERIOD for period in periods)
    count = Decimal(len(periods)) if "thresholdMetricId" not in inputs else _PER_ANOMALY
    meter = "cloudwatch_fast_alarm_metrics" if fast else "cloudwatch_alarm_metrics"
    yield Fixed(meter=meter, quantity=count)


TYPES: dict[str, Pricing] = {
    "aws:cloudwatch/logGroup:LogGroup": Charged(meters=("logs_ingested", "logs_stored")),
    "aws:cloudwatch/metricAlarm:MetricAlarm": Charged(fixed=_alarm),
    "aws:cloudwatch/compositeAlarm:CompositeAlarm": monthly("cloudwatch_composite_alarm"),
    "aws:cloudwatch/dashboard:Dashboard": monthly("cloudwatch_dashboard"),
    "aws:cloudwatch/metricStream:MetricStream": unpriced("cloudwatch_streamed_metrics"),
    "aws:cloudwatch/contributorInsightRule:ContributorInsightRule": unpriced(
        "cloudwatch_insight_rule"
    ),
    "aws:cloudwatch/logMetricFilter:LogMetricFilter": Charged(meters=("cloudwatch_metrics",)),
    "aws:synthetics/canary:Canary": unpriced("cloudwatch_canary_runs"),
    "aws:cloudtrail/trail:Trail": Charged(meters=("cloudtrail_data_events",)),
    "aws:cloudtrail/eventDataStore:EventDataStore": unpriced("cloudtrail_lake"),
    "aws:grafana/workspace:Workspace": Charged(meters=("grafana_editors", "grafana_viewers")),
    "aws:amp/workspace:Workspace": unpriced("prometheus_samples"),
    "aws:cfg/recorder:Recorder": Charged(meters=("config_items",)),
    "aws:cloudformation/stack:Stack": Charged(
        meters=("cloudformation_operations", "cloudformation_seconds")
    ),
    "aws:cloudformation/stackSet:StackSet": Charged(
        meters=("cloudformation_operations", "cloudformation_seconds")
    ),
    "aws:cfg/organizationManagedRule:OrganizationManagedRule": Charged(
        meters=("config_evaluations",)
    ),
    "aws:cfg/organizationCustomRule:OrganizationCustomRule": Charged(
        meters=("config_evaluations",)
    ),
    "aws:cfg/rule:Rule": Charged(meters=("config_evaluations",)),
}
