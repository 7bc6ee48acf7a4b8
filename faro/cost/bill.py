"""Turns usage and prices into a bill: allowances first, credits last, rounding at the end."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fnmatch import fnmatchcase
from typing import Any

from faro.cost.book import Book, Price
from faro.model.cost import OPEN, Cost, sum_costs

_NONE = Decimal(0)
_WHOLE_ACCOUNT = frozenset({"account", "organization", "team", "workspace"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """So many units of a meter in a month, on a plan, in a region; ``fixed``: at any load.
    ``discount`` is the share of the price that the vendor takes off by itself.

    ``resource`` is the URN of the project, database or zone that uses them, and that an allowance
    may be given to; empty for the account. ``quantity`` None: not known. ``least`` and ``most``:
    between which quantities an autoscaler keeps it. ``prompt``: the tokens of each prompt, where a
    price depends on them. ``left_out``: why what ``meter`` names in words has no price ("not
    priced", "not known yet"); empty for a meter.
    """

    vendor: str
    plan: str
    meter: str
    quantity: Decimal | None
    region: str | None = None
    resource: str = ""
    fixed: bool = False
    discount: Decimal = Decimal(0)
    least: Decimal | None = None
    most: Decimal | None = None
    prompt: Decimal | None = None
    left_out: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of a bill: ``gross`` before the ``included`` units and the ``discount`` are taken
    off, ``amount`` after.

    None: no price, or no usage, is known. ``below`` and ``above``: how much less or more it is at
    the usage's least and most. ``basis``: from what the price is estimated; empty for a list price.
    """

    usage: Usage
    price: Price | None
    near: str = ""
    """The nearest price where there is none, in words."""
    included: Decimal = Decimal(0)
    gross: Decimal | None = None
    discount: Decimal = Decimal(0)
    """What the vendor takes off by itself, as a negative amount."""
    amount: Decimal | None = None
    below: Decimal = Decimal(0)
    above: Decimal = Decimal(0)
    basis: str = ""

    @property
    def cost(self) -> Cost:
        """The amount as a part of a sum."""
        if self.amount is None:
            return OPEN
        about = self.amount if self.basis else Decimal(0)
        return Cost(amount=self.amount, about=about, below=self.below, above=self.above)

    @property
    def allowance(self) -> Decimal:
        """The cost of the included units, as a negative amount."""
        return (self.amount or Decimal(0)) - (self.gross or Decimal(0)) - self.discount

    @property
    def beyond(self) -> str | None:
        """What the vendor does where the plan ends: paused, refused or throttled; None where more
        is simply charged, or the plan is not at its end.
        """
        if self.price is None or self.price.included is None or self.usage.quantity is None:
            return None
        sold = self.price.cost(Decimal(1)) > 0
        return None if sold or self.usage.quantity <= self.included else self.price.at_limit


@dataclass(frozen=True, slots=True, kw_only=True)
class Credit:
    """Money that a plan's fee pays for its meters, as a negative amount."""

    vendor: str
    plan: str
    amount: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Bill:
    """A month at one or several vendors."""

    lines: tuple[Line, ...]
    credits: tuple[Credit, ...]

    @property
    def total(self) -> Decimal:
        """The sum of all known amounts, unrounded; `cents` rounds it."""
        known = sum((line.amount for line in self.lines if line.amount is not None), Decimal(0))
        return known + sum((credit.amount for credit in self.credits), Decimal(0))

    @property
    def allowances(self) -> Decimal:
        """The cost of all included units, as a negative amount."""
        return sum((line.allowance for line in self.lines), Decimal(0))

    @property
    def discounts(self) -> Decimal:
        """Automatic discounts, as a negative amount."""
        return sum((line.discount for line in self.lines), Decimal(0))

    @property
    def cost(self) -> Cost:
        """The sum of all lines and credits."""
        lines = sum_costs(line.cost for line in self.lines)
        return lines.plus(sum((credit.amount for credit in self.credits), Decimal(0)))

    @property
    def is_at_least(self) -> bool:
        """Whether a line is unknown, so that the total is a minimum."""
        return any(line.amount is None for line in self.lines)


def bill(book: Book, usages: Iterable[Usage], day: date, *, strict: bool = False) -> Bill:
    """Price the usage of one month. An allowance of an account is used up over all of its lines, in
    their order; one of a project by that project alone. ``strict``: with list prices alone.
    """
    left: dict[tuple[str, str, str, str], Decimal] = {}
    merged = _by_prompt(book, usages, day)
    lines = tuple(_line(book, usage, day, left, strict=strict) for usage in merged)
    return Bill(lines=lines, credits=tuple(_credits(lines)))


def _by_prompt(book: Book, usages: Iterable[Usage], day: date) -> Iterator[Usage]:
    """The usages, those of a meter whose prompts have the same price as one, after the rest."""
    together: dict[tuple[Any, ...], Usage] = {}
    for usage in usages:
        if usage.prompt is None:
            yield usage
            continue
        key = (usage.vendor, usage.plan, usage.meter)
        found = book.find(*key, region=usage.region, day=day, prompt=usage.prompt)
        same = (*key, usage.region, found and found[1].threshold)
        before = together.get(same)
        known = before is None or (before.quantity is not None and usage.quantity is not None)
        sum_ = (usage.quantity or _NONE) + ((before.quantity if before else None) or _NONE)
        together[same] = replace(usage, quantity=sum_ if known else None)
    yield from together.values()


def _line(
    book: Book,
    usage: Usage,
    day: date,
    left: dict[tuple[str, str, str, str], Decimal],
    *,
    strict: bool,
) -> Line:
    if usage.left_out:
        return Line(usage=usage, price=None, near=usage.left_out)
    key = (usage.vendor, usage.plan, usage.meter)
    found = book.find(*key, region=usage.region, day=day, prompt=usage.prompt)
    basis = ""
    if found is None and not strict:
        found, basis = book.about(*key, region=usage.region, day=day) or (None, "")
    if found is None:
        return Line(usage=usage, price=None, near=book.near(*key, usage.region))
    file, price = found
    if usage.quantity is None:
        return Line(usage=usage, price=price, basis=basis)
    free = min(_allowance(usage, price, left), usage.quantity)
    gross = file.line(price.cost(usage.quantity))
    charged = file.line(price.cost(usage.quantity - free)) if free else gross
    share = 1 - usage.discount
    amount = file.line(charged * share)

    def at(quantity: Decimal | None) -> Decimal:
        if quantity is None:
            return amount
        return file.line(price.cost(max(quantity - free, _NONE)) * share)

    return Line(
        usage=usage,
        price=price,
        included=free,
        gross=gross,
        discount=amount - charged,
        amount=amount,
        below=amount - at(usage.least),
        above=at(usage.most) - amount,
        basis=basis,
    )


def _allowance(
    usage: Usage, price: Price, left: dict[tuple[str, str, str, str], Decimal]
) -> Decimal:
    """What is left of the allowance, and take what this line uses of it."""
    included = price.included
    if included is None or included.covers or usage.quantity is None:
        return Decimal(0)
    scope = "" if included.per in _WHOLE_ACCOUNT else usage.resource
    key = (usage.vendor, usage.plan, usage.meter, scope)
    rest = left.get(key, included.amount)
    left[key] = max(rest - usage.quantity, Decimal(0))
    return rest


def _credits(lines: Sequence[Line]) -> Iterator[Credit]:
    spent: dict[tuple[str, str], list[Line]] = defaultdict(list)
    for line in lines:
        spent[line.usage.vendor, line.usage.plan].append(line)
    for (vendor, plan), own in spent.items():
        for line in own:
            included = line.price.included if line.price else None
            if included and included.covers and line.amount is not None:
                covered = sum((_covered(other, line, included.covers) for other in own), Decimal(0))
                yield Credit(vendor=vendor, plan=plan, amount=-min(included.amount, covered))


def _covered(line: Line, by: Line, covers: tuple[str, ...]) -> Decimal:
    if line is by or line.amount is None:
        return Decimal(0)
    return (
        line.amount if any(fnmatchcase(line.usage.meter, name) for name in covers) else Decimal(0)
    )
