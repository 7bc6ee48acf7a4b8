"""From one estimate to another: what each resource costs on either side.

Both sides are priced whole and subtracted: what is replaced, deleted or new counts as it is.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from faro.cost.book import cents
from faro.cost.estimate import Estimate


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """What a resource costs in a month; ``is_open``: at least, for a line of it is not known."""

    amount: Decimal
    is_open: bool

    def plus(self, amount: Decimal | None) -> Side:
        """With one more line."""
        return Side(amount=self.amount + (amount or 0), is_open=self.is_open or amount is None)


NOTHING = Side(amount=Decimal(0), is_open=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One resource, or what an account is charged beside them (``name`` empty), at a vendor.

    None: it is not there on that side.
    """

    vendor: str
    name: str
    old: Side | None
    new: Side | None

    @property
    def amount(self) -> Decimal:
        """How much more a month costs, as far as it is known: of the two amounts in cents."""
        return cents((self.new or NOTHING).amount) - cents((self.old or NOTHING).amount)


def compare(old: Estimate, new: Estimate) -> tuple[Difference, ...]:
    """Everything that does not cost the same, the greatest difference first."""
    before, after = _sides(old), _sides(new)
    found = (
        Difference(vendor=key[0], name=key[1], old=before.get(key), new=after.get(key))
        for key in before | after
        if before.get(key, NOTHING) != after.get(key, NOTHING)
    )
    return tuple(sorted(found, key=lambda d: (-abs(d.amount), d.vendor, d.name)))


def _sides(estimate: Estimate) -> dict[tuple[str, str], Side]:
    sides: dict[tuple[str, str], Side] = {}
    for vendor, name, amount in _amounts(estimate):
        sides[vendor, name] = sides.get((vendor, name), NOTHING).plus(amount)
    return sides


def _amounts(estimate: Estimate) -> Iterator[tuple[str, str, Decimal | None]]:
    for line in estimate.bill.lines:
        yield line.usage.vendor, line.usage.scope, line.amount
    for credit in estimate.bill.credits:
        yield credit.vendor, "", credit.amount
