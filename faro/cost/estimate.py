"""What stacks cost in a month: a bill, and how much of the stacks is in it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from faro.cost.bill import Bill, Usage, bill
from faro.cost.book import Book
from faro.cost.families import CHARGED, EVERY, without_charge
from faro.cost.families.family import Charged, Family, Inputs
from faro.cost.linked import Linked
from faro.cost.usage_file import UsageFile
from faro.model.snapshot import Resource, Snapshot

NO_PLAN = "plan not named"
ACCOUNT = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """``charged`` resources are in the bill, ``free`` ones cost nothing, of ``unpriced`` ones the
    book knows nothing. ``components``: the outermost component of each resource that has one.
    """

    bill: Bill
    charged: tuple[Resource, ...]
    free: tuple[Resource, ...]
    unpriced: tuple[Resource, ...]
    components: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_at_least(self) -> bool:
        """Whether the total is only the least it can be; what a plugin builds never is exact."""
        built = any(resource.remote for resource in (*self.charged, *self.free))
        return self.bill.is_at_least or bool(self.unpriced) or built


class _Metered(NamedTuple):
    """A resource that is charged, with what it takes to say for what."""

    resource: Resource
    family: Family
    pricing: Charged
    inputs: Inputs
    fixed: tuple[Usage, ...]

    @property
    def meters(self) -> tuple[str, ...]:
        """What it may be charged for, by usage or whatever the load."""
        by_usage = (*self.pricing.meters, *self.pricing.metered(self.inputs))
        return (*by_usage, *(line.meter for line in self.fixed))

    def plan(self, usage: UsageFile) -> str:
        """The plan that it is on."""
        own = self.family.plan or self.pricing.plan(self.inputs)
        return own or usage.plans.get(self.family.vendor, NO_PLAN)


class Priceable:
    """Stacks that run at the same time on the same accounts, looked through once for any number of
    estimates.
    """

    def __init__(self, *snapshots: Snapshot) -> None:
        managed = [r for s in snapshots for r in s.resources if _is_managed(r)]
        self._charged = [m for s in snapshots for m in _charged(s)]
        beside = [r for r in managed if r.type not in CHARGED]
        self._free = tuple(r for r in beside if without_charge(r.type))
        self._unpriced = tuple(r for r in beside if not without_charge(r.type))
        self._components = {u: c for s in snapshots for u, c in Linked(s).components().items()}

    def meters(self) -> Iterator[tuple[Resource, str, tuple[str, ...]]]:
        """Each charged resource with its vendor and the meters that it may be charged for."""
        for one in self._charged:
            yield one.resource, one.family.vendor, one.meters

    def estimate(self, usage: UsageFile, book: Book, day: date) -> Estimate:
        """Price every custom resource, and the usage that no resource has."""
        usages = [
            *_fees(self._charged, usage),
            *_once(line for metered in self._charged for line in _lines(metered, usage, book)),
            *_of_account(usage),
        ]
        return Estimate(
            bill=bill(book, usages, day),
            charged=tuple(metered.resource for metered in self._charged),
            free=self._free,
            unpriced=self._unpriced,
            components=self._components,
        )


def _is_managed(resource: Resource) -> bool:
    return resource.custom and not resource.read and not resource.type.startswith("pulumi:")


def _charged(snapshot: Snapshot) -> Iterator[_Metered]:
    linked = Linked(snapshot)
    for resource in snapshot.resources:
        if _is_managed(resource) and resource.type in CHARGED:
            family, pricing = CHARGED[resource.type]
            inputs = linked.inputs(resource)
            fixed = tuple(_fixed(resource, family, pricing, inputs))
            yield _Metered(resource, family, pricing, inputs, fixed)


def _fixed(resource: Resource, family: Family, pricing: Charged, inputs: Inputs) -> Iterator[Usage]:
    region = pricing.region(inputs)
    for part in pricing.fixed(inputs):
        yield Usage(
            vendor=family.vendor,
            plan=NO_PLAN,
            meter=part.meter,
            quantity=part.quantity,
            region=part.region or region,
            resource=ACCOUNT if part.once else resource.urn,
            fixed=True,
        )


def _fees(charged: Iterable[_Metered], usage: UsageFile) -> Iterator[Usage]:
    """Each plan's fee, once however many resources are on it."""
    seen = set()
    for metered in charged:
        vendor, plan = metered.family.vendor, metered.plan(usage)
        for meter in metered.family.fees:
            if (vendor, plan, meter) not in seen:
                seen.add((vendor, plan, meter))
                yield Usage(vendor=vendor, plan=plan, meter=meter, quantity=Decimal(1), fixed=True)


def _lines(metered: _Metered, usage: UsageFile, book: Book) -> Iterator[Usage]:
    resource, family, pricing, inputs, fixed = metered
    plan = metered.plan(usage)
    yield from (replace(line, plan=plan) for line in fixed)
    used = usage.of(resource, metered.meters)
    meters = (*pricing.meters, *pricing.metered(inputs))
    expected = [m for m in meters if m in used or book.sells(family.vendor, plan, m)]
    for meter in (*expected, *(meter for meter in used if meter not in expected)):
        yield Usage(
            vendor=family.vendor,
            plan=plan,
            meter=meter,
            quantity=used.get(meter),
            region=pricing.region(inputs),
            resource=resource.urn,
        )


def _once(lines: Iterable[Usage]) -> Iterator[Usage]:
    """The lines, of those for the whole account only the first."""
    seen = set()
    for line in lines:
        if line.resource == ACCOUNT:
            if (line.vendor, line.meter) in seen:
                continue
            seen.add((line.vendor, line.meter))
        yield line


def _of_account(usage: UsageFile) -> Iterator[Usage]:
    plans = {family.vendor: family.plan for family in EVERY if family.plan}
    for item in usage.account_usage:
        plan = plans.get(item.vendor) or usage.plans.get(item.vendor, NO_PLAN)
        yield Usage(
            vendor=item.vendor,
            plan=plan,
            meter=item.meter,
            quantity=item.quantity,
            region=item.region,
        )
