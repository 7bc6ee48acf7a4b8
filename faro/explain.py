"""The one call behind ``faro explain``: each line of a resource's bill, and what its quantity is
worked out from.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fnmatch import fnmatchcase

from faro.cost import usage_file
from faro.cost.bill import Line
from faro.cost.book import load
from faro.cost.estimate import Estimate
from faro.cost.existing import priceable
from faro.cost.near import near
from faro.cost.usage_file import UsageFile, together
from faro.cost.workload import Workload
from faro.model import urn
from faro.model.diagnostic import Failure, error
from faro.model.snapshot import Snapshot
from faro.pricing import CostRequest, answers, resolve, typical
from faro.program.project import Project
from faro.program.runs import Progress

_MORE = Decimal("1.01")
"""A figure that is so many times as great shows what it drives."""
_ACCOUNT = "account"
"""What is charged beside the resources."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Explained:
    """One line. ``drivers`` are the workload's figures that its quantity changes with; ``given_by``
    names the usage file that it stands in.
    """

    line: Line
    drivers: tuple[str, ...] = ()
    given_by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """One resource in one target."""

    target: str
    urn: str
    lines: tuple[Explained, ...]
    workload: Workload | None


def explain(request: CostRequest, resource: str, progress: Progress) -> tuple[Explanation, ...]:
    """Every resource of a URN, or of a name in which ``*`` is any part, or the ``account``; Failure
    where none is charged.
    """
    targets = resolve(
        request.targets or _stack(resource), request.program, progress, request.config
    )
    found = [
        explanation
        for name, snapshots in targets.items()
        for explanation in _of_target(request, name, snapshots, resource)
    ]
    if not found:
        raise _none(resource, targets)
    return tuple(found)


def _stack(resource: str) -> tuple[str, ...]:
    """The stack of a URN; a name may be of any."""
    try:
        return (urn.parse(resource).stack,)
    except ValueError:
        return ()


def _is(resource: str, of: str) -> bool:
    return of == resource or fnmatchcase(urn.name_of(of) if of else _ACCOUNT, resource)


def _of_target(
    request: CostRequest, target: str, snapshots: Sequence[Snapshot], resource: str
) -> list[Explanation]:
    stacks, book = priceable(snapshots), load(request.prices)
    habits = typical(request)
    changed = _changed(habits) if habits else {}
    usages = _usages(request, snapshots, habits, changed)
    base, *others = (stacks.estimate(used, book, request.day) for used in usages)
    drivers = _drivers(base, dict(zip(changed, others, strict=True)))
    urns = dict.fromkeys(line.usage.resource for line in base.bill.lines)
    return [
        Explanation(
            target=target,
            urn=one,
            workload=habits,
            lines=tuple(
                Explained(
                    line=line,
                    drivers=drivers[number],
                    given_by=request.usage.name if request.usage else "",
                )
                for number, line in enumerate(base.bill.lines)
                if line.usage.resource == one
            ),
        )
        for one in urns
        if _is(resource, one)
    ]


def _changed(habits: Workload) -> dict[str, Workload]:
    """The workload with one figure a little greater, for each figure."""
    figures = habits.model_dump(exclude={"measured"})
    return {
        name: habits.model_copy(update={name: _greater(value)}) for name, value in figures.items()
    }


def _greater(value: Decimal | int) -> Decimal | int:
    if isinstance(value, int):
        return value + max(value // 100, 1)
    return value * _MORE if value else Decimal("0.01")


def _usages(
    request: CostRequest,
    snapshots: Sequence[Snapshot],
    habits: Workload | None,
    changed: Mapping[str, Workload],
) -> list[UsageFile]:
    """The usage that holds, then that of each changed workload."""
    if request.usage:
        return [usage_file.FILE.read(request.usage)]
    if habits is None:
        return [UsageFile()]
    loads, stacks = [habits, *changed.values()], [s.stack for s in snapshots]
    said = answers(Project.read(request.program), stacks, loads)
    return [together(said[stack, load] for stack in stacks) for load in loads]


def _drivers(base: Estimate, others: Mapping[str, Estimate]) -> list[tuple[str, ...]]:
    """For each line, the figures with which its quantity changes, or with which it is gone."""
    quantities = {name: dict(_quantities(other)) for name, other in others.items()}
    return [
        tuple(name for name, found in quantities.items() if found.get(key) != quantity)
        for key, quantity in _quantities(base)
    ]


def _quantities(estimate: Estimate) -> Iterator[tuple[tuple[str, ...], Decimal | None]]:
    """Each line's quantity by what it is charged for; alike ones are counted."""
    seen: Counter[tuple[str, ...]] = Counter()
    for line in estimate.bill.lines:
        used = line.usage
        key = (used.resource, used.vendor, used.meter, used.region or "")
        seen[key] += 1
        yield (*key, str(seen[key])), used.quantity


def _none(resource: str, targets: Mapping[str, Sequence[Snapshot]]) -> Failure:
    names = {r.name for snapshots in targets.values() for s in snapshots for r in s.resources}
    there = "It costs nothing by itself, or has no price." if resource in names else ""
    where = ", ".join(targets)
    detail = there or f"No resource of {where} is {resource!r}{near(resource, names)}."
    return error("Nothing is charged for this resource", detail, command="faro cost")
