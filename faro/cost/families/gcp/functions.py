"""Functions, tasks and schedules."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from faro.cost.families.family import Charged, Fixed, Free, Inputs, Pricing, number, unpriced
from faro.cost.families.gcp.place import region
from faro.cost.families.gcp.run import SECONDS_PER_MONTH, size
from faro.cost.families.nested import block

_SECOND = ("run_cpu", "run_memory", "run_requests", "egress_internet")


def _job(_inputs: Inputs) -> Iterator[Fixed]:
    yield Fixed(meter="scheduler_jobs", quantity=Decimal(1))


def _ready(inputs: Inputs) -> Iterator[Fixed]:
    """Instances of a function that are kept ready, by what it says of their size."""
    config = block(inputs, "serviceConfig")
    least = number(config.get("minInstanceCount", 0))
    if least == 0:
        return
    for name, key in (("cpu", "availableCpu"), ("memory", "availableMemory")):
        each = size(config.get(key))
        ready = None if least is None or each is None else least * each * SECONDS_PER_MONTH
        yield Fixed(meter=f"run_idle_{name}", quantity=ready)


def _first_ready(inputs: Inputs) -> Iterator[Fixed]:
    if number(inputs.get("minInstances", 0)) != 0:
        yield Fixed(meter="functions_idle", quantity=None)


TYPES: dict[str, Pricing] = {
    "gcp:cloudscheduler/job:Job": Charged(fixed=_job),
    "gcp:cloudtasks/queue:Queue": Charged(meters=("tasks_operations",)),
    "gcp:cloudfunctions/function:Function": Charged(
        meters=(
            "functions_invocations",
            "functions_cpu",
            "functions_memory",
            "egress_internet",
        ),
        fixed=_first_ready,
        region=region,
    ),
    "gcp:cloudfunctionsv2/function:Function": Charged(meters=_SECOND, fixed=_ready, region=region),
    "gcp:workflows/workflow:Workflow": unpriced(
        "workflows_internal_steps", "workflows_external_steps"
    ),
    "gcp:eventarc/trigger:Trigger": Free("what it starts is charged"),
}
