"""The objective that requests succeed, and alerts while its error budget burns too fast.

Owns one service level objective per backend service of the load balancer, and its two alerts: two
percent of the budget within an hour, five percent within six hours, each confirmed by a shorter
window (https://sre.google/workbook/alerting-on-slos).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pulumi
from pulumi_gcp import monitoring

from components.naming import physical_name
from components.validation import CheckedArgs, Problems

_PERIOD_DAYS = 28
_PERIOD_HOURS = _PERIOD_DAYS * 24


@dataclass(frozen=True, kw_only=True)
class _Burn:
    """``share`` of the budget of a period spent within ``hours``; ``confirm_minutes`` of it."""

    title: str
    share: float
    hours: int
    confirm_minutes: int
    severity: str

    @property
    def rate(self) -> float:
        """How many times faster the budget burns than it may."""
        return self.share * _PERIOD_HOURS / self.hours


_BURNS = {
    "fast": _Burn(title="fast", share=0.02, hours=1, confirm_minutes=5, severity="CRITICAL"),
    "slow": _Burn(title="slowly", share=0.05, hours=6, confirm_minutes=30, severity="ERROR"),
}


@dataclass(frozen=True, kw_only=True)
class AvailabilityArgs(CheckedArgs):
    """``backends``: the load balancer's backend services by role; ``goal`` is a share of requests.

    ``after`` is what the objectives wait for.
    """

    backends: Mapping[str, pulumi.Input[str]]
    channels: Sequence[pulumi.Input[str]]
    goal: float = 0.999
    after: tuple[pulumi.Resource, ...] = ()

    def _check(self, problems: Problems) -> None:
        problems.unless(bool(self.backends), "at least one backend is needed")
        problems.unless(bool(self.channels), "no recipient: name at least one channel")
        problems.unless(0 < self.goal < 1, f"goal {self.goal}: above 0 and below 1")


class Availability(pulumi.ComponentResource):
    """Answers other than 5xx, over four weeks, as the load balancer counts them."""

    def __init__(
        self, name: str, args: AvailabilityArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("faro:alerts:Availability", name, None, opts)
        self._args = args
        self._own = pulumi.ResourceOptions(parent=self)
        self.service = monitoring.CustomService(
            f"{name}-service",
            service_id=physical_name("api"),
            display_name="API",
            opts=pulumi.ResourceOptions(parent=self, depends_on=list(args.after)),
        )
        self.objectives = {role: self._objective(name, role) for role in args.backends}
        for role, objective in self.objectives.items():
            for speed, burn in _BURNS.items():
                self._alert(f"{name}-{role}-{speed}", role, objective, burn)
        self.register_outputs({"goal": args.goal})

    def _objective(self, name: str, role: str) -> monitoring.Slo:
        requests = pulumi.Output.concat(
            'resource.type="https_lb_rule" AND '
            'metric.type="loadbalancing.googleapis.com/https/request_count" AND '
            'resource.labels.backend_target_name="',
            self._args.backends[role],
            '"',
        )
        return monitoring.Slo(
            f"{name}-{role}",
            service=self.service.service_id,
            slo_id=physical_name(role),
            display_name=f"{role}: requests that succeed",
            goal=self._args.goal,
            rolling_period_days=_PERIOD_DAYS,
            request_based_sli={
                "good_total_ratio": {
                    "total_service_filter": requests,
                    "bad_service_filter": pulumi.Output.concat(
                        requests, " AND metric.labels.response_code_class=500"
                    ),
                }
            },
            opts=self._own,
        )

    def _alert(self, name: str, role: str, objective: monitoring.Slo, burn: _Burn) -> None:
        windows = (burn.hours * 60, burn.confirm_minutes)
        monitoring.AlertPolicy(
            name,
            display_name=f"{role} burns its error budget {burn.title}",
            combiner="AND",
            conditions=[_burning(objective, minutes, burn.rate) for minutes in windows],
            severity=burn.severity,
            documentation={
                "content": f"{burn.share:.0%} of the errors that {_PERIOD_DAYS} days allow came "
                f"within {burn.hours} h. Sentry and Axiom show which requests fail.",
                "mime_type": "text/markdown",
            },
            notification_channels=list(self._args.channels),
            opts=self._own,
        )


def _burning(
    objective: monitoring.Slo, minutes: int, rate: float
) -> monitoring.AlertPolicyConditionArgsDict:
    return {
        "display_name": f"{rate:g} times too fast for {minutes} minutes",
        "condition_threshold": {
            "filter": pulumi.Output.concat(
                'select_slo_burn_rate("', objective.id, f'", "{minutes * 60}s")'
            ),
            "comparison": "COMPARISON_GT",
            "threshold_value": round(rate, 2),
            "duration": "0s",
        },
    }
