"""Supabase: a fee for the organization, compute by the hour, meters for the rest."""

from collections.abc import Iterator
from decimal import Decimal

from faro.cost.families.family import HOURS_PER_MONTH, Charged, Family, Fixed, Free, Inputs, text

_ADDONS = {"ipv4": "ipv4", "custom_domain": "custom_domain", "pitr": "pitr"}


def _compute(inputs: Inputs) -> Iterator[Fixed]:
    size = text(inputs.get("compute_size"))
    known = size.replace("xlarge", "xl") if size else "micro"
    yield Fixed(meter=f"compute_{known}", quantity=HOURS_PER_MONTH if size else None)


def _plan(inputs: Inputs) -> str | None:
    plan = text(inputs.get("plan"))
    return plan.capitalize() if plan else None


def _addon(inputs: Inputs) -> Iterator[Fixed]:
    meter = _ADDONS.get(str(inputs.get("type")), "unknown add-on")
    weeks = {"pitr_14": 2, "pitr_28": 4}.get(str(inputs.get("variant")), 1)
    yield Fixed(meter=meter, quantity=Decimal(weeks))


FAMILY = Family(
    vendor="supabase",
    types={
        "pulumi-python:dynamic/supabase:Project": Charged(
            meters=("mau", "egress", "cached_egress", "disk_gp3", "storage"),
            fixed=_compute,
            plan=_plan,
        ),
        "pulumi-python:dynamic/supabase:Addon": Charged(fixed=_addon, plan=_plan),
        "pulumi-python:dynamic/supabase:ApiKeys": Free("part of the project"),
        "pulumi-python:dynamic/supabase:Settings": Free("part of the project"),
    },
)
