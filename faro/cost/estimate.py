"""The monthly cost of stacks: a bill, and which resources it covers."""

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
from faro.cost.families.places import place
from faro.cost.families.properties import left_out
from faro.cost.linked import Linked
from faro.cost.usage_file import UsageFile
from faro.model.near import near
from faro.model.snapshot import Resource, Snapshot

NO_PLAN = "plan not named"
ACCOUNT = ""
AND = " + "
"""Between two plans of one vendor in a usage file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """``charged`` resources are in the bill, ``free`` ones cost nothing, ``unpriced`` ones are not
    supported. ``components``: the outermost component of each resource that has one.
    """

    bill: Bill
    charged: tuple[Resource, ...]
    free: tuple[Resource, ...]
    unpriced: tuple[Resource, ...]
    components: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_at_least(self) -> bool:
        """Whether the total is a minimum; components built by plugins are never exact."""
        built = any(resource.remote for resource in (*self.charged, *self.free))
        return self.bill.is_at_least or bool(self.unpriced) or built


class _Metered(NamedTuple):
    """A resource that is charged, with what it takes to say for what."""

    resource: Resource
    family: Family
    pricing: Charged
    inputs: Inputs
    plan: str | None
    """By its family or its own inputs; None where the usage file names it."""
    fixed: tuple[Usage, ...]
    meters: tuple[str, ...]
    region: str | None
    left_out: tuple[tuple[str, str], ...]

    @property
    def every_meter(self) -> tuple[str, ...]:
        """All its meters, usage-based or fixed."""
        return (*self.meters, *(line.meter for line in self.fixed))

    def plan_in(self, usage: UsageFile) -> str:
        """The plan that it is on; the usage file joins several of one vendor by a plus sign."""
        if self.plan:
            return self.plan
        named = usage.plans.get(self.family.vendor, NO_PLAN).split(AND)
        sold = self.pricing.plans
        return next((plan for plan in named if not sold or plan in sold), NO_PLAN)

    @property
    def fees(self) -> Iterable[str]:
        """The fees of its plan, independent of usage."""
        fees = self.pricing.fees
        return self.family.fees if fees is None else fees(self.inputs)


class Priceable:
    """Stacks that run at the same time on the same accounts, looked through once for any number of
    estimates.
    """

    def __init__(self, *snapshots: Snapshot) -> None:
        linked = [Linked(snapshot) for snapshot in snapshots]
        self._charged = [m for one in linked for m in _charged(one)]
        self._beside = [
            (resource, one)
            for one in linked
            for resource in one.resources
            if _is_managed(resource) and resource.type not in CHARGED
        ]
        beside = [resource for resource, _ in self._beside]
        self._free = tuple(r for r in beside if without_charge(r.type))
        self._unpriced = tuple(r for r in beside if not without_charge(r.type))
        self._components = {u: c for one in linked for u, c in one.components().items()}

    def meters(self) -> Iterator[tuple[Resource, str, tuple[str, ...]]]:
        """Each charged resource with its vendor and the meters that it may be charged for."""
        for one in self._charged:
            yield one.resource, one.family.vendor, one.every_meter

    def estimate(
        self, usage: UsageFile, book: Book, day: date, *, strict: bool = False
    ) -> Estimate:
        """Price every custom resource, and the usage that no resource has. ``strict``: with list
        prices alone, none of them estimated from another region.
        """
        usages = [
            *_fees(self._charged, usage),
            *_added_up(line for metered in self._charged for line in _lines(metered, usage, book)),
            *self._used_beside(usage, book),
            *_of_account(usage),
        ]
        return Estimate(
            bill=bill(book, usages, day, strict=strict),
            charged=tuple(metered.resource for metered in self._charged),
            free=self._free,
            unpriced=self._unpriced,
            components=self._components,
        )

    def _used_beside(self, usage: UsageFile, book: Book) -> Iterator[Usage]:
        """What is used of resources that cost nothing, or are not known, under their own names."""
        for resource, linked in self._beside:
            for meter, quantity in usage.named(resource).items():
                vendor, plan = _sold_by(resource, usage)
                if book.has(vendor, meter):
                    yield Usage(
                        vendor=vendor,
                        plan=plan,
                        meter=meter,
                        quantity=quantity,
                        region=place(linked.inputs(resource)),
                        resource=resource.urn,
                    )

    def without_meter(self, usage: UsageFile, book: Book) -> Iterator[str]:
        """What a usage file gives to resources that cost nothing, or are not known, and that their
        vendor has no meter for.
        """
        for resource, _ in self._beside:
            vendor, _plan = _sold_by(resource, usage)
            for meter in usage.named(resource):
                if not book.has(vendor, meter):
                    meant = near(meter, book.meters(vendor))
                    yield f"resource_usage.{resource.name}.{meter}{meant}"


def _sold_by(resource: Resource, usage: UsageFile) -> tuple[str, str]:
    """The vendor of a resource that no family charges, and the plan there."""
    vendor = resource.type.partition(":")[0]
    plan = next((f.plan for f in EVERY if f.vendor == vendor and f.plan), None)
    return vendor, plan or usage.plans.get(vendor, NO_PLAN)


def _is_managed(resource: Resource) -> bool:
    return resource.custom and not resource.read and not resource.type.startswith("pulumi:")


def _charged(linked: Linked) -> Iterator[_Metered]:
    for resource in linked.resources:
        if _is_managed(resource) and resource.type in CHARGED:
            family, pricing = CHARGED[resource.type]
            inputs = linked.inputs(resource)
            region = pricing.region(inputs)
            plan = pricing.plan(inputs)
            yield _Metered(
                resource=resource,
                family=family,
                pricing=pricing,
                inputs=inputs,
                plan=family.plan or plan,
                region=region,
                fixed=tuple(_fixed(resource, family, pricing, inputs, region)),
                meters=(*pricing.meters, *pricing.metered(inputs)),
                left_out=tuple(dict.fromkeys(_left_out(inputs))),
            )


def _left_out(inputs: Inputs) -> Iterator[tuple[str, str]]:
    """What no pricer read of a resource, and of those that are charged as a part of it."""
    yield from left_out(inputs.type, inputs)
    for other in inputs.followed.values():
        if other.type not in CHARGED:
            yield from _left_out(other)


def _fixed(
    resource: Resource, family: Family, pricing: Charged, inputs: Inputs, region: str | None
) -> Iterator[Usage]:
    for part in pricing.fixed(inputs):
        yield Usage(
            vendor=family.vendor,
            plan=family.plan or NO_PLAN,
            meter=part.meter,
            quantity=part.quantity,
            least=part.least,
            most=part.most,
            region=part.region or region,
            resource=ACCOUNT if part.of_account else resource.urn,
            fixed=True,
            discount=part.discount,
        )


def _fees(charged: Iterable[_Metered], usage: UsageFile) -> Iterator[Usage]:
    """Each plan's fee, once however many resources are on it."""
    seen = set()
    for metered in charged:
        vendor, plan = metered.family.vendor, metered.plan_in(usage)
        for meter in metered.fees:
            if (vendor, plan, meter) not in seen:
                seen.add((vendor, plan, meter))
                yield Usage(vendor=vendor, plan=plan, meter=meter, quantity=Decimal(1), fixed=True)


