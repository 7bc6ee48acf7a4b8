"""Runs Pulumi Python programs under the monitor, in the program's own interpreter.

A host: it imports what the programs will import once, then forks for each job it reads. Jobs come
as JSON lines on standard input; that a run has started, and its result, leave as JSON lines on a
pipe of their own, because standard output belongs to the program.
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import selectors
import sys
from collections import deque
from collections.abc import Sequence
from types import ModuleType
from typing import Any, BinaryIO

from faro.engine.run import code_cache
from faro.engine.run.code_cache import CodeCache
from faro.engine.run.sdk_import import import_in_parts

_MOST_AT_ONCE = max(2, os.cpu_count() or 1)
"""Runs that share the machine; more would only make each of them last longer."""
_END = b"\n"
"""Ends a result: what the program itself forked may hold the pipe open for longer."""


def main(result_fd: str) -> None:
    """Serve jobs until standard input ends; results go to the file descriptor ``result_fd``."""
    gc.disable()  # a run makes much, drops little and ends soon; a third of its time was this
    # gRPC writes what it does on the program's standard error, as if the program had printed it.
    os.environ.setdefault("GRPC_VERBOSITY", "NONE")
    sys.path[:] = [entry for entry in sys.path if entry]
    jobs = _Lines(os.dup(0))
    cache = code_cache.use()
    import faro.engine.run.program  # noqa: F401, PLC0415 brings pulumi, while the first line is made

    empty = os.open(os.devnull, os.O_RDONLY)
    os.dup2(empty, 0)
    wanted, *early = jobs.read()
    _preload(json.loads(wanted), cache)
    gc.freeze()
    host = _Host(jobs, os.fdopen(int(result_fd), "wb"))
    host.accept(early)
    host.serve()
    os._exit(0)  # to take the SDKs down one by one would cost time


def _preload(sdks: dict[str, list[str]], cache: CodeCache | None) -> None:
    """Look up what the programs will use of the SDKs; what fails will fail again in a program."""
    packages = {name.partition(".")[0] for name in sdks["names"]} - {"pulumi", *sdks["whole"]}
    if cache:
        import_in_parts(sorted(packages), cache)
    for name in sdks["names"]:
        try:
            _look_up(name)
        except Exception:  # noqa: BLE001, S112 the program meets the same error and reports it
            continue


def _look_up(name: str) -> None:
    """What a dotted name stands for, part by part: an attribute, else a module."""
    package, *parts = name.split(".")
    found: Any = importlib.import_module(package)
    for part in parts:
        if not hasattr(found, part) and isinstance(found, ModuleType):
            importlib.import_module(f"{found.__name__}.{part}")
        found = getattr(found, part)


class _Lines:
    """Whole lines of a pipe, without a buffer that would hide one from ``select``."""

    def __init__(self, descriptor: int) -> None:
        self.descriptor = descriptor
        self._rest = b""

    def read(self) -> list[bytes]:
        """Wait for at least one line; none at the end."""
        chunks = [self._rest]
        while chunk := os.read(self.descriptor, 1 << 20):
            chunks.append(chunk)
            if b"\n" in chunk:
                break
        *lines, self._rest = b"".join(chunks).split(b"\n")
        return lines


class _Host:
    """Forks a child for each job and hands on what it writes."""

    def __init__(self, jobs: _Lines, results: BinaryIO) -> None:
        self._jobs = jobs
        self._results = results
        self._queued: deque[dict[str, Any]] = deque()
        self._running = 0
        self._ready = selectors.DefaultSelector()
        self._ready.register(jobs.descriptor, selectors.EVENT_READ, None)

    def serve(self) -> None:
        """Until there are no more jobs and no children."""
        while len(self._ready.get_map()) > 0:
            for key, _ in self._ready.select():
                if key.data is not None:
                    key.data.read()
                elif lines := self._jobs.read():
                    self.accept(lines)
                else:
                    self._ready.unregister(self._jobs.descriptor)

    def accept(self, jobs: Sequence[bytes]) -> None:
        """Start the requested runs, as many at once as the limit allows."""
        self._queued += map(json.loads, jobs)
        while self._queued and self._running < _MOST_AT_ONCE:
            self._start(self._queued.popleft())

    def _start(self, job: dict[str, Any]) -> None:
        reader, writer = os.pipe()
        pid = os.fork()
        if pid == 0:
            os.close(reader)
            os.close(self._results.fileno())
            _work(job, writer)
        os.close(writer)
        self._running += 1
        self._write(b'{"id": %d, "pid": %d}\n' % (job["id"], pid))
        self._ready.register(reader, selectors.EVENT_READ, _Child(self, job["id"], pid, reader))

    def finish(self, child: _Child, status: int, data: bytes) -> None:
        """A child is through: pass on its result, or say how it ended without one."""
        self._ready.unregister(child.reader)
        os.close(child.reader)
        whole = data.endswith(_END)
        result = data.removesuffix(_END) if whole else json.dumps({"died": status}).encode()
        self._write(b'{"id": %d, "result": %s}\n' % (child.job, result))
        self._running -= 1
        self.accept(())

    def _write(self, message: bytes) -> None:
        self._results.write(message)
        self._results.flush()


class _Child:
    """One forked run and what it has written so far."""

    def __init__(self, host: _Host, job: int, pid: int, reader: int) -> None:
        self._host = host
        self._pid = pid
        self._chunks: list[bytes] = []
        self.job = job
        self.reader = reader

    def read(self) -> None:
        chunk = os.read(self.reader, 1 << 20)
        if chunk:
            self._chunks.append(chunk)
        if chunk and not chunk.endswith(_END):
            return
        _, status = os.waitpid(self._pid, 0)
        self._host.finish(self, os.waitstatus_to_exitcode(status), b"".join(self._chunks))


def _work(job: dict[str, Any], writer: int) -> None:
    """In the child: run the job, write its result, leave without the parent's clean-up."""
    from faro.engine.run.program import failed, run  # noqa: PLC0415 loaded by the host already

    out = os.fdopen(writer, "wb")

    def send(result: dict[str, Any]) -> None:
        out.write(json.dumps(result).encode() + _END)
        out.flush()

    try:
        run(job, send)
    except Exception as fault:  # noqa: BLE001 whatever it is, the command says so
        send(failed(fault))
    os._exit(0)
