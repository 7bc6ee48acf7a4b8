"""Functions, tasks and schedules."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from faro.cost.families.family import Charged, Fixed, Free, Inputs, Pricing
from faro.cost.families.gcp.place import region

_SECOND = ("run_cpu", "run_memory", "run_requests")


def _job(_inputs: Inputs) -> Iterator[Fixed]:
    yield Fixed(meter="scheduler_jobs", quantity=Decimal(1))


TYPES: dict[str, Pricing] = {
    "gcp:cloudscheduler/job:Job": Charged(fixed=_job),
    "gcp:cloudtasks/queue:Queue": Charged(meters=("tasks_operations",)),
    "gcp:cloudfunctions/function:Function": Charged(
        meters=("functions_invocations", "functions_cpu", "functions_memory"), region=region
    ),
    "gcp:cloudfunctionsv2/function:Function": Charged(meters=_SECOND, region=region),
    "gcp:eventarc/trigger:Trigger": Free("what it starts is charged"),
    "gcp:cloudrun/domainMapping:DomainMapping": Free("part of the service"),
}
