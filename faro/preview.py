"""Implements ``faro preview``: turns a request into a report."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TypeAlias

from faro.engine.diff import diff
from faro.engine.rehome import rehomed
from faro.model.diagnostic import Diagnostic, Failure, Severity, error
from faro.model.near import meant, nearest
from faro.model.plan import Plan
from faro.model.report import Report
from faro.model.snapshot import Snapshot
from faro.move import traffic
from faro.move.growth import out_of_order
from faro.move.impossible import impossible
from faro.move.names import named_after_stack
from faro.program import config, earlier, interpreter, placeholders, pulumi_cli
from faro.program.earlier import Earlier
from faro.program.host import Host, Job
from faro.program.phases import Phases
from faro.program.project import Project
from faro.program.runs import Overrides, Program, Progress, Runs, snapshot_of
from faro.program.time_limit import TIME_LIMIT
from faro.state import reader
from faro.state.deployed import Deployed

EVERY = "all"
"""The word for every step of a stack."""
NOTHING = "none"
"""The word for an empty starting state."""
Target: TypeAlias = tuple[str, str]
"""A stack and one of its steps; an empty step is what the stack's file says."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PreviewRequest:
    """What to preview.

    ``stack`` is empty for every phase of the project in order. ``step`` is one of the stack's
    steps, ``all`` for each, empty for what the stack's file says. ``against`` is a phase, a file
    or ``none``; empty for the step before or the phase before, which ``config`` does not touch. A
    phase to start from is taken as its last step leaves it. ``deployed`` takes its place, and is
    asked while the program's interpreter starts.
    ``base`` is a revision to compare each stack with itself at, empty for where HEAD left the
    default branch; its program is run in the environment ``base_environment``, else in that of the
    working tree. ``time_limit``
    holds for one run of the program.
    """

    program: Path = Path()
    stack: str = ""
    step: str = ""
    against: str = ""
    deployed: Callable[[], Deployed] | None = None
    config: Overrides = ()
    placeholders: Path | None = None
    engine: bool = False
    base: str | None = None
    base_environment: Path | None = None
    time_limit: float = TIME_LIMIT


def preview(request: PreviewRequest, progress: Progress) -> Report:
    """Run the program of each requested stack and compare it with its base."""
    return preview_of([request.stack] if request.stack else (), request, progress)


def preview_of(stacks: Sequence[str], request: PreviewRequest, progress: Progress) -> Report:
    """The same for several stacks; for none of them, every phase."""
    project = Project.read(request.program)
    project.check_program()
    phases = Phases.read(project)
    targets = [(stack, request.step) for stack in stacks or phases.order]
    if not targets:
        raise error(
            "No stack to preview",
            f"{project.directory} has no Pulumi.<stack>.yaml.",
            command="faro preview --stack NAME",
        )
    if request.step == EVERY:
        targets = [(stack, step) for stack, _ in targets for step in phases.steps.get(stack, ())]
    if request.engine:
        return _gathered_by(partial(_ask_engine, request, project, phases), targets)
    if request.base is None:
        with Host(interpreter.find(project), project.directory) as host:
            plans = _Plans(request, Program(project, host), phases, progress)
            return _gathered_by(plans.plan, targets)
    with earlier.at(
        project, request.base, own_packages=request.base_environment is not None
    ) as base:
        gone = () if stacks else tuple(_gone(base, phases))
        with _both(request, project, base) as (program, before):
            plans = _Plans(request, program, phases, progress)
            report = _gathered_by(partial(plans.plan_from_base, before), targets)
    return replace(report, diagnostics=(*base.found, *gone, *report.diagnostics))


@contextlib.contextmanager
def _both(
    request: PreviewRequest, project: Project, base: Earlier
) -> Iterator[tuple[Program, Program | None]]:
    """The working tree's program and the base's, in one process if they have one interpreter."""
    mine = interpreter.find(project)
    theirs = interpreter.of(request.base_environment) if request.base_environment else mine
    if base.project is None:
        with Host(mine, project.directory) as host:
            yield Program(project, host), None
    elif theirs == mine:
        with Host(mine, project.directory, base.project.directory) as host:
            yield Program(project, host), Program(base.project, host, base)
    else:
        with (
            Host(mine, project.directory) as host,
            Host(theirs, base.project.directory) as other,
        ):
            yield Program(project, host), Program(base.project, other, base)


