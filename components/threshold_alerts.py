"""Alerts of Google Cloud Monitoring: a time series that stays beyond a limit for some minutes.

Owns the alert policies. Leaves out the recipients (see ``alert_mail``) and the choice of series.
A ``Threshold`` reads a metric of Google's, a ``Query`` reads Prometheus metrics of a cluster.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import pulumi
from pulumi_gcp import monitoring

from components.validation import CheckedArgs, Problems

_COMPARISONS = {"above": "COMPARISON_GT", "below": "COMPARISON_LT"}
_AUTO_CLOSE = "1800s"  # the least that the API takes


@dataclass(frozen=True, kw_only=True)
class Threshold:
    """A metric by its monitoring filter ``series``; ``advice`` is what the mail tells to do.

    ``aligner`` makes one value of each ``align_seconds``, ``reducer`` one series of each group of
    ``by`` (all series together where it is empty).
    """

    role: str
    title: str
    advice: str
    series: pulumi.Input[str]
    limit: float
    is_beyond: Literal["above", "below"] = "above"
    minutes: int = 5
    aligner: str = "ALIGN_MEAN"
    align_seconds: int = 60
    reducer: str | None = None
    by: tuple[str, ...] = ()

    @property
    def condition(self) -> monitoring.AlertPolicyConditionArgsDict:
        """The condition as an alert policy takes it."""
        aggregation: monitoring.AlertPolicyConditionConditionThresholdAggregationArgsDict = {
            "alignment_period": f"{self.align_seconds}s",
            "per_series_aligner": self.aligner,
        }
        if self.reducer is not None:
            aggregation["cross_series_reducer"] = self.reducer
            aggregation["group_by_fields"] = list(self.by)
        return {
            "display_name": self.title,
            "condition_threshold": {
                "filter": self.series,
                "comparison": _COMPARISONS[self.is_beyond],
                "threshold_value": self.limit,
                "duration": f"{self.minutes * 60}s",
                "aggregations": [aggregation],
                "trigger": {"count": 1},
            },
        }


@dataclass(frozen=True, kw_only=True)
class Query:
    """A PromQL expression that must give no series for longer than ``minutes``."""

    role: str
    title: str
    advice: str
    promql: pulumi.Input[str]
    minutes: int

    @property
    def condition(self) -> monitoring.AlertPolicyConditionArgsDict:
        """The condition as an alert policy takes it."""
        return {
            "display_name": self.title,
            "condition_prometheus_query_language": {
                "query": self.promql,
                "duration": f"{self.minutes * 60}s",
                "evaluation_interval": "60s",
            },
        }


@dataclass(frozen=True, kw_only=True)
class ThresholdAlertsArgs(CheckedArgs):
    """``channels`` receive the alerts of each of ``watched``."""

    channels: Sequence[pulumi.Input[str]]
    watched: Sequence[Threshold | Query]

    def _check(self, problems: Problems) -> None:
        roles = [each.role for each in self.watched]
        problems.unless(bool(roles), "at least one series is needed")
        problems.unless(bool(self.channels), "no recipient: name at least one channel")
        problems.unless(len(set(roles)) == len(roles), "two alerts have the same role")


class ThresholdAlerts(pulumi.ComponentResource):
    """One alert policy for each series, under the same title in every phase."""

    def __init__(
        self, name: str, args: ThresholdAlertsArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("faro:alerts:ThresholdAlerts", name, None, opts)
        for each in args.watched:
            monitoring.AlertPolicy(
                f"{name}-{each.role}",
                display_name=each.title,
                combiner="OR",
                conditions=[each.condition],
                documentation={"content": each.advice, "mime_type": "text/markdown"},
                notification_channels=list(args.channels),
                alert_strategy={"auto_close": _AUTO_CLOSE},
                opts=pulumi.ResourceOptions(parent=self),
            )
        self.register_outputs({"titles": [each.title for each in args.watched]})
