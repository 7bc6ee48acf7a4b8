"""Words of a user's files that mean nothing: a vendor, a plan or a meter that is not there, a day
that cannot be. A misspelt one is refused with the nearest, for it would change a bill in silence.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path

from faro.cost.book import ANY_PLAN, Book, Price, VendorPrices, load
from faro.cost.estimate import AND, Priceable
from faro.cost.families import EVERY
from faro.cost.usage_file import UsageFile
from faro.model.diagnostic import error
from faro.model.near import meant, near, nearest
from faro.model.snapshot import Resource

_ALIKE = 0.8
"""How alike two names are of which one is taken for the other, misspelt."""


def book(own: Sequence[Path], day: date) -> Book:
    """The price book with a user's own files over it; Failure where one has a misspelt word."""
    shipped, found = load(), load(own)
    vendors = sorted(shipped.vendors)
    problems = [
        f"{path.name}: {problem}"
        for path, file in zip(own, found.own, strict=True)
        for problem in _of_prices(file, shipped, vendors, day)
    ]
    if problems:
        raise error("Invalid price book", "\n".join(problems), command="faro prices")
    return found


def _of_prices(
    file: VendorPrices, shipped: Book, vendors: Sequence[str], day: date
) -> Iterator[str]:
    if file.vendor not in vendors:
        if likely := _misspelt(file.vendor, vendors):
            yield f"unknown vendor {file.vendor}{meant(likely)}"
        return
    meters = shipped.meters(file.vendor)
    for at, price in enumerate(file.prices):
        place = f"prices.{at}"
        if price.meter not in meters and (likely := _misspelt(price.meter, meters)):
            yield f"{place}: {file.vendor} has no meter {price.meter}{meant(likely)}"
        yield from (f"{place}: {problem}" for problem in _of_days(price, day))


def _of_days(price: Price, day: date) -> Iterator[str]:
    if price.as_of > day:
        yield f"as_of {price.as_of} is in the future"
    if price.valid_from and price.valid_until and price.valid_from > price.valid_until:
        yield f"valid_from {price.valid_from} is after valid_until {price.valid_until}"


def _misspelt(name: str, known: Iterable[str]) -> str:
    """The name that is meant; empty where nothing is alike, or where the name has a number in it,
    as versions and sizes have: it may be a new one.
    """
    if any(char.isdigit() for char in name):
        return ""
    return nearest(name, known, alike=_ALIKE)


def _slipped(name: str, known: Iterable[str]) -> str:
    """The same for a name with numbers that are right: a letter too many, too few, or in another
    place.
    """
    for likely in difflib.get_close_matches(name, list(known), n=3, cutoff=_ALIKE):
        same = _digits(name) == _digits(likely)
        moved = sorted(name) == sorted(likely) or abs(len(name) - len(likely)) == 1
        if same and moved:
            return likely
    return _misspelt(name, known)


def _digits(name: str) -> str:
    return "".join(char for char in name if char.isdigit())


def usage(file: UsageFile, name: str, stacks: Sequence[Priceable], prices: Book) -> tuple[str, ...]:
    """What in a usage file has no effect, for a warning each; Failure for what is
    misspelt.
    """
    charged = [found for one in stacks for found in one.meters()]
    accounts = list(_accounts(file, prices))
    wrong = [*(said for misspelt, said in accounts if misspelt), *_meters(file, charged, prices)]
    if wrong:
        text = "\n".join(f"{name}: {problem}" for problem in dict.fromkeys(wrong))
        raise error("Invalid usage file", text, command="faro usage STACK")
    found = [
        *(said for _, said in accounts),
        *_plans(file, prices),
        *_misplaced(file, charged),
    ]
    return tuple(f"{name}: {problem}" for problem in dict.fromkeys(found))


Charged = tuple[Resource, str, tuple[str, ...]]
"""A resource that is charged, by which vendor, for which meters."""


def _accounts(file: UsageFile, prices: Book) -> Iterator[tuple[bool, str]]:
    """Account usage without a price, and whether it is misspelt."""
    for at, item in enumerate(file.account_usage):
        place = f"account_usage.{at}"
        if item.vendor not in prices.vendors:
            likely = _slipped(item.vendor, prices.vendors)
            yield bool(likely), f"{place}: unknown vendor {item.vendor}{meant(likely)}"
            continue
        meters = prices.meters(item.vendor)
        if item.meter not in meters:
            likely = _slipped(item.meter, meters)
            yield bool(likely), f"{place}: {item.vendor} has no meter {item.meter}{meant(likely)}"


def _meters(file: UsageFile, charged: Sequence[Charged], prices: Book) -> Iterator[str]:
    """Meters that neither a resource nor any vendor has; of a wildcard, which is about many
    resources, those that are misspelt.
    """
    for place, resources, meters in _sections(file, charged):
        every = {one for _, _, own in resources for one in own}
        for meter in meters:
            if not resources or meter in every:
                continue
            if any(meter in prices.meters(vendor) for vendor in prices.vendors):
                continue  # a word of another stack's resource of that name
            if "*" in place and not _slipped(meter, every):
                continue
            resource, vendor, own = resources[0]
            has = [f"{one} ({prices.unit(vendor, one) or '?'})" for one in dict.fromkeys(own)]
            yield (
                f"{place}: {resource.name} has no meter {meter}{near(meter, every)}; it has "
                f"{', '.join(has) or 'none'}"
            )


def _plans(file: UsageFile, prices: Book) -> Iterator[str]:
    vendors = {family.vendor for family in EVERY} | prices.vendors
    for vendor, plan in file.plans.items():
        if vendor not in vendors:
            yield f"plans.{vendor}: unknown vendor{near(vendor, vendors)}"
            continue
        plans = prices.plans(vendor) - {ANY_PLAN}
        for one in plan.split(AND):
            if plans and one not in plans:
                yield f"plans.{vendor}: unknown plan {one}{near(one, plans)}"


def _misplaced(file: UsageFile, charged: Sequence[Charged]) -> Iterator[str]:
    """Meters that a wildcard puts on resources which do not have them: they are left out there."""
    for place, resources, meters in _sections(file, charged):
        if "*" not in place:
            continue
        for meter in meters:
            without = sorted({r.name for r, _, own in resources if meter not in own})
            if without:
                own = [one for r, _, found in resources if r.name == without[0] for one in found]
                yield (
                    f"{place}: {', '.join(without)} cannot have {meter}{near(meter, own)}; it is "
                    "left out there"
                )


def _sections(
    file: UsageFile, charged: Sequence[Charged]
) -> Iterator[tuple[str, list[Charged], Iterable[str]]]:
    """Each part of the file: its place, the charged resources that it is about, its meters."""
    for pattern, meters in file.resource_usage.items():
        fitting = [one for one in charged if file.fits(one[0], pattern)]
        yield f"resource_usage.{pattern}", fitting, meters
    for type_, meters in file.resource_type_default_usage.items():
        fitting = [one for one in charged if one[0].type == type_]
        yield f"resource_type_default_usage.{type_}", fitting, meters
