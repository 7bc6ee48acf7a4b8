"""Amounts of money as the views print them."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from faro.model.cost import NO_COST, Cost, PlanCost, cents
from faro.model.plan import Action, Change


def money(amount: Decimal | None) -> str:
    """An amount in cents; `?` where it is not known."""
    return "?" if amount is None else f"{cents(amount):,.2f}"


def least(cost: Cost) -> str:
    """An amount in cents, or from the least to the most where a group is autoscaled. `≥`: the least
    that it can be; `≈`: with an estimate in it.
    """
    marks = ("≥ " if cost.is_open else "") + ("≈ " if cost.about else "")
    if cost.is_range:
        return f"{marks}{money(cost.least)}–{money(cost.most)}"
    return f"{marks}{money(cost.amount)}"


def change(changes: Iterable[Change], cost: PlanCost | None) -> str:
    """How much more the changes cost; empty where they cost the same, `?` where it is not known."""
    if cost is None:
        return ""
    old = new = NO_COST
    for one in changes:
        if one.action is Action.DELETE_REPLACED:
            continue  # its URN is that of the resource that took its place
        old = old.joined(cost.old.get(one.old.urn, NO_COST) if one.old else NO_COST)
        new = new.joined(cost.new.get(one.new.urn, NO_COST) if one.new else NO_COST)
    return _more(old, new)


def of_account(cost: PlanCost | None) -> str:
    """How much more is charged beside the resources: fees and credits of plans."""
    if cost is None:
        return ""
    return _more(cost.old.get("", NO_COST), cost.new.get("", NO_COST))


def _more(old: Cost, new: Cost) -> str:
    more = cents(new.amount) - cents(old.amount)
    opened = new.is_open and not old.is_open
    if not more:
        return "?" if opened else ""
    return f"{'≥ ' if opened else ''}{more:+,.2f}"


def sides(cost: PlanCost) -> str:
    """What a month costs on either side, before anything is used; once where it is the same."""
    return " => ".join(dict.fromkeys((least(cost.before), least(cost.after))))


def is_priced(cost: PlanCost | None) -> bool:
    """Whether a side has a price at all."""
    return cost is not None and any(
        side.amount or side.is_open for side in (cost.before, cost.after)
    )
