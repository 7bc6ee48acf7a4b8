"""Logs at Axiom: one dataset per service, and an alert when too many requests fail.

Owns datasets, the monitor and its recipients. Leaves out what sends the logs: the frontend's drain
and each service's own client get the dataset and its token.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi

from components.contracts import LogIngest
from components.naming import physical_name
from components.validation import CheckedArgs, Problems
from providers import axiom

_MINUTES = 5
_ERROR_PERCENT = 1


@dataclass(frozen=True, kw_only=True)
class LogsArgs(CheckedArgs):
    """``services`` each get a dataset that is kept for ``retention_days``; ``emails`` receive
    alerts.
    """

    owner: pulumi.Input[str]
    services: Sequence[str]
    emails: Sequence[str]
    retention_days: int = 30

    def _check(self, problems: Problems) -> None:
        problems.unless(bool(self.services), "at least one service is needed")
        problems.unless(bool(self.emails), "no recipients: at least one address is needed")
        problems.unless(self.retention_days >= 1, "retention_days must be at least 1")


class Logs(pulumi.ComponentResource):
    """Datasets; ``ingest[service]`` writes to one, and ``ingest_url[service]`` is its address."""

    def __init__(
        self, name: str, args: LogsArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("faro:monitoring:Logs", name, None, opts)
        self._args = args
        self._own = pulumi.ResourceOptions(parent=self)
        self.datasets = {service: self._dataset(name, service) for service in args.services}
        told = self._notifier(f"{name}-notifier")
        self._error_rate(f"{name}-error-rate", told)
        self.ingest = {
            service: LogIngest(
                dataset=dataset.id, token=self._token(f"{name}-{service}-token", service)
            )
            for service, dataset in self.datasets.items()
        }
        self.ingest_url = {
            service: pulumi.Output.concat(
                "https://api.axiom.co/v1/datasets/", dataset.id, "/ingest"
            )
            for service, dataset in self.datasets.items()
        }
        self.register_outputs({"datasets": {s: d.id for s, d in self.datasets.items()}})

    def _dataset(self, name: str, service: str) -> axiom.Dataset:
        # Deleting a dataset deletes its logs.
        return axiom.Dataset(
            f"{name}-{service}",
            owner=self._args.owner,
            name=physical_name(service),
            description=f"Requests and errors of {service}",
            retention_days=self._args.retention_days,
            opts=pulumi.ResourceOptions(parent=self, protect=True),
        )

    def _notifier(self, name: str) -> axiom.Notifier:
        return axiom.Notifier(
            name,
            owner=self._args.owner,
            name=physical_name("on-call"),
            emails=list(self._args.emails),
            opts=self._own,
        )

    def _error_rate(self, name: str, told: axiom.Notifier) -> axiom.Monitor:
        return axiom.Monitor(
            name,
            owner=self._args.owner,
            name="Error rate above 1 %",
            description="More than one request in a hundred ends in an error.",
            type="Threshold",
            apl=_error_percent([physical_name(service) for service in self._args.services]),
            operator="Above",
            threshold=_ERROR_PERCENT,
            interval_minutes=_MINUTES,
            range_minutes=_MINUTES,
            notifier_ids=[told.id],
            opts=pulumi.ResourceOptions(parent=self, depends_on=list(self.datasets.values())),
        )

    def _token(self, name: str, service: str) -> pulumi.Output[str]:
        token = axiom.Token(
            name,
            owner=self._args.owner,
            name=physical_name(service),
            ingest_datasets=[self.datasets[service].id],
            opts=self._own,
        )
        return pulumi.Output.secret(token.token)


def _error_percent(datasets: Sequence[str]) -> str:
    """APL: the share of requests that failed, in percent.

    Vercel's drain has the status in ``proxy.statusCode`` or ``statusCode``, a service of ours in
    ``status``.
    """
    tables = ", ".join(f"['{dataset}']" for dataset in datasets)
    return (
        f"union {tables}\n"
        "| extend code = coalesce(toint(['proxy.statusCode']), toint(statusCode), toint(status))\n"
        "| where isnotnull(code)\n"
        "| summarize percent = 100.0 * countif(code >= 500) / count()"
    )
