"""What may be spent: ceilings and increases, for a whole target or for a component of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from faro.cost.estimate import Estimate
from faro.cost.near import near
from faro.cost.sums import by_component, total
from faro.cost.yaml_model import Kind
from faro.model.cost import NO_COST, Cost, cents

_Amount = Annotated[Decimal, Field(ge=0)]


class Limits(BaseModel):
    """US dollars a month; ``increase_percent`` of what it was before."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    ceiling: _Amount | None = None
    increase: _Amount | None = None
    increase_percent: _Amount | None = None

    @property
    def on_increase(self) -> bool:
        """Whether it takes something to compare with."""
        return self.increase is not None or self.increase_percent is not None


class Budget(BaseModel):
    """``any`` holds for every target that ``phases`` does not name."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    currency: Literal["USD"]
    any: Limits = Limits()
    phases: dict[str, Limits] = Field(default_factory=dict)
    components: dict[str, Limits] = Field(default_factory=dict)

    @property
    def on_increase(self) -> bool:
        """Whether any limit takes something to compare with."""
        every = (self.any, *self.phases.values(), *self.components.values())
        return any(limits.on_increase for limits in every)


FILE = Kind(called="A budget", model=Budget, keys=(*Budget.model_fields, *Limits.model_fields))


def exceeded(budget: Budget, name: str, new: Estimate, old: Estimate | None) -> Iterator[str]:
    """Each limit that a target exceeds, in a line. What is open counts as far as it is known."""
    place = f"phases.{name}" if name in budget.phases else "any"
    limits = budget.phases.get(name, budget.any)
    yield from _of(name, place, limits, total(new), total(old) if old else None)
    before = by_component(old) if old else {}
    after = by_component(new)
    for component, limits in budget.components.items():
        if component in after:
            was = before.get(component) or NO_COST if old else None
            place, what = f"components.{component}", f"{component} in {name}"
            yield from _of(what, place, limits, after[component] or NO_COST, was)


def _of(what: str, place: str, limits: Limits, new: Cost, old: Cost | None) -> Iterator[str]:
    costs = f"{what} costs {'at least ' if new.is_open else ''}{_usd(new.amount)} a month"
    if limits.ceiling is not None and cents(new.amount) > limits.ceiling:
        over = _usd(new.amount - limits.ceiling)
        yield f"{costs}, {over} over its ceiling of {_usd(limits.ceiling)} ({place}.ceiling)"
    if old is None:
        return
    more = cents(new.amount) - cents(old.amount)
    if limits.increase is not None and more > limits.increase:
        allowed = f"{_usd(limits.increase)} ({place}.increase)"
        yield f"{costs}, {_usd(more)} more than before; allowed are {allowed}"
    percent = limits.increase_percent
    if percent is not None and more > cents(old.amount) * percent / 100:
        allowed = f"{percent:f} % ({place}.increase_percent)"
        yield f"{costs}, {_share(more, old)} more than before; allowed are {allowed}"


def _share(more: Decimal, old: Cost) -> str:
    return f"{more / old.amount * 100:.1f} %" if old.amount else _usd(more)


def _usd(amount: Decimal) -> str:
    return f"{cents(amount):,.2f} USD"


def unmatched(budget: Budget, targets: Mapping[str, Estimate]) -> Iterator[str]:
    """Phases and components of the budget that no target is or has."""
    components = {name for estimate in targets.values() for name in by_component(estimate)}
    for key, named, there in (
        ("phases", budget.phases, set(targets)),
        ("components", budget.components, components),
    ):
        yield from (f"{key}.{name}{near(name, there)}" for name in named if name not in there)
