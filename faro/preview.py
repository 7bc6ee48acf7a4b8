"""The one call behind ``faro preview``: a request in, a report out."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from threading import Lock
from typing import TypeAlias

from faro.engine.diff import diff
from faro.engine.rehome import rehomed
from faro.model.diagnostic import Diagnostic, Failure, error
from faro.model.plan import Plan
from faro.model.report import Report
from faro.model.snapshot import Snapshot
from faro.program import config, interpreter, placeholders, pulumi_cli
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
    or ``none``; empty for the phase before, which ``config`` does not touch. ``time_limit`` holds
    for one run of the program.
    """

    program: Path = Path()
    stack: str = ""
    against: str = ""
    config: Overrides = ()
    placeholders: Path | None = None
    engine: bool = False
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
    with Host(interpreter.find(project), project.directory) as host:
        runs = _Runs(request, project, phases, host, progress)
        return _gathered_by(runs.plan, targets)


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
        self._project = project
        self._phases = phases
        self._host = host
        self._progress = progress
        self._started = self._ended = 0
        self._deployed: dict[tuple[str, bool], Future[Snapshot]] = {}
        self._lock = Lock()
        self._pinned = placeholders.read(request.placeholders).to_json()

    def plan(self, stack: str) -> Plan:
        """The way to ``stack`` from where the request starts.

        If the program's own code cannot work on the stand-ins of the phase before, it starts from
        plain unknowns.
        """
        values = self._values(stack, self._request.config)
        against = self._request.against or self._phases.before(stack) or NOTHING
        start = self._start(against, stack)
        job = self._job(stack, values, start=start)
        run = self._run(job)
        if run.snapshot is None and against in self._phases.order:
            start = rehomed(self._as_deployed(against, plain_unknowns=True), stack)
            again = self._run(replace(job, start=start))
            run = again if again.snapshot else run
        target, said = self._snapshot(job, run)
        return diff(start, target, values.diagnostics + said)

    def _start(self, against: str, stack: str) -> Snapshot | None:
        if against == NOTHING:
            return None
        if against in self._phases.order:
            found = self._as_deployed(against)
        elif _is_word(against):
            raise _unknown_phase(against, self._phases.order)
        else:
            found = reader.read(Path(against), passphrase=config.passphrase())
        return rehomed(found, stack)

    def _as_deployed(self, stack: str, *, plain_unknowns: bool = False) -> Snapshot:
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
            return self._as_deployed(stack, plain_unknowns=True)
        return self._snapshot(job, run)[0]

    def _run(self, job: Job) -> Run:
        """One run of the program, and a word to whoever watches."""
        self._tell(job.stack, started=1)
        run = self._host.submit(job).result()
        self._tell(job.stack, ended=1)
        return run

    def _tell(self, stack: str, *, started: int = 0, ended: int = 0) -> None:
        with self._lock:
            self._started += started
            self._ended += ended
            self._progress(f"running the program for {stack}", self._ended, self._started)

    @staticmethod
    def _snapshot(job: Job, run: Run) -> tuple[Snapshot, tuple[Diagnostic, ...]]:
        """What a run gave, and what it said; a run that gave nothing fails."""
        if run.snapshot is None:
            raise Failure(*run.diagnostics)
        made_of = digest(job.directory, job.config)
        return replace(run.snapshot, origin=job.stack, digest=made_of), run.diagnostics

    def _values(self, stack: str, overrides: Overrides) -> config.StackConfig:
        return config.load(self._project, stack, overrides, config.passphrase())

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
            project=self._project.name,
            stack=stack,
            organization="organization",
            directory=self._project.directory,
            main=self._project.main,
            config=dict(values.values),
            secret_keys=values.secret_keys,
            start=start,
            as_deployed=as_deployed,
            plain_unknowns=plain_unknowns,
            placeholders=self._pinned,
            time_limit=self._request.time_limit,
        )
