"""The cost difference of a comparison, as far as it is known."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import reduce


@dataclass(frozen=True, slots=True, kw_only=True)
class Delta:
    """US dollars a month that the new side costs more, to the last digit.

    ``may_be_more``: a part of the new side is not known. ``may_be_less``: a part of the old side is
    not known. A part that is unknown in the same way on both sides makes no difference.
    """

    amount: Decimal = Decimal(0)
    may_be_more: bool = False
    may_be_less: bool = False

    @property
    def is_nothing(self) -> bool:
        """Whether both sides are known to cost the same."""
        return not (self.amount or self.may_be_more or self.may_be_less)

    @property
    def is_unknown(self) -> bool:
        """Whether neither an increase nor a saving may be claimed. At most so much more is known;
        at least so much less is not, for it reads like a saving.
        """
        if self.may_be_more and self.may_be_less:
            return True
        if self.may_be_more:
            return self.amount <= 0
        return self.may_be_less and not self.amount

    def plus(self, other: Delta) -> Delta:
        """Both together."""
        return Delta(
            amount=self.amount + other.amount,
            may_be_more=self.may_be_more or other.may_be_more,
            may_be_less=self.may_be_less or other.may_be_less,
        )


NO_DELTA = Delta()


def sum_deltas(deltas: Iterable[Delta]) -> Delta:
    """All of them together."""
    return reduce(Delta.plus, deltas, NO_DELTA)
