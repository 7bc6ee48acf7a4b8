"""Implements ``faro cost``: turns a request into a forecast for each target."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from faro.cost import ages, checks, usage_file, workload
from faro.cost.book import STALE_DAYS, Book
from faro.cost.estimate import Estimate, Priceable
from faro.cost.existing import gone_but_kept, kept_of, pending, priceable
from faro.cost.heading import Heading, heading
from faro.cost.usage_file import UsageFile, together
from faro.cost.workload import HIGH, LOW, Workload
from faro.model.diagnostic import Diagnostic, Severity
from faro.model.snapshot import Snapshot
from faro.program.project import Project
from faro.program.runs import Progress
from faro.targets import TargetRequest, by_stack, resolve
from faro.usages import answers, bought, script_of


@dataclass(frozen=True, slots=True, kw_only=True)
class CostRequest(TargetRequest):
    """What to price, under which load.

    ``usage`` takes the place of ``mau`` and ``workload``; without all three no usage is known.
    ``compared``: the second of two targets is what becomes of the first. ``strict``: with list
    prices alone, none estimated from another region's.
    """

    mau: int | None = None
    workload: Path | None = None
    usage: Path | None = None
    prices: tuple[Path, ...] = ()
    compared: bool = False
    strict: bool = False
    day: date = field(default_factory=date.today)


@dataclass(frozen=True, slots=True, kw_only=True)
class Forecast:
    """One target's month, ``low`` and ``high`` where the workload has assumptions to vary."""

    name: str
    typical: Estimate
    low: Estimate | None = None
    high: Estimate | None = None
    workload: Workload | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CostReport:
    """Everything that one question about costs found."""

    forecasts: tuple[Forecast, ...]
    heading: Heading
    diagnostics: tuple[Diagnostic, ...] = ()
    hint: str = ""
    """The command that prices a load, where none is given."""


def forecast(request: CostRequest, progress: Progress) -> CostReport:
    """Price each target; Failure where one cannot be made or read."""
    book = checks.book(request.prices, request.day)
    targets = resolve(request, progress)
    loads = _loads(request)
    given = usage_file.FILE.read(request.usage) if request.usage else None
    usages, notes = _usages(request, targets, loads, given)
    notes += _pending(targets)
    if request.compared:
        targets, kept = _with_kept(targets)
        notes += kept
    every = {name: priceable(snapshots) for name, snapshots in targets.items()}
    if given:
        notes += _useless(request, given, targets, every, book)
    forecasts = []
    for name, stacks in every.items():
        found = [
            stacks.estimate(used, book, request.day, strict=request.strict) for used in usages[name]
        ]
        for key in stacks.without_meter(usages[name][0], book):
            detail = f"{_file(request)}{key}"
            notes.append(_warning("Meter not used by this resource", detail, request))
        low, high = found[1:] if len(found) > 1 else (None, None)
        usual = loads[0] if loads else None
        forecasts.append(Forecast(name=name, typical=found[0], low=low, high=high, workload=usual))
    notes += _old_prices(forecasts, request.day)
    return CostReport(
        forecasts=tuple(forecasts),
        heading=_heading(forecasts, request),
        diagnostics=tuple(dict.fromkeys(notes)),
        hint="" if request.usage or loads else _hint(request),
    )


def _heading(forecasts: Sequence[Forecast], request: CostRequest) -> Heading:
    return heading(
        [(each.name, each.typical) for each in forecasts],
        forecasts[0].workload if forecasts else None,
        request.usage.name if request.usage else "",
    )


def _hint(request: CostRequest) -> str:
    """How to give a load: a number of users where the project has a script, else a usage file."""
    if request.compared:
        words = "--from {} --to {}".format(*request.targets)
    else:
        words = " ".join(request.targets)
    script = script_of(request.program)
    load = "--mau 10k" if script else "--usage FILE"
    return " ".join(filter(None, ("faro cost", words, load)))


def _old_prices(forecasts: Sequence[Forecast], day: date) -> Iterator[Diagnostic]:
    """A warning of old prices that are a large part of a bill."""
    found = [
        f"{share * 100:.0f} % of {each.name} is {line.usage.vendor} {line.usage.meter}, read on "
        f"{line.price.as_of if line.price else '?'}"
        for each in forecasts
        for line, share in ages.old(each.typical, day)
    ]
    if found:
        yield Diagnostic(
            severity=Severity.WARNING,
            summary="Old prices",
            detail=f"{'; '.join(found)}: that is more than {STALE_DAYS} days ago.",
            command="faro prices",
        )


