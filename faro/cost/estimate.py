"""What a snapshot costs in a month: a bill, and how much of the snapshot is in it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import cast

from faro.cost.bill import Bill, Usage, bill
from faro.cost.book import Book
from faro.cost.families import CHARGED, EVERY, WITHOUT_CHARGE
from faro.cost.families.family import Charged, Family, Inputs
from faro.cost.usage_file import UsageFile
from faro.model.snapshot import Resource, Snapshot
from faro.model.value import bare

NO_PLAN = "plan not named"
ACCOUNT = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """``charged`` resources are in the bill, ``free`` ones cost nothing, of ``unpriced`` ones the
    book knows nothing.
    """

    stack: str
    bill: Bill
    charged: tuple[Resource, ...]
    free: tuple[Resource, ...]
    unpriced: tuple[Resource, ...]

    @property
    def is_at_least(self) -> bool:
        """Whether the total is only the least it can be."""
        return self.bill.is_at_least or bool(self.unpriced)


def estimate(snapshot: Snapshot, usage: UsageFile, book: Book, day: date) -> Estimate:
    """Price every custom resource of a snapshot, and the usage that no resource has."""
    resources = [r for r in snapshot.resources if r.custom and not r.read]
    managed = [r for r in resources if not r.type.startswith("pulumi:")]
    charged = tuple(r for r in managed if r.type in CHARGED)
    usages = [
        *_fees(charged, usage),
        *_once(line for resource in charged for line in _lines(resource, usage, book)),
        *_of_account(usage),
    ]
    return Estimate(
        stack=snapshot.stack,
        bill=bill(book, usages, day),
        charged=charged,
        free=tuple(r for r in managed if r.type in WITHOUT_CHARGE),
        unpriced=tuple(
            r for r in managed if r.type not in CHARGED and r.type not in WITHOUT_CHARGE
        ),
    )


def _fees(charged: Iterable[Resource], usage: UsageFile) -> Iterator[Usage]:
    """Each plan's fee, once however many resources are on it."""
    seen = set()
    for resource in charged:
        family, pricing = CHARGED[resource.type]
        plan = _plan(family, pricing, _inputs(resource), usage)
        for meter in family.fees:
            if (family.vendor, plan, meter) not in seen:
                seen.add((family.vendor, plan, meter))
                yield Usage(
                    vendor=family.vendor, plan=plan, meter=meter, quantity=Decimal(1), fixed=True
                )


def _lines(resource: Resource, usage: UsageFile, book: Book) -> Iterator[Usage]:
    family, pricing = CHARGED[resource.type]
    inputs = _inputs(resource)
    plan, region = _plan(family, pricing, inputs, usage), pricing.region(inputs)
    for part in pricing.fixed(inputs):
        yield Usage(
            vendor=family.vendor,
            plan=plan,
            meter=part.meter,
            quantity=part.quantity,
            region=part.region or region,
            scope=ACCOUNT if part.once else resource.name,
            fixed=True,
        )
    used = usage.of(resource)
    meters = (*pricing.meters, *pricing.metered(inputs))
    expected = [m for m in meters if m in used or book.sells(family.vendor, plan, m)]
    for meter in (*expected, *(meter for meter in used if meter not in expected)):
        yield Usage(
            vendor=family.vendor,
            plan=plan,
            meter=meter,
            quantity=used.get(meter),
            region=region,
            scope=resource.name,
        )


def _once(lines: Iterable[Usage]) -> Iterator[Usage]:
    """The lines, of those for the whole account only the first."""
    seen = set()
    for line in lines:
        if line.scope == ACCOUNT:
            if (line.vendor, line.meter) in seen:
                continue
            seen.add((line.vendor, line.meter))
        yield line


def _of_account(usage: UsageFile) -> Iterator[Usage]:
    plans = {family.vendor: family.plan for family in EVERY if family.plan}
    for item in usage.account_usage:
        plan = plans.get(item.vendor) or usage.plans.get(item.vendor, NO_PLAN)
        yield Usage(vendor=item.vendor, plan=plan, meter=item.meter, quantity=item.quantity)


def _plan(family: Family, pricing: Charged, inputs: Inputs, usage: UsageFile) -> str:
    return family.plan or pricing.plan(inputs) or usage.plans.get(family.vendor, NO_PLAN)


def _inputs(resource: Resource) -> Inputs:
    return cast("Inputs", bare(resource.inputs))
