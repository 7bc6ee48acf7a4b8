"""One run of a program: set up as the official language host does it, watched, and reported.

Whatever the program does (raise, exit, hang, print) ends in one result.
"""

from __future__ import annotations

import asyncio
import inspect
import logging
import os
import runpy
import sys
import tempfile
import threading
import traceback
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pulumi
import pulumi.runtime

from faro.engine import codec
from faro.engine.run import sdk
from faro.engine.run.invokes import Pinned
from faro.engine.run.monitor import Monitor
from faro.engine.run.own_code import import_from_copy, leave_no_bytecode
from faro.engine.run.requests import Run
from faro.engine.run.trouble import explain, explain_wait
from faro.model.diagnostic import Diagnostic, Failure, Severity, error
from faro.model.value import secret_texts

_MOST_OUTPUT = 20_000
"""Characters kept of what a program says."""
_MOST_READ = 2_000_000
"""Bytes read of it before secrets are taken out and the rest is cut."""
_SHORTEST_SECRET = 4
"""Characters; a shorter secret cannot be told from ordinary text in what a program prints."""

Send = Callable[[dict[str, Any]], None]


def run(job: dict[str, Any], send: Send) -> None:
    """Run the program of a job and send the result: a snapshot or diagnostics."""
    directory = Path(job["directory"])
    task = Run(
        project=job["project"],
        stack=job["stack"],
        organization=job["organization"],
        directory=directory,
        working_directory=Path(job["working_directory"]),
        start=codec.decode(job["start"]) if job.get("start") else None,
        as_deployed=job["as_deployed"],
        plain_unknowns=job["plain_unknowns"],
        config=job["config"],
        secret_keys=frozenset(job["secret_keys"]),
        pinned=Pinned(job["placeholders"]),
    )
    if job["copy_of"]:
        import_from_copy(*map(Path, job["copy_of"]))
    printed = _Printed()
    monitor = Monitor(task)
    os.chdir(task.working_directory)
    loop = _prepare(task, monitor)
    watch = _watch(job["time_limit"], loop, monitor, directory, send)
    failure = _run(loop, Path(job["main"]), monitor, directory)
    watch.cancel()
    snapshot = None if failure else codec.encode(monitor.snapshot())
    ended = failure.diagnostics if failure else ()
    send(_result(snapshot, _reported(monitor, printed.text(), ended)))


def failed(fault: Exception) -> dict[str, Any]:
    """The result of a run in which not the program but we failed."""
    trace = traceback.extract_tb(fault.__traceback__)[-1]
    place = f"{Path(trace.filename).name}:{trace.lineno}"
    said = f"{type(fault).__name__} in {place}. The fault is in faro: report it."
    return _result(None, error("Internal error", said).diagnostics)


def _prepare(task: Run, monitor: Monitor) -> asyncio.AbstractEventLoop:
    """Configure the SDK as ``pulumi-language-python-exec`` does."""
    settings: dict[str, Any] = {
        "monitor": monitor,
        "engine": monitor,
        "project": task.project,
        "stack": task.stack,
        "parallel": 16,
        "dry_run": True,
        "organization": task.organization,
        "root_directory": str(task.directory),
    }
    known = inspect.signature(pulumi.runtime.Settings.__init__).parameters
    pulumi.runtime.configure(
        pulumi.runtime.Settings(**{k: v for k, v in settings.items() if k in known})
    )
    sdk.trace_cheaply()
    pulumi.runtime.set_all_config(dict(task.config), sorted(task.secret_keys))
    logging.getLogger("asyncio").setLevel(logging.CRITICAL)
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    return loop


def _run(
    loop: asyncio.AbstractEventLoop, main: Path, monitor: Monitor, directory: Path
) -> Failure | None:
    def execute() -> None:
        for name in [name for name in sys.modules if name.partition(".")[0] == "faro"]:
            del sys.modules[name]  # the program may have a package of this name
        runpy.run_path(str(main), run_name="__main__")

    leave_no_bytecode(directory)
    sys.argv = [str(main)]
    sys.path.insert(0, str(main if main.is_dir() else main.parent))
    try:
        loop.run_until_complete(pulumi.runtime.run_in_stack(execute))
    except SystemExit as ended:
        if ended.code not in (None, 0):
            return monitor.failures[0] if monitor.failures else explain(ended, directory)
    except BaseException as problem:  # noqa: BLE001 every end of a program is reported
        return monitor.failures[0] if monitor.failures else explain(problem, directory)
    return monitor.failures[0] if monitor.failures else None


def _watch(
    seconds: float,
    loop: asyncio.AbstractEventLoop,
    monitor: Monitor,
    directory: Path,
    send: Send,
) -> threading.Timer:
    """End the run when its time is over, saying what it waits for."""
    program = threading.get_ident()

    def stop() -> None:
        failure = explain_wait(seconds, loop, program, list(monitor.pending.values()), directory)
        send(_result(None, failure.diagnostics))
        os._exit(0)

    timer = threading.Timer(seconds, stop)
    timer.daemon = True
    timer.start()
    return timer


class _Printed:
    """Catches what the program prints, at the level of the process."""

    def __init__(self) -> None:
        self._file = tempfile.TemporaryFile()  # noqa: SIM115 lives as long as the process
        os.dup2(self._file.fileno(), 1)
        os.dup2(self._file.fileno(), 2)

    def text(self) -> str:
        """Return the printed text, truncated."""
        for stream in (sys.stdout, sys.stderr):
            if not stream.closed:
                stream.flush()
        self._file.seek(0)
        return self._file.read(_MOST_READ).decode(errors="replace").strip()


def _reported(
    monitor: Monitor, printed: str, ended: tuple[Diagnostic, ...]
) -> tuple[Diagnostic, ...]:
    """What the program said and printed and how it ended, without any secret it registered."""
    said = list(monitor.diagnostics)
    if printed:
        said.append(Diagnostic(severity=Severity.INFO, summary="Program output", detail=printed))
    said += ended
    hidden = _secret_texts(monitor) if said else []
    return tuple(_without(diagnostic, hidden) for diagnostic in said)


def _secret_texts(monitor: Monitor) -> list[str]:
    found = set(monitor.secret_config)
    for resource in monitor.registered():
        for values in (resource.inputs, resource.outputs):
            found.update(secret_texts(values))
    return sorted((text for text in found if len(text) >= _SHORTEST_SECRET), key=len, reverse=True)


def _without(diagnostic: Diagnostic, hidden: list[str]) -> Diagnostic:
    detail = diagnostic.detail
    for text in hidden:
        detail = detail.replace(text, "[secret]")
    return replace(diagnostic, detail=detail[:_MOST_OUTPUT])


def _result(snapshot: dict[str, Any] | None, diagnostics: tuple[Diagnostic, ...]) -> dict[str, Any]:
    return {"snapshot": snapshot, "diagnostics": [codec.encode_diagnostic(d) for d in diagnostics]}
