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
    """US dollars a month, to the last digit.

    ``amount`` is all that is known. ``about``: how much of it is an estimate from other regions'
    prices. ``below`` and ``above``: how much less or more it is where autoscaled groups run at
    their least or their most. ``is_open``: it is at least this, for a part is not known.
    """

    amount: Decimal
    about: Decimal = Decimal(0)
    below: Decimal = Decimal(0)
    above: Decimal = Decimal(0)
    is_open: bool = False

    @property
    def least(self) -> Decimal:
        """The amount with every group at its least."""
        return self.amount - self.below

    @property
    def most(self) -> Decimal:
        """The amount with every group at its most."""
        return self.amount + self.above

    @property
    def is_range(self) -> bool:
        """Whether an autoscaled group is in it."""
        return bool(self.below or self.above)

    @property
    def is_exact(self) -> bool:
        """Whether it is one amount, with nothing estimated and nothing left out."""
        return not (self.is_open or self.about or self.is_range)

    def plus(self, amount: Decimal | None) -> Cost:
        """With one more exact part, which may not be known."""
        return self.joined(OPEN if amount is None else Cost(amount=amount))

    def joined(self, other: Cost) -> Cost:
        """Both together."""
        return Cost(
            amount=self.amount + other.amount,
            about=self.about + other.about,
            below=self.below + other.below,
            above=self.above + other.above,
            is_open=self.is_open or other.is_open,
        )


NO_COST = Cost(amount=Decimal(0))
OPEN = Cost(amount=Decimal(0), is_open=True)


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
