"""Serves one program to the Pulumi CLI, where the language host plugin is not installed.

Runs in the program's own interpreter, prints its port and ends with its standard input. What the
program prints is dropped: the CLI has a channel of its own for what a program says.
"""

from __future__ import annotations

import os
import runpy
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import grpc  # type: ignore[import-untyped]
from pulumi.runtime.proto import language_pb2_grpc

from faro.engine.run import sdk


def main(program: str) -> None:
    """Serve the program, a folder or a file, until standard input ends."""
    sys.argv = [program]
    sys.path[:] = [entry for entry in sys.path if entry]
    path = Path(program)
    sys.path.insert(0, str(path if path.is_dir() else path.parent))
    server = grpc.server(ThreadPoolExecutor(max_workers=4))
    language_pb2_grpc.add_LanguageRuntimeServicer_to_server(
        sdk.language_server(lambda: _run(program)), server
    )
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    sys.stdout.write(f"{port}\n")
    sys.stdout.flush()
    silence = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silence, 1)
    os.dup2(silence, 2)
    sys.stdin.read()
    os._exit(0)


def _run(program: str) -> None:
    runpy.run_path(program, run_name="__main__")
