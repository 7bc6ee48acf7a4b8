"""The lines of an estimate added up: in all, by vendor, by component."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from faro.cost.bill import Line
from faro.cost.estimate import ACCOUNT, Estimate
from faro.model.cost import NO_COST, Cost

OUTSIDE = "(no component)"
OF_ACCOUNT = "(account)"

Sums = dict[str, Cost | None]
"""By label; None where nothing of it is known."""


def total(estimate: Estimate) -> Cost:
    """Everything, open where anything is."""
    return replace(estimate.bill.cost, is_open=estimate.is_at_least)


def by_vendor(estimate: Estimate) -> Sums:
    """Each vendor's lines and credits."""
    sums = _sums((line.usage.vendor, line) for line in estimate.bill.lines)
    for credit in estimate.bill.credits:
        sums[credit.vendor] = (sums[credit.vendor] or NO_COST).plus(credit.amount)
    return sums


def by_component(estimate: Estimate) -> Sums:
    """Each component's lines; credits are the account's."""
    sums = _sums((_component(estimate, line), line) for line in estimate.bill.lines)
    for credit in estimate.bill.credits:
        sums[OF_ACCOUNT] = (sums.get(OF_ACCOUNT) or NO_COST).plus(credit.amount)
    return sums


def _component(estimate: Estimate, line: Line) -> str:
    if line.usage.resource == ACCOUNT:
        return OF_ACCOUNT
    return estimate.components.get(line.usage.resource, OUTSIDE)


def _sums(lines: Iterable[tuple[str, Line]]) -> Sums:
    sums: dict[str, Cost] = {}
    known: set[str] = set()
    for label, line in lines:
        sums[label] = sums.get(label, NO_COST).joined(line.cost)
        if line.amount is not None:
            known.add(label)
    return {label: cost if label in known else None for label, cost in sums.items()}
