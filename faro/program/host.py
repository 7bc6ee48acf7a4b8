"""Runs programs in child processes of their own interpreter, several at a time.

The child sees two packages of faro (``faro.engine``, ``faro.model``) and the program's own
packages, nothing of the environment that ``faro`` is installed in.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import tempfile
import threading
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from faro.engine import codec
from faro.model.diagnostic import Diagnostic, Failure, error
from faro.model.snapshot import Snapshot
from faro.program import rooms
from faro.program.imports import sdk_imports

_GRACE_SECONDS = 10.0
"""How long after its limit a run may take to end itself."""
_IMPORT_SECONDS = 600.0
"""How long the SDKs may take to import; the limit of a run begins after that."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One run of one program; ``start`` is what its registrations are decided against.

    ``copy_of`` holds a folder and its copy, where the program is in the copy: whatever would be
    imported from the one is imported from the other.
    """

    project: str
    stack: str
    organization: str
    directory: Path
    main: Path
    config: dict[str, str] = field(repr=False)
    secret_keys: frozenset[str]
    start: Snapshot | None
    as_deployed: bool
    plain_unknowns: bool
    placeholders: dict[str, Any] = field(repr=False)
    time_limit: float
    copy_of: tuple[Path, Path] | None = None

    def message(self, number: int) -> dict[str, Any]:
        """The job as JSON values."""
        return {
            "id": number,
            "project": self.project,
            "stack": self.stack,
            "organization": self.organization,
            "directory": str(self.directory),
            "working_directory": str(self.main if self.main.is_dir() else self.main.parent),
            "main": str(self.main),
            "config": self.config,
            "secret_keys": sorted(self.secret_keys),
            "start": codec.encode(self.start) if self.start else None,
            "as_deployed": self.as_deployed,
            "plain_unknowns": self.plain_unknowns,
            "placeholders": self.placeholders,
            "time_limit": self.time_limit,
            "copy_of": [str(folder) for folder in self.copy_of or ()],
        }


@dataclass(frozen=True, slots=True)
class Run:
    """The result of a run: a snapshot or errors, and the program's messages."""

    snapshot: Snapshot | None
    diagnostics: tuple[Diagnostic, ...] = ()


