"""The program runs of one request; each is run once."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, replace
from threading import Lock
from typing import Any, TypeAlias

from faro.model.diagnostic import Diagnostic, Failure
from faro.model.snapshot import Snapshot
from faro.program import config, earlier
from faro.program.digest import digest
from faro.program.earlier import Earlier
from faro.program.host import Host, Job, Run
from faro.program.project import Project

Progress: TypeAlias = Callable[[str, int, int], None]
"""Told what is being done, how many steps are done and how many there are."""

Overrides: TypeAlias = tuple[tuple[str, str], ...]
"""Keys and values over those of a stack file."""


@dataclass(frozen=True, slots=True, eq=False)
class Program:
    """A version of a program and its environment; ``earlier`` is None for the working tree's."""

    project: Project
    host: Host
    earlier: Earlier | None = None

    def has(self, stack: str) -> bool:
        """Return whether the stack can be previewed; any can where no stack has a file."""
        return self.project.stack_file(stack) is not None or not self.project.stacks()

    def origin(self, stack: str) -> str:
        """A stack of this version, in words."""
        return self.earlier.origin(stack) if self.earlier else stack


class Runs:
    """Runs programs of any version; ``pinned`` are the placeholders of all of them."""

    def __init__(self, pinned: dict[str, Any], time_limit: float, progress: Progress) -> None:
        self._pinned = pinned
        self._time_limit = time_limit
        self._progress = progress
        self._started = self._ended = 0
        self._deployed: dict[tuple[Program, str, Overrides, bool], Future[Snapshot]] = {}
        self._lock = Lock()

    def job(
        self,
        program: Program,
        stack: str,
        overrides: Overrides = (),
        *,
        as_deployed: bool = False,
        plain_unknowns: bool = False,
    ) -> tuple[Job, tuple[Diagnostic, ...]]:
        """Return the job of a run, and notes on the stack's configuration."""
        project = program.project
        values = config.load(project, stack, overrides, config.passphrase())
        job = Job(
            project=project.name,
            stack=stack,
            organization="organization",
            directory=project.directory,
            main=project.main,
            config=dict(values.values),
            secret_keys=values.secret_keys,
            start=None,
            as_deployed=as_deployed,
            plain_unknowns=plain_unknowns,
            placeholders=self._pinned,
            time_limit=self._time_limit,
            copy_of=program.earlier.folders if program.earlier else None,
        )
        return job, values.diagnostics

    def run(self, program: Program, job: Job) -> Run:
        """One run of the program, and a word to whoever watches."""
        self._tell(program.origin(job.stack), started=1)
        run = program.host.submit(job).result()
        self._tell(program.origin(job.stack), ended=1)
        return run

    def _tell(self, origin: str, *, started: int = 0, ended: int = 0) -> None:
        with self._lock:
            self._started += started
            self._ended += ended
            self._progress(f"running the program for {origin}", self._ended, self._started)

    def as_deployed(
        self,
        program: Program,
        stack: str,
        overrides: Overrides = (),
        *,
        plain_unknowns: bool = False,
    ) -> Snapshot:
        """Return the stack as if deployed: with synthetic values for unknown outputs,
        unless plain unknowns are asked for or needed.
        """
        key = (program, stack, overrides, plain_unknowns)
        with self._lock:
            mine = key not in self._deployed
            future = self._deployed.setdefault(key, Future())
        if mine:
            try:
                future.set_result(self._run_as_deployed(*key))
            except BaseException as problem:  # noqa: BLE001 raised again for each that waits
                future.set_exception(problem)
        return future.result()

    def _run_as_deployed(
        self, program: Program, stack: str, overrides: Overrides, plain_unknowns: bool
    ) -> Snapshot:
        if program.earlier is None:
            return self._deployed_by(program, stack, overrides, plain_unknowns=plain_unknowns)
        try:
            found = self._deployed_by(program, stack, overrides, plain_unknowns=plain_unknowns)
        except Failure as failure:
            if program.host.broken:
                raise
            raise earlier.told_apart(failure, program.earlier.checkout) from None
        return program.earlier.in_place(found)

    def _deployed_by(
        self, program: Program, stack: str, overrides: Overrides, *, plain_unknowns: bool
    ) -> Snapshot:
        job, _ = self.job(
            program, stack, overrides, as_deployed=True, plain_unknowns=plain_unknowns
        )
        run = self.run(program, job)
        if run.snapshot is None and not plain_unknowns:
            return self._deployed_by(program, stack, overrides, plain_unknowns=True)
        return snapshot_of(program, job, run)


def snapshot_of(program: Program, job: Job, run: Run) -> Snapshot:
    """Return the snapshot of a run, with its origin; fails if the run has none."""
    if run.snapshot is None:
        raise Failure(*run.diagnostics)
    made_of = digest(job.directory, job.config)
    return replace(run.snapshot, origin=program.origin(job.stack), digest=made_of)
