"""Implements ``faro explain --sensitivity``: how much each assumption changes a bill."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from faro.cost import checks
from faro.cost.existing import priceable
from faro.cost.sums import total
from faro.cost.usage_file import together
from faro.cost.workload import HIGH, LOW, Origin, Workload
from faro.model.cost import Cost
from faro.pricing import CostRequest
from faro.program.project import Project
from faro.program.runs import Progress
from faro.targets import by_stack, resolve
from faro.usages import answers


@dataclass(frozen=True, slots=True, kw_only=True)
class Swing:
    """The bill with one assumption at its low and at its high end, all others typical."""

    figure: str
    low: Decimal | int
    typical: Decimal | int
    high: Decimal | int
    at_low: Cost
    at_high: Cost

    @property
    def size(self) -> Decimal:
        """The difference of both bills."""
        return abs(self.at_high.amount - self.at_low.amount)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sensitivity:
    """One target: its typical bill, and the swings of it, the largest first; those of nothing are
    left out.
    """

    target: str
    workload: Workload
    typical: Cost
    swings: tuple[Swing, ...]


def sensitivity(
    request: CostRequest, habits: Workload, progress: Progress
) -> tuple[Sensitivity, ...]:
    """Price each target with one assumption after the other at either end."""
    book = checks.book(request.prices, request.day)
    targets = resolve(request, progress)
    ends = dict(_ends(habits))
    loads = tuple(dict.fromkeys((habits, *(load for pair in ends.values() for load in pair))))
    stacks = by_stack(targets.values())
    said = answers(Project.read(request.program), stacks, loads, request.config)
    found = []
    for name, snapshots in targets.items():
        looked_through = priceable(snapshots)
        costs = {
            load: total(
                looked_through.estimate(
                    together(said[s.stack, load] for s in snapshots),
                    book,
                    request.day,
                    strict=request.strict,
                )
            )
            for load in loads
        }
        swings = sorted(_swings(habits, ends, costs), key=lambda one: -one.size)
        found.append(
            Sensitivity(
                target=name,
                workload=habits,
                typical=costs[habits],
                swings=tuple(one for one in swings if one.size),
            )
        )
    return tuple(found)


def _ends(habits: Workload) -> Iterator[tuple[str, tuple[Workload, Workload]]]:
    """The workload with one assumed figure at its low and at its high end."""
    for name in LOW:
        if habits.origin(name) is Origin.ASSUMED and LOW[name] != HIGH[name]:
            low, high = ({name: ends[name]} for ends in (LOW, HIGH))
            yield name, (habits.with_assumed(low), habits.with_assumed(high))


def _swings(
    habits: Workload,
    ends: Mapping[str, tuple[Workload, Workload]],
    costs: Mapping[Workload, Cost],
) -> Iterator[Swing]:
    for name, (low, high) in ends.items():
        yield Swing(
            figure=name,
            low=LOW[name],
            typical=getattr(habits, name),
            high=HIGH[name],
            at_low=costs[low],
            at_high=costs[high],
        )
