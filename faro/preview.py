"""The one call behind ``faro preview``: a request in, a report out."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from threading import Lock
from typing import TypeAlias

from faro.engine.diff import diff
from faro.engine.rehome import rehomed
from faro.model.diagnostic import Diagnostic, Failure, Severity, error
from faro.model.plan import Plan
from faro.model.report import Report
from faro.model.snapshot import Snapshot
from faro.program import config, interpreter, placeholders, pulumi_cli, revision
from faro.program.digest import digest
from faro.program.host import Host, Job, Run
from faro.program.phases import Phases
from faro.program.project import Project
from faro.state import reader

Progress: TypeAlias = Callable[[str, int, int], None]
"""Told what is being done, how many steps are done and how many there are."""

Overrides: TypeAlias = tuple[tuple[str, str], ...]
"""Keys and values of the command line."""

NOTHING = "none"
"""The word for an empty starting state."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PreviewRequest:
    """What to preview.

    ``stack`` is empty for every phase of the project in order. ``against`` is a phase, a file
    or ``none``; empty for the phase before, which ``config`` does not touch. With ``base``, a
    revision or the merge base, each stack is compared with itself there, run by
    ``base_environment`` where one is given. ``time_limit`` holds for one run of the program.
    """

    program: Path = Path()
    stack: str = ""
    against: str = ""
    config: Overrides = ()
    placeholders: Path | None = None
    engine: bool = False
    base: str | None = None
    base_environment: Path | None = None
    time_limit: float = 60.0


def preview(request: PreviewRequest, progress: Progress) -> Report:
    """Run the program for each stack asked for and compare it with what stands before it."""
    return preview_of([request.stack] if request.stack else (), request, progress)


def preview_of(stacks: Sequence[str], request: PreviewRequest, progress: Progress) -> Report:
    """The same for several stacks; for none of them, every phase."""
    project = Project.read(request.program)
    project.check_program()
    phases = Phases.read(project)
    targets = stacks or phases.order
    if not targets:
        raise error(
            "No stack to preview",
            f"{project.directory} has no Pulumi.<stack>.yaml.",
            command="faro preview --stack NAME",
        )
    if request.engine:
        return _gathered_by(partial(_ask_engine, request, project, phases), targets)
    with ExitStack() as open_:
        runs = _Runs(request, project, phases, _host(open_, project), progress)
        if request.base is None:
            return _gathered_by(runs.plan, targets)
        found = _Base(open_, request, runs)
        report = _gathered_by(partial(runs.plan, base=found), targets)
        return replace(report, diagnostics=(*found.diagnostics, *report.diagnostics))


def _host(open_: ExitStack, project: Project, environment: Path | None = None) -> Host:
    """What runs a project's programs, until everything is closed."""
    python = interpreter.of(environment) if environment else interpreter.find(project)
    return open_.enter_context(Host(python, project.directory))


