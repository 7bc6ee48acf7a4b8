"""Implements ``faro curve``: the cost of each target by number of users, under three loads."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import combinations
from pathlib import Path

from faro.cost import checks, workload
from faro.cost.bill import Line
from faro.cost.book import Book
from faro.cost.curve import Band, Curve, Flip, Threshold, point, users
from faro.cost.estimate import Estimate, Priceable
from faro.cost.existing import priceable
from faro.cost.usage_file import UsageFile, together
from faro.cost.workload import HIGH, LOW, Workload
from faro.program.phases import Phases
from faro.program.project import Project
from faro.program.runs import Progress
from faro.targets import TargetRequest, by_stack, resolve
from faro.usages import answers

POINTS = 60
_SHOWN = 3
"""Of what is fixed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CurveRequest(TargetRequest):
    """Which targets to price, from how few users to how many. ``strict``: with list prices alone,
    none estimated from another region's.
    """

    workload: Path | None = None
    prices: tuple[Path, ...] = ()
    mau_from: int = 1_000
    mau_to: int = 10_000_000
    strict: bool = False
    day: date = field(default_factory=date.today)


@dataclass(frozen=True, slots=True, kw_only=True)
class Curves:
    """``pairs``: those of which one may follow the other. ``alternatives`` are priced by what the
    project's script says of them alone, and each is compared with the first; ``flips`` say at which
    price of its unit it costs as much.
    """

    phases: tuple[Band, ...]
    pairs: tuple[tuple[Band, Band], ...]
    alternatives: tuple[Band, ...] = ()
    flips: tuple[Flip, ...] = ()

    @property
    def alternative_pairs(self) -> tuple[tuple[Band, Band], ...]:
        """The first alternative with each other one."""
        return tuple((self.alternatives[0], other) for other in self.alternatives[1:])


_Said = Mapping[tuple[str, Workload], UsageFile]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Loads:
    """The typical loads, the low and the high ones, each at every number of users."""

    typical: tuple[Workload, ...]
    low: tuple[Workload, ...]
    high: tuple[Workload, ...]

    @property
    def every(self) -> tuple[Workload, ...]:
        return tuple(dict.fromkeys((*self.typical, *self.low, *self.high)))


def curves(request: CurveRequest, progress: Progress) -> Curves:
    """Price each target at each number of users, with one question to the project's script."""
    project, book = Project.read(request.program), checks.book(request.prices, request.day)
    phases = Phases.read(project)
    targets = resolve(request, progress)
    loads = _loads(request)
    stacks = by_stack(targets.values()) | dict.fromkeys(phases.alternatives)
    said = answers(project, stacks, loads.every, request.config)
    drawn = _Drawn(book, request.day, said, loads, request.strict)
    found = {n: drawn.band(n, priceable(ss), [s.stack for s in ss]) for n, ss in targets.items()}
    edges = phases.edges() if not request.targets else combinations(found, 2)
    others = tuple(drawn.band(name, Priceable(), [name]) for name in phases.alternatives)
    return Curves(
        phases=tuple(found.values()),
        pairs=tuple((found[a], found[b]) for a, b in edges),
        alternatives=others,
        flips=tuple(drawn.flips(phases.alternatives)),
    )


def _loads(request: CurveRequest) -> _Loads:
    habits = workload.read(request.workload, request.mau_from)
    counts = users(request.mau_from, request.mau_to, POINTS)

    def at(each: Workload) -> tuple[Workload, ...]:
        return tuple(each.at(mau) for mau in counts)

    low, high = habits.with_assumed(LOW), habits.with_assumed(HIGH)
    return _Loads(typical=at(habits), low=at(low), high=at(high))


@dataclass(frozen=True, slots=True)
class _Drawn:
    """What the script said, at the prices of a day."""

    book: Book
    day: date
    said: _Said
    loads: _Loads
    strict: bool

    def band(self, name: str, stacks: Priceable, named: Sequence[str]) -> Band:
        """One target under each load."""

        def curve(loads: Sequence[Workload]) -> Curve:
            points = (point(at, self._estimate(stacks, named, at)) for at in loads)
            return Curve(name=name, points=tuple(points))

        first = self._estimate(stacks, named, self.loads.typical[0])
        return Band(
            typical=curve(self.loads.typical),
            low=curve(self.loads.low),
            high=curve(self.loads.high),
            fixed=tuple(_fixed(first)),
        )

    def flips(self, names: Sequence[str]) -> Iterator[Flip]:
        """Each alternative that is one meter alone, against the first."""
        for name in names[1:]:
            line = self._only_line(name, self.loads.typical[0])
            if line and line.amount and line.price and line.usage.quantity:
                at_each = zip(self.loads.typical, self.loads.low, self.loads.high, strict=True)
                yield Flip(
                    name=name,
                    against=names[0],
                    meter=line.usage.meter,
                    unit=line.price.unit,
                    today=line.amount / line.usage.quantity,
                    thresholds=tuple(
                        Threshold(
                            loads[0].mau, *(self._threshold(name, names[0], at) for at in loads)
                        )
                        for loads in at_each
                    ),
                )

    def _threshold(self, name: str, against: str, at: Workload) -> Decimal | None:
        line, other = self._only_line(name, at), self._estimate(Priceable(), [against], at)
        if line is None or not line.usage.quantity or other.is_at_least:
            return None
        return other.bill.total / line.usage.quantity

    def _only_line(self, name: str, at: Workload) -> Line | None:
        """The line of an alternative that has one."""
        lines = self._estimate(Priceable(), [name], at).bill.lines
        return lines[0] if len(lines) == 1 else None

    def _estimate(self, stacks: Priceable, named: Sequence[str], at: Workload) -> Estimate:
        used = together(self.said[name, at] for name in named)
        return stacks.estimate(used, self.book, self.day, strict=self.strict)


def _fixed(estimate: Estimate) -> Iterator[str]:
    """The largest fixed costs, which depend on the sizes in config."""
    of_resources = (line for line in estimate.bill.lines if line.usage.resource)
    lines = [line for line in of_resources if line.usage.fixed and line.amount]
    for line in sorted(lines, key=lambda one: -(one.amount or 0))[:_SHOWN]:
        yield f"{line.usage.vendor} {line.usage.meter} {line.amount:,.2f}"
