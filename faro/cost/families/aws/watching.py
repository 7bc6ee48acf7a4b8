"""Logs, alarms, secrets and keys."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from faro.cost.families.aws.place import region
from faro.cost.families.family import Charged, Fixed, Free, Inputs, Pricing, number

_FAST_SECONDS = 60


def _alarm(inputs: Inputs) -> Iterator[Fixed]:
    """One that looks more often than each minute costs more."""
    period = number(inputs.get("period"))
    fast = period is not None and period < _FAST_SECONDS
    yield Fixed(meter="alarm_fast" if fast else "alarm", quantity=Decimal(1))


def _dashboard(_inputs: Inputs) -> Iterator[Fixed]:
    yield Fixed(meter="dashboard", quantity=Decimal(1))


def _secret(_inputs: Inputs) -> Iterator[Fixed]:
    yield Fixed(meter="secret", quantity=Decimal(1))


def _key(_inputs: Inputs) -> Iterator[Fixed]:
    yield Fixed(meter="kms_key", quantity=Decimal(1))


_OF_THE_GROUP = Free("its log group is charged")

TYPES: dict[str, Pricing] = {
    "aws:cloudwatch/logGroup:LogGroup": Charged(
        meters=("logs_ingestion", "logs_storage"), region=region
    ),
    "aws:cloudwatch/logStream:LogStream": _OF_THE_GROUP,
    "aws:cloudwatch/logMetricFilter:LogMetricFilter": _OF_THE_GROUP,
    "aws:cloudwatch/metricAlarm:MetricAlarm": Charged(fixed=_alarm, region=region),
    "aws:cloudwatch/dashboard:Dashboard": Charged(fixed=_dashboard, region=region),
    "aws:secretsmanager/secret:Secret": Charged(
        fixed=_secret, meters=("secret_calls",), region=region
    ),
    "aws:secretsmanager/secretVersion:SecretVersion": Free("its secret is charged"),
    "aws:kms/key:Key": Charged(fixed=_key, meters=("kms_requests",), region=region),
    "aws:kms/alias:Alias": Free("its key is charged"),
    "aws:ssm/parameter:Parameter": Free("standard parameters cost nothing"),
}