class _Base:
    """The project at the revision that the working tree is compared with."""

    def __init__(self, open_: ExitStack, request: PreviewRequest, runs: _Runs) -> None:
        here = runs.project
        self._revision = open_.enter_context(
            revision.checked_out(here.directory, request.base or revision.MERGE_BASE)
        )
        self._runs: _Runs | None = None
        self.diagnostics: tuple[Diagnostic, ...] = ()
        folder = self._revision.folder
        if folder is None or not Project.is_in(folder):
            self.diagnostics = (
                self._warning("The base has no such project", "Everything is new."),
            )
            return
        project = Project.read(folder)
        phases = Phases.read(project)
        environment = request.base_environment
        host = _host(open_, here, environment) if environment else runs.host
        self._runs = _Runs(replace(request, config=()), project, phases, host, runs.progress)
        self.diagnostics = tuple(self._differences(here, runs.phases, project, phases, environment))

    def snapshot(self, stack: str) -> Snapshot | None:
        """The stack as the base would have deployed it; None where it had none."""
        if self._runs is None or stack not in self._runs.phases.order:
            return None
        try:
            found = self._runs.as_deployed(stack)
        except Failure as failure:
            at = f" (in the base, {self._revision.short})"
            raise Failure(
                *(replace(d, summary=d.summary + at) for d in failure.diagnostics)
            ) from None
        return replace(found, origin=f"{stack} at {self._revision.short}")

    def _differences(
        self,
        here: Project,
        our: Phases,
        there: Project,
        their: Phases,
        environment: Path | None,
    ) -> Iterator[Diagnostic]:
        """What makes the comparison another one than it looks."""
        gone = [stack for stack in their.order if stack not in our.order]
        if gone:
            yield self._warning("A stack is gone", f"Only the base has {', '.join(gone)}.")
        if here.name != there.name:
            said = f"The base calls it {there.name}, the working tree {here.name}: all looks new."
            yield self._warning("The project has another name", said)
        changed = revision.changed_dependencies(here.directory, there.directory)
        if changed and environment is None:
            said = f"{', '.join(changed)}: the base runs with the packages of the working tree."
            yield replace(
                self._warning("The dependencies differ", said),
                command="faro preview --base REV --base-environment DIR",
            )

    def _warning(self, summary: str, detail: str) -> Diagnostic:
        at = f"Compared with {self._revision.short}. {detail}"
        return Diagnostic(severity=Severity.WARNING, summary=summary, detail=at)


def _ask_engine(request: PreviewRequest, project: Project, phases: Phases, stack: str) -> Plan:
    """The engine's own plan; without ``--from`` it starts from what was really deployed."""
    if request.against in phases.order:
        raise error(
            "The engine cannot start from a phase",
            f"{request.against} has no state of its own to start from. Give a stack export, "
            "none, or no --from at all: then the engine takes the stack's real state.",
            address="--from",
            command=f"faro preview {stack} --engine --from none",
        )
    asked = pulumi_cli.CliPreview(
        project=project,
        stack=stack,
        interpreter=interpreter.find(project),
        overrides=request.config,
        own_backend=not request.against,
        state=None if request.against in ("", NOTHING) else Path(request.against),
        time_limit=request.time_limit,
    )
    return pulumi_cli.preview(asked)


def _gathered_by(plan: Callable[[str], Plan], stacks: Sequence[str]) -> Report:
    """All plans, and the failures of those that could not be made, each once."""
    plans: list[Plan] = []
    failed: dict[Diagnostic, None] = {}
    with ThreadPoolExecutor(len(stacks)) as pool:
        found = [pool.submit(plan, stack) for stack in stacks]
    for future in found:
        try:
            plans.append(future.result())
        except Failure as failure:
            failed.update(dict.fromkeys(failure.diagnostics))
    return Report(plans=tuple(plans), diagnostics=tuple(failed))


def _is_word(against: str) -> bool:
    """Whether this can only be meant as the name of a phase."""
    path = Path(against)
    return not path.exists() and len(path.parts) == 1 and path.suffix != ".json"


def _unknown_phase(name: str, phases: Sequence[str]) -> Failure:
    near = difflib.get_close_matches(name, phases, n=1)
    hint = f" Did you mean {near[0]}?" if near else ""
    return error(
        "There is neither such a phase nor such a file",
        f"--from names {name!r}; the phases are {', '.join(phases)}.{hint}",
        address="--from",
        command=f"faro preview --from {near[0] if near else NOTHING}",
    )


