"""The one call behind ``faro cost``: a request in, a forecast for each target out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from faro.cost import ages, checks, usage_file, workload
from faro.cost.book import STALE_DAYS, Book
from faro.cost.estimate import Estimate, Priceable
from faro.cost.existing import gone_but_kept, kept_of, pending, priceable
from faro.cost.heading import Heading, heading
from faro.cost.usage_file import UsageFile, together
from faro.cost.workload import HIGH, LOW, Workload
from faro.model.diagnostic import Diagnostic, Failure, Severity
from faro.model.snapshot import Snapshot
from faro.preview import NOTHING, TIME_LIMIT, PreviewRequest, preview_of
from faro.program import config, usage_command
from faro.program.phases import Phases
from faro.program.project import Project
from faro.program.runs import Overrides, Progress
from faro.state import reader

TOGETHER = "+"
"""Between stacks that run at the same time on the same accounts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CostRequest:
    """What to price. ``targets`` are phases, stack exports, preview JSONs or ``none``, several
    joined by ``+`` where they run together; without any, every phase.

    ``usage`` takes the place of ``mau`` and ``workload``; without all three no usage is known.
    ``compared``: the second of two targets is what becomes of the first.
    """

    targets: tuple[str, ...] = ()
    program: Path = Path()
    config: Overrides = ()
    mau: int | None = None
    workload: Path | None = None
    usage: Path | None = None
    prices: tuple[Path, ...] = ()
    compared: bool = False
    time_limit: float = TIME_LIMIT
    strict: bool = False
    """With list prices alone: none is estimated from another region's."""
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
    targets = resolve(
        request.targets,
        request.program,
        progress,
        request.config,
        time_limit=request.time_limit,
    )
    loads = _loads(request)
    usages, notes = _usages(request, targets, loads)
    notes += [*_unmatched(request, targets), *_pending(targets)]
    if request.compared:
        targets, kept = _with_kept(targets)
        notes += kept
    every = {name: priceable(snapshots) for name, snapshots in targets.items()}
    notes += _odd(request, every, book)
    forecasts = []
    for name, stacks in every.items():
        found = [
            stacks.estimate(used, book, request.day, strict=request.strict) for used in usages[name]
        ]
        for key in stacks.without_meter(usages[name][0], book):
            notes.append(_warning("A usage is of no meter that the resource has", key, request))
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


def script_of(program: Path) -> Project | None:
    """The project, where there is one that has a script that works out usage."""
    try:
        project = Project.read(program)
    except Failure:
        return None
    return project if Phases.read(project).usage else None


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
            summary="Important prices are old",
            detail=f"{'; '.join(found)}: nobody has looked at them for {STALE_DAYS} days.",
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
        summary="Deleted resources are kept",
        detail=f"retainOnDelete keeps {names} running: what they cost is no saving, and is in "
        f"{new_name}, too.",
    )
    return {old_name: olds, new_name: (*news, *stacks)}, [note] if stacks else []


def _pending(targets: Mapping[str, Sequence[Snapshot]]) -> Iterator[Diagnostic]:
    """A note of what a state still has to delete."""
    for name, snapshots in targets.items():
        leaving = [resource.name for s in snapshots for resource in pending(s)]
        if leaving:
            yield Diagnostic(
                severity=Severity.WARNING,
                summary="Resources are pending deletion",
                detail=f"{name} still has to delete {', '.join(leaving)}: that is not in the bill, "
                "and costs money until the next deployment.",
                command="pulumi up",
            )


def resolve(
    targets: Sequence[str],
    program: Path,
    progress: Progress,
    config_: Overrides = (),
    *,
    time_limit: float = TIME_LIMIT,
) -> dict[str, tuple[Snapshot, ...]]:
    """The snapshots of each target; all phases in one preview."""
    words = [word for target in targets for word in _parts(target)]
    files = {w: reader.read(Path(w), passphrase=config.passphrase()) for w in words if _is_file(w)}
    stacks = [w for w in dict.fromkeys(words) if w not in files and w != NOTHING]
    asked = PreviewRequest(program=program, against=NOTHING, config=config_, time_limit=time_limit)
    declared = _declared(stacks, asked, progress) if stacks or not targets else {}
    found = {**declared, **files}
    short = [_name(target) for target in targets or declared]
    return {
        name if short.count(name) == 1 else target: tuple(
            found[w] for w in _parts(target) if w != NOTHING
        )
        for name, target in zip(short, targets or declared, strict=True)
    }


