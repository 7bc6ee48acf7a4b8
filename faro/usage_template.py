"""Implements ``faro usage`` without a load: the usage-based meters of a stack."""

from __future__ import annotations

from dataclasses import dataclass

from faro.cost import checks
from faro.cost.bill import Line
from faro.cost.book import Book
from faro.cost.estimate import NO_PLAN, Estimate
from faro.cost.existing import priceable
from faro.cost.usage_file import together
from faro.model.snapshot import Resource
from faro.pricing import CostRequest
from faro.program.runs import Progress
from faro.targets import resolve
from faro.usages import bought


@dataclass(frozen=True, slots=True, kw_only=True)
class Meter:
    """One meter of a resource, the unit that it counts, and whether it has a price."""

    name: str
    unit: str
    has_price: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """What a usage file of a target can say: ``plans`` by vendor where no resource names one, and
    the meters of each resource. ``bought`` are the plans that the project's script names.
    """

    target: str
    bought: dict[str, str]
    plans: dict[str, tuple[str, ...]]
    meters: tuple[tuple[Resource, tuple[Meter, ...]], ...]


def template(request: CostRequest, progress: Progress) -> Template:
    """The template of the only target of a request."""
    book = checks.book(request.prices, request.day)
    [(target, snapshots)] = resolve(request, progress).items()
    known, _ = bought(request.program, request.config)
    usage = together(known[s.stack] for s in snapshots if s.stack in known)
    estimate = priceable(snapshots).estimate(usage, book, request.day)
    open_ = [one for one in estimate.bill.lines if one.usage.plan == NO_PLAN and not one.price]
    return Template(
        target=target,
        bought=dict(usage.plans),
        plans={one.usage.vendor: _plans(book, one.usage.vendor) for one in open_},
        meters=tuple(_meters(estimate, book)),
    )


def _plans(book: Book, vendor: str) -> tuple[str, ...]:
    return tuple(sorted(book.plans(vendor)))


def _meters(estimate: Estimate, book: Book) -> list[tuple[Resource, tuple[Meter, ...]]]:
    found: list[tuple[Resource, tuple[Meter, ...]]] = []
    for resource in estimate.charged:
        own = [line for line in estimate.bill.lines if line.usage.resource == resource.urn]
        meters = tuple(_meter(line, book) for line in own if not line.usage.fixed)
        if meters:
            found.append((resource, meters))
    return found


def _meter(line: Line, book: Book) -> Meter:
    used = line.usage
    unit = line.price.unit if line.price else book.unit(used.vendor, used.meter)
    return Meter(name=used.meter, unit=unit, has_price=line.price is not None)