class _Runs:
    """The runs that one preview needs; what two plans need is run once."""

    def __init__(
        self,
        request: PreviewRequest,
        project: Project,
        phases: Phases,
        host: Host,
        progress: Progress,
    ) -> None:
        self._request = request
        self.project = project
        self.phases = phases
        self.host = host
        self.progress = progress
        self._started = self._ended = 0
        self._deployed: dict[tuple[str, bool], Future[Snapshot]] = {}
        self._lock = Lock()
        self._pinned = placeholders.read(request.placeholders).to_json()

    def plan(self, stack: str, base: _Base | None = None) -> Plan:
        """The way to ``stack`` from where the request starts, or from what it was in the base.

        If the program's own code cannot work on the stand-ins of the phase before, it starts from
        plain unknowns.
        """
        values = self._values(stack, self._request.config)
        if base is not None:
            start = base.snapshot(stack)
            job = self._job(stack, values, start=start)
            target, said = self._snapshot(job, self._run(job))
            return diff(start, target, values.diagnostics + said)
        against = self._request.against or self.phases.before(stack) or NOTHING
        start = self._start(against, stack)
        job = self._job(stack, values, start=start)
        run = self._run(job)
        if run.snapshot is None and against in self.phases.order:
            start = rehomed(self.as_deployed(against, plain_unknowns=True), stack)
            again = self._run(replace(job, start=start))
            run = again if again.snapshot else run
        target, said = self._snapshot(job, run)
        return diff(start, target, values.diagnostics + said)

    def _start(self, against: str, stack: str) -> Snapshot | None:
        if against == NOTHING:
            return None
        if against in self.phases.order:
            found = self.as_deployed(against)
        elif _is_word(against):
            raise _unknown_phase(against, self.phases.order)
        else:
            found = reader.read(Path(against), passphrase=config.passphrase())
        return rehomed(found, stack)

    def as_deployed(self, stack: str, *, plain_unknowns: bool = False) -> Snapshot:
        """The stack as if it were deployed, run once however often it is asked for."""
        with self._lock:
            mine = (stack, plain_unknowns) not in self._deployed
            future = self._deployed.setdefault((stack, plain_unknowns), Future())
        if mine:
            try:
                future.set_result(self._run_as_deployed(stack, plain_unknowns=plain_unknowns))
            except BaseException as problem:  # noqa: BLE001 raised again for each that waits
                future.set_exception(problem)
        return future.result()

    def _run_as_deployed(self, stack: str, *, plain_unknowns: bool) -> Snapshot:
        """With stand-ins, unless asked for or needed otherwise."""
        values = self._values(stack, ())
        job = self._job(stack, values, as_deployed=True, plain_unknowns=plain_unknowns)
        run = self._run(job)
        if run.snapshot is None and not plain_unknowns:
            return self.as_deployed(stack, plain_unknowns=True)
        return self._snapshot(job, run)[0]

    def _run(self, job: Job) -> Run:
        """One run of the program, and a word to whoever watches."""
        self._tell(job.stack, started=1)
        run = self.host.submit(job).result()
        self._tell(job.stack, ended=1)
        return run

    def _tell(self, stack: str, *, started: int = 0, ended: int = 0) -> None:
        with self._lock:
            self._started += started
            self._ended += ended
            self.progress(f"running the program for {stack}", self._ended, self._started)

    @staticmethod
    def _snapshot(job: Job, run: Run) -> tuple[Snapshot, tuple[Diagnostic, ...]]:
        """What a run gave, and what it said; a run that gave nothing fails."""
        if run.snapshot is None:
            raise Failure(*run.diagnostics)
        made_of = digest(job.directory, job.config)
        return replace(run.snapshot, origin=job.stack, digest=made_of), run.diagnostics

    def _values(self, stack: str, overrides: Overrides) -> config.StackConfig:
        return config.load(self.project, stack, overrides, config.passphrase())

    def _job(
        self,
        stack: str,
        values: config.StackConfig,
        *,
        start: Snapshot | None = None,
        as_deployed: bool = False,
        plain_unknowns: bool = False,
    ) -> Job:
        return Job(
            project=self.project.name,
            stack=stack,
            organization="organization",
            directory=self.project.directory,
            main=self.project.main,
            config=dict(values.values),
            secret_keys=values.secret_keys,
            start=start,
            as_deployed=as_deployed,
            plain_unknowns=plain_unknowns,
            placeholders=self._pinned,
            time_limit=self._request.time_limit,
        )
