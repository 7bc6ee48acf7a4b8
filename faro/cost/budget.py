"""Budgets: ceilings and limits on increases, for a target or for a component of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Annotated, Literal, NamedTuple

from pydantic import BaseModel, ConfigDict, Field

from faro.cost.compare import Part, deltas, grouped, total_delta
from faro.cost.estimate import Estimate
from faro.cost.sums import by_component, component, total
from faro.cost.yaml_model import Kind
from faro.model.cost import NO_COST, OPEN, Cost, cents
from faro.model.delta import NO_DELTA, Delta
from faro.model.near import near

_Amount = Annotated[Decimal, Field(ge=0)]


class Limits(BaseModel):
    """US dollars a month; ``increase_percent`` of what it was before.

    ``allow_open`` false: a cost of which a part is not known exceeds the limits. Else such a cost
    counts as far as it is known; an increase of which nothing is known exceeds a limit on increases
    unless ``allow_open`` is true.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    ceiling: _Amount | None = None
    increase: _Amount | None = None
    increase_percent: _Amount | None = None
    allow_open: bool | None = None

    @property
    def on_increase(self) -> bool:
        """Whether it needs a second target to compare with."""
        return self.increase is not None or self.increase_percent is not None


class Budget(BaseModel):
    """``any`` holds for every target that ``phases`` does not name; ``allow_open`` for all limits
    that do not say it themselves.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    currency: Literal["USD"]
    allow_open: bool | None = None
    any: Limits = Limits()
    phases: dict[str, Limits] = Field(default_factory=dict)
    components: dict[str, Limits] = Field(default_factory=dict)

    @property
    def on_increase(self) -> bool:
        """Whether any limit needs a second target to compare with."""
        every = (self.any, *self.phases.values(), *self.components.values())
        return any(limits.on_increase for limits in every)

    def with_default(self, limits: Limits) -> Limits:
        """The limits, with the budget's default ``allow_open``."""
        if limits.allow_open is not None:
            return limits
        return limits.model_copy(update={"allow_open": self.allow_open})


FILE = Kind(called="budget", model=Budget, keys=(*Budget.model_fields, *Limits.model_fields))


class _Cost(NamedTuple):
    """What the limits are held against; ``old`` and ``delta`` None: nothing to compare with."""

    what: str
    place: str
    new: Cost
    old: Cost | None
    delta: Delta | None


def exceeded(budget: Budget, name: str, new: Estimate, old: Estimate | None) -> Iterator[str]:
    """Each limit that a target exceeds, in a line. What is open counts as far as it is known."""
    place = f"phases.{name}" if name in budget.phases else "any"
    limits = budget.with_default(budget.phases.get(name, budget.any))
    delta = total_delta(old, new) if old else None
    yield from _of(limits, _Cost(name, place, total(new), total(old) if old else None, delta))
    before = by_component(old) if old else {}
    more = _by_component(old, new) if old else {}
    after = by_component(new)
    for part, limits in budget.components.items():
        if part in after:
            was = before.get(part) or NO_COST if old else None
            found = _Cost(
                f"{part} in {name}",
                f"components.{part}",
                after[part] or OPEN,
                was,
                more.get(part, NO_DELTA) if old else None,
            )
            yield from _of(budget.with_default(limits), found)


def _by_component(old: Estimate, new: Estimate) -> dict[str, Delta]:
    def parts(of: Estimate) -> dict[str, list[Part]]:
        return grouped(of, lambda _vendor, resource: component(of, resource))

    return deltas(parts(old), parts(new))


def _of(limits: Limits, cost: _Cost) -> Iterator[str]:
    new, place = cost.new, cost.place
    costs = f"{cost.what} costs {'at least ' if new.is_open else ''}{_usd(new.amount)} a month"
    if limits.ceiling is not None and cents(new.amount) > limits.ceiling:
        over = _usd(new.amount - limits.ceiling)
        yield f"{costs}, {over} over its ceiling of {_usd(limits.ceiling)} ({place}.ceiling)"
    if limits.allow_open is False and new.is_open:
        yield f"{costs}; a part of it is not known ({place}.allow_open)"
    if cost.old is not None and cost.delta is not None:
        yield from _of_increase(limits, cost, costs, cost.old, cost.delta)


def _of_increase(limits: Limits, cost: _Cost, costs: str, old: Cost, delta: Delta) -> Iterator[str]:
    place = cost.place
    if limits.on_increase and delta.is_unknown and not limits.allow_open:
        key = "increase" if limits.increase is not None else "increase_percent"
        yield f"{costs}; the increase is not known ({place}.{key})"
        return
    more = cents(cost.new.amount) - cents(old.amount)
    if limits.increase is not None and more > limits.increase:
        allowed = f"{_usd(limits.increase)} allowed ({place}.increase)"
        yield f"{costs}, {_usd(more)} more than before; {allowed}"
    percent = limits.increase_percent
    if percent is not None and more > cents(old.amount) * percent / 100:
        allowed = f"{percent:f} % allowed ({place}.increase_percent)"
        yield f"{costs}, {_share(more, old)} more than before; {allowed}"


def _share(more: Decimal, old: Cost) -> str:
    """The increase in per cent; in dollars where there was nothing before."""
    if not old.amount:
        return _usd(more)
    return f"{'at most ' if old.is_open else ''}{more / old.amount * 100:.1f} %"


def _usd(amount: Decimal) -> str:
    return f"{cents(amount):,.2f} USD"


def unmatched(budget: Budget, targets: Mapping[str, Estimate]) -> Iterator[str]:
    """Phases and components of the budget that are in no target."""
    components = {name for estimate in targets.values() for name in by_component(estimate)}
    for key, named, there in (
        ("phases", budget.phases, set(targets)),
        ("components", budget.components, components),
    ):
        yield from (f"{key}.{name}{near(name, there)}" for name in named if name not in there)