class Host:
    """One child process that serves jobs until the context ends.

    It starts in ``directory``; the programs of ``others`` may be run in it, too. It is ``broken``
    when the process has ended by itself, whatever the programs are.
    """

    def __init__(self, interpreter: Path, directory: Path, *others: Path) -> None:
        self._interpreter = interpreter
        self._directory = directory
        self._sdks = sdk_imports(directory, *others)
        self._numbers = count(1)
        self._waiting: dict[int, tuple[Job, Future[Run]]] = {}
        self._lock = threading.Lock()
        self._sending = threading.Lock()
        self._over: Run | None = None
        self._importing = _timer(_IMPORT_SECONDS, self._import_timed_out)
        self._gave_up = False
        self.broken = False
        self._said = tempfile.TemporaryFile()  # noqa: SIM115 closed with the host

    def __enter__(self) -> Self:
        results, writer = os.pipe()
        command = rooms.command(self._interpreter, "faro.engine.run.runner", str(writer))
        try:
            self._process = subprocess.Popen(  # noqa: S603 the program's own interpreter
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=self._said,
                pass_fds=(writer,),
                cwd=self._directory,
                start_new_session=True,
            )
        except OSError as problem:
            os.close(results)
            raise error(
                "Python interpreter does not start",
                f"{self._interpreter}: {problem.strerror}.",
                command=f"python -m venv {self._interpreter.parent.parent}",
            ) from problem
        finally:
            os.close(writer)
        self._results = os.fdopen(results, "rb")
        self._send(self._sdks._asdict())
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        self._importing.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        problem: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._importing.cancel()
        if problem is not None or self._gave_up:
            self._kill()
        with contextlib.suppress(BrokenPipeError):
            if self._process.stdin:
                self._process.stdin.close()
        self._process.wait()
        self._reader.join()
        self._kill()  # what a program itself left running
        self._results.close()
        self._said.close()

    def submit(self, job: Job) -> Future[Run]:
        """Start a run; the future holds its result and never a program's own exception."""
        number = next(self._numbers)
        future: Future[Run] = Future()
        with self._lock:
            if self._over:
                future.set_result(self._over)
                return future
            self._waiting[number] = job, future
        self._send(job.message(number))
        return future

    def _send(self, message: dict[str, Any]) -> None:
        stdin = self._process.stdin
        assert stdin is not None  # noqa: S101 opened as a pipe above
        line = json.dumps(message).encode() + b"\n"
        try:
            with self._sending:
                stdin.write(line)
                stdin.flush()
        except BrokenPipeError:
            return  # the reader says how the process ended

    def _started(self, number: int, pid: int) -> None:
        """From now on the run is held to its limit."""
        self._importing.cancel()
        with self._lock:
            job, future = self._waiting[number]
        watch = _timer(job.time_limit + _GRACE_SECONDS, self._give_up, number, pid)
        future.add_done_callback(lambda _: watch.cancel())
        watch.start()

    def _give_up(self, number: int, pid: int) -> None:
        """End a run that does not even let its own time limit end it; others go on."""
        with self._lock:
            job, future = self._waiting.pop(number, (None, None))
        if job is None or future is None:
            return
        self._gave_up = True
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
        failure = error(
            "Program timed out",
            f"{job.stack} was still running compiled code after {job.time_limit:g} s, which cannot "
            "be interrupted. Raise the limit with --time-limit SECONDS.",
        )
        future.set_result(Run(None, failure.diagnostics))

    def _import_timed_out(self) -> None:
        names = ", ".join(dict.fromkeys(name.partition(".")[0] for name in self._sdks.names))
        failure = error(
            "Import of the SDKs timed out",
            f"After {_IMPORT_SECONDS:g} s the program's packages were still being imported: "
            f"{names or 'pulumi'}.",
        )
        with self._lock:
            self._over = Run(None, failure.diagnostics)
        self._kill()

    def _kill(self) -> None:
        """The process and every run that it forked."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)

    def _read(self) -> None:
        for line in self._results:
            message = json.loads(line)
            if "pid" in message:
                self._started(message["id"], message["pid"])
                continue
            with self._lock:
                _, future = self._waiting.pop(message["id"], (None, None))
            if future:
                future.set_result(_run_of(message["result"]))
        with self._lock:
            if self._over is None:
                self.broken = True
                self._over = Run(None, self._broken().diagnostics)
            unanswered, self._waiting = self._waiting, {}
        for _, future in unanswered.values():
            future.set_result(self._over)

    def _broken(self) -> Failure:
        """Why the process ended by itself, by what it said last."""
        self._said.seek(0)
        return _broken(self._interpreter, self._said.read().decode(errors="replace"))


def _timer(seconds: float, action: Callable[..., None], *words: int) -> threading.Timer:
    """A timer that holds nothing up when the command ends before it."""
    timer = threading.Timer(seconds, action, words)
    timer.daemon = True
    return timer


def _run_of(result: dict[str, Any]) -> Run:
    if "died" in result:
        status = result["died"]
        how = f"by signal {-status}" if status < 0 else f"with exit status {status}"
        failure = error(
            "Program ended without a result",
            f"Its process ended {how} before the program finished; os._exit or a crash does this.",
        )
        return Run(None, failure.diagnostics)
    snapshot = codec.decode(result["snapshot"]) if result["snapshot"] else None
    return Run(snapshot, tuple(codec.decode_diagnostic(item) for item in result["diagnostics"]))


def _broken(interpreter: Path, said: str) -> Failure:
    last = said.strip().rpartition("\n")[2]
    if "No module named 'pulumi'" in said or "No module named 'grpc'" in said:
        return error(
            "Pulumi SDK not installed",
            f"{interpreter} has no package pulumi. Install the program's packages, or set "
            "runtime.options.virtualenv in Pulumi.yaml to the virtual environment that has them.",
            command=f"{interpreter} -m pip install -r requirements.txt",
        )
    return error(
        "Python interpreter failed", f"{interpreter}: {last or 'it exited without output'}."
    )
