"""The monthly cost, as far as it is known."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import reduce

from faro.model.delta import Delta, sum_deltas


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


def sum_costs(costs: Iterable[Cost]) -> Cost:
    """All of them together, open where one is."""
    return reduce(Cost.joined, costs, NO_COST)


def between(old: Cost, new: Cost) -> Delta:
    """The difference of two costs of which only the sums are known."""
    return Delta(amount=new.amount - old.amount, may_be_more=new.is_open, may_be_less=old.is_open)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanCost:
    """What either side of a plan costs without usage: each resource by its URN, and what an account
    pays besides under the empty one.

    ``deltas``, by the new URN of a resource or its old one where it is gone, are worked out line by
    line, so that a part that is unknown on both sides cancels out.
    """

    old: Mapping[str, Cost]
    new: Mapping[str, Cost]
    deltas: Mapping[str, Delta] = field(default_factory=dict)
    read: tuple[date, date] | None = None
    """The days between which the prices were read at their sources."""

    @property
    def before(self) -> Cost:
        """The old side as a whole."""
        return sum_costs(self.old.values())

    @property
    def after(self) -> Cost:
        """The new side as a whole."""
        return sum_costs(self.new.values())

    def sides(self, old: str | None, new: str | None) -> tuple[Cost, Cost]:
        """What a resource costs on either side, by its URN there; None where it is not there.

        One that is deleted and kept running (``retainOnDelete``) costs something on the new side,
        under its old URN.
        """
        before = NO_COST if old is None else self.old.get(old, NO_COST)
        return before, self.new.get(_either(old, new), NO_COST)

    def delta(self, old: str | None, new: str | None) -> Delta:
        """Return the cost difference of one resource."""
        key = _either(old, new)
        return self.deltas[key] if key in self.deltas else between(*self.sides(old, new))

    @property
    def whole(self) -> Delta:
        """Return the total cost difference."""
        if not self.deltas:
            return between(self.before, self.after)
        return sum_deltas(self.deltas.values())


def _either(old: str | None, new: str | None) -> str:
    """The URN that a resource goes by: the new one, else the old one."""
    return new if new is not None else old or ""
