"""Subtotals of an estimate: in total, by vendor, by component, by dependency on usage.

Views print these sums and calculate none themselves.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from decimal import Decimal

from faro.cost.bill import Line
from faro.cost.estimate import ACCOUNT, Estimate
from faro.cost.plugins import is_modelled
from faro.model.cost import NO_COST, OPEN, Cost
from faro.model.snapshot import Resource

OUTSIDE = "(no component)"
OF_ACCOUNT = "(account)"

Sums = dict[str, Cost | None]
"""By label; None where nothing of it is known."""


def total(estimate: Estimate) -> Cost:
    """Everything, open where anything is."""
    return replace(estimate.bill.cost, is_open=estimate.is_at_least)


def before_usage(estimate: Estimate) -> Estimate:
    """Return fixed costs: fees, costs fixed by inputs, and the credits for them."""
    fixed = tuple(line for line in estimate.bill.lines if line.usage.fixed)
    return replace(estimate, bill=replace(estimate.bill, lines=fixed))


def fixed(estimate: Estimate) -> Cost | None:
    """What is charged at any load, its allowances taken off and credits not; None where nothing of
    it is known.
    """
    return of_lines(line for line in estimate.bill.lines if line.usage.fixed)


def by_usage(estimate: Estimate) -> Cost | None:
    """What follows from the load, its allowances taken off; None where nothing of it is known."""
    return of_lines(line for line in estimate.bill.lines if not line.usage.fixed)


def of_lines(lines: Iterable[Line]) -> Cost | None:
    """The sum of lines of a bill; None where nothing of it is known."""
    return _sums(("", line.cost) for line in lines).get("", NO_COST)


def credit(estimate: Estimate) -> Decimal:
    """Return the credits of plans, as a negative amount."""
    return sum((one.amount for one in estimate.bill.credits), Decimal(0))


def per_user(estimate: Estimate, users: int) -> Cost:
    """Return the cost per user."""
    cost = total(estimate)
    return Cost(amount=cost.amount / users, is_open=cost.is_open)


def margin(estimate: Estimate, income: Decimal) -> Cost:
    """Return the income minus the vendors' bills, before payment fees, taxes,
    refunds or wages. Open: it is at most that.
    """
    cost = total(estimate)
    return Cost(amount=income - cost.amount, is_open=cost.is_open)


def by_vendor(estimate: Estimate) -> Sums:
    """Each vendor's lines and credits; open where a line is of a resource that is only modelled."""
    lines = estimate.bill.lines
    unknown = {resource.urn for resource in _modelled(estimate)}
    beside = ((line.usage.vendor, OPEN) for line in lines if line.usage.resource in unknown)
    sums = _sums((*((line.usage.vendor, line.cost) for line in lines), *beside))
    for credit in estimate.bill.credits:
        sums[credit.vendor] = (sums[credit.vendor] or NO_COST).plus(credit.amount)
    return sums


def by_component(estimate: Estimate) -> Sums:
    """Each component's lines, with resources that have no price or are only modelled; credits are
    the account's.
    """
    lines = [(line.usage.resource, line.cost) for line in estimate.bill.lines]
    unknown = [(resource.urn, OPEN) for resource in (*estimate.unpriced, *_modelled(estimate))]
    sums = _sums((component(estimate, urn), cost) for urn, cost in (*lines, *unknown))
    for credit in estimate.bill.credits:
        sums[OF_ACCOUNT] = (sums.get(OF_ACCOUNT) or NO_COST).plus(credit.amount)
    return sums


def _modelled(estimate: Estimate) -> Iterator[Resource]:
    return (one for one in (*estimate.charged, *estimate.free) if is_modelled(one))


def component(estimate: Estimate, resource: str) -> str:
    """The component that a resource is added to, by its URN."""
    if resource == ACCOUNT:
        return OF_ACCOUNT
    return estimate.components.get(resource, OUTSIDE)


def _sums(costs: Iterable[tuple[str, Cost]]) -> Sums:
    sums: dict[str, Cost] = {}
    known: set[str] = set()
    for label, cost in costs:
        sums[label] = sums.get(label, NO_COST).joined(cost)
        if cost.amount or not cost.is_open:
            known.add(label)
    return {label: cost if label in known else None for label, cost in sums.items()}
