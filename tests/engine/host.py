"""A program host: runs Pulumi Python programs for the engine, one forked child per run.

The SDKs are imported once in this process; each request forks a child that serves the language
runtime protocol for one program directory. It takes the place of the language host plugin, which is
not part of a CLI built from modules. Talks in lines of JSON: a request in, an address out.
"""

import contextlib
import gc
import importlib
import json
import os
import runpy
import signal
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import grpc  # type: ignore[import-untyped]
import pulumi  # noqa: F401  (imported once, before any fork)
from pulumi.automation._server import LanguageServer
from pulumi.runtime.proto import language_pb2_grpc


def preload(modules: list[str]) -> None:
    """Import what the programs will want, so that no child has to."""
    for module in modules:
        with contextlib.suppress(ImportError):
            hasattr(importlib.import_module(module), "anything")  # some load at the first look only
    gc.freeze()


def program(directory: Path) -> Any:
    """Give the function that runs a program directory the way the official runner does."""
    main = directory / "__main__.py"
    return lambda: runpy.run_path(str(main), run_name="__main__") and None


def serve(directory: Path, pipe: int) -> None:
    """Serve one program in this (forked) process and tell the parent the port."""
    os.chdir(directory)
    sys.path.insert(0, str(directory))
    sys.argv = [str(directory / "__main__.py")]
    silence = os.open(os.devnull, os.O_RDWR)
    os.dup2(silence, 0)
    os.dup2(silence, 1)
    server = grpc.server(ThreadPoolExecutor(max_workers=4))
    servicer = LanguageServer(program(directory))
    language_pb2_grpc.add_LanguageRuntimeServicer_to_server(servicer, server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    os.write(pipe, str(port).encode())
    os.close(pipe)
    parent, gone = os.getppid(), threading.Event()
    while os.getppid() == parent:
        gone.wait(1)


def start(directory: Path, environment: dict[str, str]) -> dict[str, int]:
    """Fork a child for one program and give its process id and port."""
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(read)
        os.environ.update(environment)
        try:
            serve(directory, write)
        finally:
            os._exit(0)
    os.close(write)
    with os.fdopen(read) as stream:
        port = stream.read()
    return {"pid": child, "port": int(port or 0)}


def stop(child: int) -> dict[str, int]:
    """End a child of ours."""
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return {"pid": child}


def main() -> None:
    """Answer requests until the input ends."""
    for line in sys.stdin:
        request = json.loads(line)
        if "stop" in request:
            answer = stop(request["stop"])
        else:
            preload(request["preload"])
            answer = start(Path(request["directory"]), request.get("environment", {}))
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
