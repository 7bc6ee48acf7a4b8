"""Amounts of money as the views print them."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from faro.model.cost import NO_COST, Cost, PlanCost, cents
from faro.model.delta import NO_DELTA, Delta
from faro.model.plan import Action, Change

_THOUSAND, _MILLION = Decimal(1000), Decimal(1_000_000)


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


def rough(cost: Cost) -> str:
    """The same to three digits, for a figure that is rough by itself."""
    marks = ("≥ " if cost.is_open else "") + ("≈ " if cost.about else "")
    ends = dict.fromkeys((_digits(cost.least), _digits(cost.most)))
    return f"{marks}{'–'.join(ends)}"


def _digits(amount: Decimal) -> str:
    """An amount in dollars, with ``k`` or ``m`` where it has more than four digits."""
    size = abs(amount)
    for scale, unit in ((_MILLION, "m"), (_THOUSAND, "k")):
        if size >= 10 * _THOUSAND and size >= scale:
            return f"{float(amount / scale):.3g}{unit}"
    return f"{amount:,.0f}"


def change(changes: Iterable[Change], cost: PlanCost | None) -> str:
    """Return the cost difference of changes; empty for none, `?` if unknown."""
    if cost is None:
        return ""
    old = new = NO_COST
    delta = NO_DELTA
    for one in changes:
        if one.action is Action.DELETE_REPLACED:
            continue  # its URN is that of the resource that took its place
        urns = [side.urn if side else None for side in (one.old, one.new)]
        before, after = cost.sides(*urns)
        old, new = old.joined(before), new.joined(after)
        delta = delta.plus(cost.delta(*urns))
    return difference(old, new, delta)


def of_account(cost: PlanCost | None) -> str:
    """Return the cost difference of fees and credits of plans."""
    if cost is None:
        return ""
    return difference(*cost.sides("", ""), cost.delta("", ""))


def difference(old: Cost, new: Cost, delta: Delta) -> str:
    """How much more the new side costs, of the two amounts in cents; empty for nothing.

    `≥` where a part of the new side is not known, `≤` where one of the old side is not, `?` where
    not even the sign of the difference is known.
    """
    if delta.is_unknown:
        return "?"
    more = cents(new.amount) - cents(old.amount)
    if not more:
        return ""
    sign = "≥ " if delta.may_be_more else "≤ " if delta.may_be_less else ""
    about = "≈ " if new.about != old.about else ""
    return f"{sign}{about}{more:+,.2f}"


def sides(cost: PlanCost) -> str:
    """Return the monthly cost of both sides, without usage; once if equal."""
    return " => ".join(dict.fromkeys((least(cost.before), least(cost.after))))


def is_priced(cost: PlanCost | None) -> bool:
    """Return whether a side has a price at all."""
    return cost is not None and any(
        side.amount or side.is_open for side in (cost.before, cost.after)
    )