def _gone(base: Earlier, phases: Phases) -> Iterator[Diagnostic]:
    """A warning for each phase that the base has alone."""
    if base.project is None:
        return
    try:
        before = Phases.read(base.project).order
    except Failure as failure:
        raise earlier.told_apart(failure, base.checkout) from None
    for stack in before:
        if stack not in phases.order:
            yield Diagnostic(
                severity=Severity.WARNING,
                summary="Stack removed",
                detail=f"The working tree no longer has the stack of {base.origin(stack)}. "
                "Its deployed resources are not deleted.",
                address=stack,
            )


def _ask_engine(request: PreviewRequest, project: Project, phases: Phases, target: Target) -> Plan:
    """The engine's own plan; without ``--from`` it starts from what was really deployed."""
    stack, step = target
    if request.against in phases.order:
        raise error(
            "Invalid --from for the engine",
            f"--engine cannot start from {request.against}, which has no state. Use a stack export "
            "or none, or leave --from out to start from the stack's own state.",
            address="--from",
            command=f"faro preview {stack} --engine --from none",
        )
    asked = pulumi_cli.CliPreview(
        project=project,
        stack=stack,
        interpreter=interpreter.find(project),
        overrides=(*phases.config_at(stack, step), *request.config),
        own_backend=not request.against,
        state=None if request.against in ("", NOTHING) else Path(request.against),
        time_limit=request.time_limit,
    )
    return pulumi_cli.preview(asked)


def _gathered_by(plan: Callable[[Target], Plan], targets: Sequence[Target]) -> Report:
    """All plans, and the failures of those that could not be made, each once."""
    plans: list[Plan] = []
    failed: dict[Diagnostic, None] = {}
    with ThreadPoolExecutor(len(targets)) as pool:
        found = [pool.submit(plan, target) for target in targets]
    for future in found:
        try:
            plans.append(future.result())
        except Failure as failure:
            failed.update(dict.fromkeys(failure.diagnostics))
    return Report(plans=tuple(plans), diagnostics=tuple(failed))


def _is_word(against: str) -> bool:
    """Return whether this can only be meant as the name of a phase."""
    path = Path(against)
    return not path.exists() and len(path.parts) == 1 and path.suffix != ".json"


def _unknown_phase(name: str, phases: Sequence[str]) -> Failure:
    likely = nearest(name, phases)
    return error(
        "Unknown stack or file",
        f"--from {name!r} is neither a phase nor a file; the phases are {', '.join(phases)}"
        f"{meant(likely)}.",
        address="--from",
        command=f"faro preview --from {likely or NOTHING}",
        correction=(name, likely or NOTHING),
    )


def _checked(plan: Plan, remedy: traffic.Remedy) -> Plan:
    """The plan, unless it is one that must not be deployed."""
    problems = (*traffic.jumps(plan, remedy), *impossible(plan), *out_of_order(plan))
    if problems:
        raise Failure(*problems)
    return plan


def _named(target: Target) -> str:
    stack, step = target
    return f"{stack} at {step}" if step else stack


def _step_command(stack: str, step: str) -> str:
    return f"faro preview {stack} --step {step}" if step else f"pulumi config --stack {stack}"


