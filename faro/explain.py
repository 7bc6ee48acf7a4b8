"""The one call behind ``faro explain``: each line of a resource's bill, and what its quantity is
worked out from.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fnmatch import fnmatchcase

from faro.cost import checks, usage_file
from faro.cost.bill import Line
from faro.cost.estimate import Estimate
from faro.cost.existing import priceable
from faro.cost.sums import component
from faro.cost.usage_file import UsageFile, together
from faro.cost.workload import Workload
from faro.model import urn
from faro.model.diagnostic import Failure, error
from faro.model.near import near
from faro.model.snapshot import Snapshot
from faro.pricing import CostRequest, typical
from faro.program.project import Project
from faro.program.runs import Progress
from faro.targets import by_stack, resolve
from faro.usages import answers

_MORE = 10
"""A figure that is so many times as great shows what it drives, also in steps."""
_ACCOUNT = "account"
"""What is not charged to a resource."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Explained:
    """One line. ``drivers`` are the workload's figures that its quantity changes with; ``given_by``
    names the usage file that has it.
    """

    line: Line
    drivers: tuple[str, ...] = ()
    given_by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """One resource in one target, with the requested lines."""

    target: str
    urn: str
    lines: tuple[Explained, ...]
    workload: Workload | None


def explain(request: CostRequest, word: str, progress: Progress) -> tuple[Explanation, ...]:
    """The lines that any word of a bill names: a URN, the name of a resource or of a component
    in which ``*`` is any part, a vendor, a meter, or the ``account``. The most expensive resource
    first.

    Failure where there is no such line; where the word is a stack, it says what to name.
    """
    targets = resolve(replace(request, targets=request.targets or _stack(word)), progress)
    if word in targets:
        raise _is_a_stack(word)
    found: list[Explanation] = []
    words: set[str] = set()
    for name, snapshots in targets.items():
        lines, known = _of_target(request, name, snapshots, word)
        found += lines
        words |= known
    if not found:
        raise _none(word, targets, words)
    return tuple(found)


def _stack(word: str) -> tuple[str, ...]:
    """The stack of a URN; a name may be of any."""
    try:
        return (urn.parse(word).stack,)
    except ValueError:
        return ()


def _words(estimate: Estimate, line: Line) -> Iterator[str]:
    """Each word of a bill that names a line."""
    used = line.usage
    yield used.resource
    yield urn.name_of(used.resource) if used.resource else _ACCOUNT
    yield component(estimate, used.resource)
    yield used.vendor
    yield used.meter


def _of_target(
    request: CostRequest, target: str, snapshots: Sequence[Snapshot], word: str
) -> tuple[list[Explanation], set[str]]:
    """The explanations, and the words that there are."""
    stacks, book = priceable(snapshots), checks.book(request.prices, request.day)
    habits = typical(request)
    changed = _changed(habits) if habits else {}
    usages = _usages(request, snapshots, habits, changed)
    base, *others = (
        stacks.estimate(used, book, request.day, strict=request.strict) for used in usages
    )
    drivers = _drivers(base, dict(zip(changed, others, strict=True)))
    found: dict[str, list[Explained]] = {}
    words: set[str] = set()
    for line, driven in zip(base.bill.lines, drivers, strict=True):
        under = set(_words(base, line))
        words |= under
        if any(fnmatchcase(one, word) for one in under):
            given = request.usage.name if request.usage else ""
            explained = Explained(line=line, drivers=driven, given_by=given)
            found.setdefault(line.usage.resource, []).append(explained)
    explanations = [
        Explanation(target=target, urn=one, workload=habits, lines=tuple(lines))
        for one, lines in found.items()
    ]
    return sorted(explanations, key=_dearest), words


def _dearest(one: Explanation) -> Decimal:
    return -sum((item.line.amount or Decimal(0) for item in one.lines), Decimal(0))


def _changed(habits: Workload) -> dict[str, Workload]:
    """The workload with one figure much greater, for each figure."""
    figures = habits.model_dump(exclude={"measured"})
    return {
        name: habits.model_copy(update={name: _greater(value)}) for name, value in figures.items()
    }


def _greater(value: Decimal | int) -> Decimal | int:
    return value * _MORE or type(value)(1)


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
    loads, stacks = [habits, *changed.values()], by_stack([snapshots])
    said = answers(Project.read(request.program), stacks, loads, request.config)
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


def _none(word: str, targets: Mapping[str, Sequence[Snapshot]], words: set[str]) -> Failure:
    names = {r.name for snapshots in targets.values() for s in snapshots for r in s.resources}
    where = ", ".join(targets)
    if word in names:
        detail = f"{word} in {where} is free by itself or has no price."
        return error("No cost for this resource", detail, command="faro cost")
    likely = near(word, {one for one in words if not one.startswith("urn:")} | names)
    return error(
        "Not found in the bill",
        f"No resource, component, vendor or meter of {where} is {word!r}{likely}.",
        command="faro cost",
    )


def _is_a_stack(word: str) -> Failure:
    return error(
        "Stack given instead of a bill item",
        f"{word} is a stack. Name a part of its bill: a vendor, a component, a resource, a "
        f"meter, or {_ACCOUNT} for what is not charged to a resource.",
        command=f"faro explain {_ACCOUNT} {word}",
    )