def _with_kept(
    targets: Mapping[str, tuple[Snapshot, ...]],
) -> tuple[dict[str, tuple[Snapshot, ...]], list[Diagnostic]]:
    """Both sides of a comparison, the new one with what a deployment would leave running; a note
    that names it.
    """
    (old_name, olds), (new_name, news) = targets.items()
    found = [(old, gone_but_kept(old, news)) for old in olds]
    stacks = tuple(kept_of(old, kept) for old, kept in found if kept)
    names = ", ".join(sorted(resource.name for _, kept in found for resource in kept))
    note = Diagnostic(
        severity=Severity.INFO,
        summary="Retained resources",
        detail=f"retainOnDelete keeps {names} at the vendor. They still cost money and are "
        f"included in {new_name}.",
    )
    return {old_name: olds, new_name: (*news, *stacks)}, [note] if stacks else []


def _pending(targets: Mapping[str, Sequence[Snapshot]]) -> Iterator[Diagnostic]:
    """A note of what a state still has to delete."""
    for name, snapshots in targets.items():
        leaving = [resource.name for s in snapshots for resource in pending(s)]
        if leaving:
            yield Diagnostic(
                severity=Severity.WARNING,
                summary="Resources pending deletion",
                detail=f"{name} still has to delete {', '.join(leaving)}, which is not in the bill "
                "and costs money until the next deployment.",
                command="pulumi up",
            )


def typical(request: CostRequest) -> Workload | None:
    """The requested workload; None if there is none."""
    if request.usage or (request.mau is None and request.workload is None):
        return None
    return workload.read(request.workload, request.mau)


def _loads(request: CostRequest) -> tuple[Workload, ...]:
    """The typical workload, the low and the high one; none where none is asked for."""
    usual = typical(request)
    if usual is None:
        return ()
    return usual, usual.with_assumed(LOW), usual.with_assumed(HIGH)


def _usages(
    request: CostRequest,
    targets: Mapping[str, Sequence[Snapshot]],
    loads: Sequence[Workload],
    given: UsageFile | None,
) -> tuple[dict[str, list[UsageFile]], list[Diagnostic]]:
    """The usage of each target under each load; without one, the plans that were bought."""
    if given:
        return {name: [given] for name in targets}, []
    if not loads:
        plans, found = bought(request.program, request.config)
        return {
            name: [together(plans.get(s.stack, UsageFile()) for s in snapshots)]
            for name, snapshots in targets.items()
        }, list(found)
    project, stacks = Project.read(request.program), by_stack(targets.values())
    said = answers(project, stacks, loads, request.config)
    return {
        name: [together(said[s.stack, load] for s in snapshots) for load in loads]
        for name, snapshots in targets.items()
    }, []


def _useless(
    request: CostRequest,
    given: UsageFile,
    targets: Mapping[str, Sequence[Snapshot]],
    stacks: Mapping[str, Priceable],
    book: Book,
) -> Iterator[Diagnostic]:
    """A warning for each part of the usage file that changes no bill; Failure for a meter or a
    vendor that does not exist.
    """
    resources = [r for snapshots in targets.values() for s in snapshots for r in s.resources]
    for key in given.unmatched(resources):
        yield _warning("Unknown resource or type", f"{_file(request)}{key}", request)
    name = request.usage.name if request.usage else ""
    for detail in checks.usage(given, name, list(stacks.values()), book):
        yield _warning("Unused part of the usage file", detail, request)


def _file(request: CostRequest) -> str:
    """The usage file, before what is wrong in it; empty without one."""
    return f"{request.usage.name}: " if request.usage else ""


def _warning(summary: str, detail: str, request: CostRequest) -> Diagnostic:
    """A warning with the command that prints a usage file with the right words."""
    target = request.targets[0] if request.targets else "STACK"
    return Diagnostic(
        severity=Severity.WARNING, summary=summary, detail=detail, command=f"faro usage {target}"
    )
