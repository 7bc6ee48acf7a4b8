"""From one estimate to another: what each resource costs on either side.

Both sides are priced whole and subtracted: what is replaced, deleted or new counts as it is.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from faro.cost.estimate import ACCOUNT, Estimate
from faro.model import urn
from faro.model.cost import NO_COST, Cost, cents


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One resource, or what an account is charged beside them (``name`` empty), at a vendor.

    None: it is not there on that side.
    """

    vendor: str
    name: str
    old: Cost | None
    new: Cost | None

    @property
    def amount(self) -> Decimal:
        """How much more a month costs, as far as it is known: of the two amounts in cents."""
        return cents((self.new or NO_COST).amount) - cents((self.old or NO_COST).amount)


def compare(old: Estimate, new: Estimate) -> tuple[Difference, ...]:
    """Everything that does not cost the same, the greatest difference first."""
    before, after = _costs(old), _costs(new)
    found = (
        Difference(vendor=key[0], name=key[2], old=before.get(key), new=after.get(key))
        for key in before | after
        if before.get(key, NO_COST) != after.get(key, NO_COST)
    )
    return tuple(sorted(found, key=lambda d: (-abs(d.amount), d.vendor, d.name)))


_Key = tuple[str, str, str]
"""Vendor, type under its components, name: the same resource in any stack."""


def _costs(estimate: Estimate) -> dict[_Key, Cost]:
    costs: dict[_Key, Cost] = {}
    for key, cost in _parts(estimate):
        costs[key] = costs.get(key, NO_COST).joined(cost)
    return costs


def _parts(estimate: Estimate) -> Iterator[tuple[_Key, Cost]]:
    for line in estimate.bill.lines:
        if line.usage.resource == ACCOUNT:
            yield (line.usage.vendor, "", ""), line.cost
        else:
            parts = urn.parse(line.usage.resource)
            yield (line.usage.vendor, parts.qualified_type, parts.name), line.cost
    for credit in estimate.bill.credits:
        yield (credit.vendor, "", ""), Cost(amount=credit.amount)