def _parts(target: str) -> list[str]:
    """The stacks that a target is made of; a file's name may have any sign in it."""
    return [target] if Path(target).is_file() else target.split(TOGETHER)


def _is_file(word: str) -> bool:
    return Path(word).is_file() or Path(word).suffix == ".json"


def _name(target: str) -> str:
    """What a target is called where no other has the same name: a file without its folder."""
    return TOGETHER.join(Path(w).name if _is_file(w) else w for w in _parts(target))


def _declared(
    stacks: Sequence[str], asked: PreviewRequest, progress: Progress
) -> dict[str, Snapshot]:
    """What the program asks for in each stack, whatever stands before it."""
    report = preview_of(stacks, asked, progress)
    wrong = [d for d in report.all_diagnostics if d.severity is Severity.ERROR]
    if wrong:
        raise Failure(*wrong)
    return {plan.new.stack: plan.new for plan in report.plans}


def typical(request: CostRequest) -> Workload | None:
    """The workload that is asked for; None for none."""
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
) -> tuple[dict[str, list[UsageFile]], list[Diagnostic]]:
    """The usage of each target under each load; without one, the plans that were bought."""
    if request.usage:
        given = usage_file.FILE.read(request.usage)
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


def bought(
    program: Path, overrides: Overrides = ()
) -> tuple[dict[str, UsageFile], tuple[Diagnostic, ...]]:
    """The plans that were bought in each phase, and no usage: what the project's script says of no
    users at all. Nothing where there is no script; a warning where it fails.
    """
    try:
        project = script_of(program)
        if project is None:
            return {}, ()
        phases = dict.fromkeys(Phases.read(project).order)
        said = answers(project, phases, [workload.read(None, 0)], overrides)
    except Failure as failure:
        return {}, tuple(replace(d, severity=Severity.WARNING) for d in failure.diagnostics)
    return {stack: UsageFile(plans=usage.plans) for (stack, _), usage in said.items()}, ()


def answers(
    project: Project,
    stacks: Mapping[str, Snapshot | None],
    loads: Sequence[Workload],
    overrides: Overrides = (),
) -> dict[tuple[str, Workload], UsageFile]:
    """The usage of each stack under each load, by one run of the project's script, which is told
    what each program asks for.
    """
    questions = [(stack, load) for stack in stacks for load in loads]
    asked = {s: usage_command.asked_of(project, s, found, overrides) for s, found in stacks.items()}
    said = usage_command.ask(project, [(s, load.figures()) for s, load in questions], asked)
    return {(s, x): usage_file.FILE.parse(y, s) for (s, x), y in zip(questions, said, strict=True)}


def by_stack(targets: Iterable[Sequence[Snapshot]]) -> dict[str, Snapshot | None]:
    """The snapshots of targets by the names of their stacks."""
    return {snapshot.stack: snapshot for snapshots in targets for snapshot in snapshots}


def _odd(request: CostRequest, stacks: Mapping[str, Priceable], book: Book) -> Iterator[Diagnostic]:
    """A warning for what the usage file says and nothing can be charged for; Failure for a meter or
    a vendor that there is not.
    """
    if request.usage:
        given = usage_file.FILE.read(request.usage)
        for detail in checks.usage(given, request.usage.name, list(stacks.values()), book):
            yield Diagnostic(
                severity=Severity.WARNING,
                summary="A part of the usage file holds for nothing",
                detail=detail,
                command=_template_command(request),
            )


def _template_command(request: CostRequest) -> str:
    """The command that prints a usage file with the right words."""
    return f"faro usage {request.targets[0] if request.targets else 'STACK'}"


def _unmatched(
    request: CostRequest, targets: Mapping[str, Sequence[Snapshot]]
) -> Iterator[Diagnostic]:
    """A warning for what the usage file names and no target has."""
    if request.usage:
        resources = [r for snapshots in targets.values() for s in snapshots for r in s.resources]
        for key in usage_file.FILE.read(request.usage).unmatched(resources):
            yield _warning("A usage is of no resource", key, request)


def _warning(summary: str, key: str, request: CostRequest) -> Diagnostic:
    where = f"{request.usage.name}: " if request.usage else ""
    return Diagnostic(
        severity=Severity.WARNING,
        summary=summary,
        detail=f"{where}{key}",
        command=_template_command(request),
    )