def _lines(metered: _Metered, usage: UsageFile, book: Book) -> Iterator[Usage]:
    vendor, plan, urn = metered.family.vendor, metered.plan_in(usage), metered.resource.urn
    yield from (ln if ln.plan == plan else replace(ln, plan=plan) for ln in metered.fixed)
    used = usage.of(metered.resource, metered.every_meter)
    expected = [m for m in metered.meters if m in used or book.sells(vendor, plan, m)]
    for meter in (*expected, *(meter for meter in used if meter not in expected)):
        yield Usage(
            vendor=vendor,
            plan=plan,
            meter=meter,
            quantity=used.get(meter),
            region=metered.region,
            resource=urn,
        )
    for what, why in metered.left_out:
        yield Usage(
            vendor=vendor,
            plan=plan,
            meter=what,
            quantity=None,
            resource=urn,
            fixed=True,
            left_out=why,
        )


def _added_up(lines: Iterable[Usage]) -> Iterator[Usage]:
    """The lines, those of the whole account as one for each meter, after the rest."""
    together: dict[tuple[str, str], Usage] = {}
    for line in lines:
        if line.resource != ACCOUNT:
            yield line
            continue
        before = together.get((line.vendor, line.meter))
        sums = (before.quantity, line.quantity) if before else (line.quantity,)
        known = [quantity for quantity in sums if quantity is not None]
        quantity = sum(known, Decimal(0)) if len(known) == len(sums) else None
        together[line.vendor, line.meter] = replace(line, quantity=quantity)
    yield from together.values()


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
            prompt=item.prompt,
        )