class _Plans:
    """The plans of one request."""

    def __init__(
        self, request: PreviewRequest, program: Program, phases: Phases, progress: Progress
    ) -> None:
        pinned = placeholders.read(request.placeholders).to_json()
        self._request = request
        self._program = program
        self._phases = phases
        self._runs = Runs(pinned, request.time_limit, progress)

    def plan(self, target: Target) -> Plan:
        """The way to a stack, or to one step of it, from where the request starts."""
        job, said = self._job(target)
        start = self._start(target)
        if isinstance(start, str):
            state = self._state(start, job.stack)
            plan = self._from(state, job, said)
            before = (state.holder or state.stack) if state else job.stack
        else:
            plan = self._from_phase(self._program, start, job, said)
            before = start[0]
        plan = replace(plan, new=replace(plan.new, origin=_named(target)))
        named = named_after_stack(plan, before, job.stack)
        plan = replace(plan, diagnostics=(*plan.diagnostics, *named))
        return self._with_steps(_checked(plan, self._remedy(job, start)), target)

    def plan_from_base(self, base: Program | None, target: Target) -> Plan:
        """Return the plan from the base to a stack, if the base has it."""
        stack, _ = target
        job, said = self._job(target)
        if base is None or not base.has(stack):
            return self._from(None, job, said)
        return self._from_phase(base, (stack, ""), job, said)

    def _start(self, target: Target) -> Target | str:
        """The phase at a step that the plan starts from, or the word or file for another start."""
        stack, step = target
        against = self._request.against
        if self._request.deployed:
            return NOTHING
        earlier = self._phases.step_before(stack, step) if step and not against else None
        if earlier is not None:
            return stack, earlier
        before = against or self._phases.before(stack) or NOTHING
        return (before, self._phases.last_step(before)) if before in self._phases.order else before

    def _with_steps(self, plan: Plan, target: Target) -> Plan:
        """The plan of the one phase asked for, with a word on the steps that the move has."""
        stack, step = target
        steps = list(self._phases.steps.get(stack, ()))
        from_file = self._request.against or self._request.deployed
        if step or from_file or self._request.stack != stack or not steps:
            return plan
        hint = Diagnostic(
            severity=Severity.INFO,
            summary="Move in several steps",
            detail=f"{stack} has the steps {', '.join(steps)}; each is a separate update.",
            address=f"tool.faro.steps.{stack}",
            command=f"faro preview {stack} --step all",
        )
        return replace(plan, diagnostics=(*plan.diagnostics, hint))

    def _remedy(self, job: Job, start: Target | str) -> traffic.Remedy:
        before = start[0] if isinstance(start, tuple) else self._phases.before(job.stack)
        return traffic.Remedy(
            finish=_step_command(before or job.stack, self._phases.last_step(before or "")),
            begin=_step_command(job.stack, self._phases.first_step(job.stack)),
            config=job.config,
        )

    def _job(self, target: Target) -> tuple[Job, tuple[Diagnostic, ...]]:
        stack, step = target
        overrides = (*self._phases.config_at(stack, step), *self._request.config)
        return self._runs.job(self._program, stack, overrides)

    def _from_phase(
        self, program: Program, phase: Target, job: Job, said: tuple[Diagnostic, ...]
    ) -> Plan:
        """With synthetic values; from plain unknowns if the later program's own code fails on
        those.
        """
        stack, step = phase
        config = self._phases.config_at(stack, step)

        def start(*, plain_unknowns: bool = False) -> Snapshot:
            found = self._runs.as_deployed(program, stack, config, plain_unknowns=plain_unknowns)
            return replace(found, origin=_named(phase)) if step else found

        try:
            return self._from(start(), job, said)
        except Failure as failure:
            with contextlib.suppress(Failure):
                return self._from(start(plain_unknowns=True), job, said)
            raise failure

    def _from(self, start: Snapshot | None, job: Job, said: tuple[Diagnostic, ...]) -> Plan:
        moved = rehomed(start, job.stack) if start else None
        job = replace(job, start=moved)
        run = self._runs.run(self._program, job)
        return diff(moved, snapshot_of(self._program, job, run), said + run.diagnostics)

    def _state(self, against: str, stack: str) -> Snapshot | None:
        opened_by = config.passphrase()
        if self._request.deployed:
            return self._request.deployed().snapshot(stack, opened_by)
        if against == NOTHING:
            return None
        if _is_word(against):
            raise _unknown_phase(against, self._phases.order)
        return reader.read(Path(against), passphrase=opened_by)
