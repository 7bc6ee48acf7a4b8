"""What a month costs, as far as it is known."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal


def cents(amount: Decimal) -> Decimal:
    """An amount of money in whole cents; half a cent is a cent."""
    return amount.quantize(Decimal("0.01"), ROUND_HALF_UP)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """US dollars a month, to the last digit; ``is_open``: at least, for a part is not known."""

    amount: Decimal
    is_open: bool = False

    def plus(self, amount: Decimal | None) -> Cost:
        """With one more part, which may not be known."""
        return Cost(amount=self.amount + (amount or 0), is_open=self.is_open or amount is None)

    def joined(self, other: Cost) -> Cost:
        """Both together."""
        return Cost(amount=self.amount + other.amount, is_open=self.is_open or other.is_open)


NO_COST = Cost(amount=Decimal(0))


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanCost:
    """What either side of a plan costs before anything is used: each resource by its URN, and what
    an account pays beside them under the empty one.
    """

    old: Mapping[str, Cost]
    new: Mapping[str, Cost]

    @property
    def before(self) -> Cost:
        """The old side as a whole."""
        return _sum(self.old.values())

    @property
    def after(self) -> Cost:
        """The new side as a whole."""
        return _sum(self.new.values())


def _sum(costs: Iterable[Cost]) -> Cost:
    total = NO_COST
    for cost in costs:
        total = total.joined(cost)
    return total
