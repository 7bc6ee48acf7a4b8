"""Compares two estimates by resource.

Both sides are priced whole and subtracted, line by line: what is replaced, deleted or new counts as
it is, and a line that is unknown for the same reason on both sides cancels out. Any other unknown
stays one; it never counts as zero.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple, TypeVar

from faro.cost.bill import Line
from faro.cost.book import Price
from faro.cost.estimate import ACCOUNT, Estimate
from faro.cost.plugins import is_modelled
from faro.model import urn
from faro.model.cost import OPEN, Cost, cents, sum_costs
from faro.model.delta import Delta, sum_deltas
from faro.model.value import bare

Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One resource, or what an account is charged beside them (``name`` empty), at a vendor; the
    vendor of a resource without a price is not known and empty.

    None: it is not there on that side.
    """

    vendor: str
    name: str
    old: Cost | None
    new: Cost | None
    delta: Delta


class Part(NamedTuple):
    """One cost of a bill; ``reason`` says why it is open, in a form that two sides share."""

    cost: Cost
    reason: object = None


def compare(old: Estimate, new: Estimate) -> tuple[Difference, ...]:
    """Everything that does not cost the same, the greatest difference first."""
    before, after = grouped(old, _in_any_stack), grouped(new, _in_any_stack)
    found = (
        Difference(
            vendor=key[0],
            name=key[2],
            old=cost_of(before[key]) if key in before else None,
            new=cost_of(after[key]) if key in after else None,
            delta=delta(before.get(key, ()), after.get(key, ())),
        )
        for key in before | after
    )
    differing = (each for each in found if not each.delta.is_nothing)
    return tuple(sorted(differing, key=lambda d: (-abs(cents(d.delta.amount)), d.vendor, d.name)))


def total_delta(old: Estimate, new: Estimate) -> Delta:
    """Return the sum of all differences."""
    return sum_deltas(found.delta for found in compare(old, new))


def deltas(old: Mapping[Key, list[Part]], new: Mapping[Key, list[Part]]) -> dict[Key, Delta]:
    """The difference under each key of either side."""
    return {key: delta(old.get(key, ()), new.get(key, ())) for key in {**old, **new}}


def delta(old: Iterable[Part], new: Iterable[Part]) -> Delta:
    """The difference of two lists of parts."""
    before, after = list(old), list(new)
    left = [part.reason for part in after if part.cost.is_open]
    opened = False
    for part in before:
        if not part.cost.is_open:
            continue
        if part.reason in left:
            left.remove(part.reason)
        else:
            opened = True
    return Delta(
        amount=cost_of(after).amount - cost_of(before).amount,
        may_be_more=bool(left),
        may_be_less=opened,
    )


def grouped(estimate: Estimate, by: Callable[[str, str], Key | None]) -> dict[Key, list[Part]]:
    """The parts of a bill by what ``by`` makes of vendor and URN; what it answers None for is left
    out. A resource without a price, or one that is only modelled, has an unknown part of its own.
    """
    found: dict[Key, list[Part]] = defaultdict(list)
    for vendor, resource, part in _parts(estimate):
        key = by(vendor, resource)
        if key is not None:
            found[key].append(part)
    return dict(found)


def _parts(estimate: Estimate) -> Iterator[tuple[str, str, Part]]:
    for line in estimate.bill.lines:
        reason = _reason(line) if line.cost.is_open else None
        yield line.usage.vendor, line.usage.resource, Part(line.cost, reason)
    for credit in estimate.bill.credits:
        yield credit.vendor, ACCOUNT, Part(Cost(amount=credit.amount))
    vendors = {line.usage.resource: line.usage.vendor for line in estimate.bill.lines}
    only_modelled = (resource for resource in estimate.charged if is_modelled(resource))
    for resource in (*estimate.unpriced, *only_modelled):
        reason = resource.type, bare(dict(resource.inputs))
        yield vendors.get(resource.urn, ""), resource.urn, Part(OPEN, reason)


def _reason(line: Line) -> object:
    """Equal on two sides exactly where the unknown amounts are the same."""
    used = line.usage
    if line.price is None:
        return used.meter, used.plan, used.region, used.quantity, used.left_out
    return used.meter, _rates(line.price), used.quantity


def _rates(price: Price) -> object:
    """What of a price decides an amount."""
    return price.price, price.tiers, price.per, price.included, price.volume, price.whole_packages


def _in_any_stack(vendor: str, resource: str) -> tuple[str, str, str]:
    """Vendor, type under its components, name: the same resource in any stack."""
    if resource == ACCOUNT:
        return vendor, "", ""
    parts = urn.parse(resource)
    return vendor, parts.qualified_type, parts.name


def cost_of(parts: Iterable[Part]) -> Cost:
    """The sum of parts, open where one is not known."""
    return sum_costs(part.cost for part in parts)
