"""Why a program gave no plan, in terms of *its* code: the line, and what to give.

Never a traceback of ours: the deepest frame that lies in the program's own folder is the place.
"""

from __future__ import annotations

import asyncio
import os
import sys
import traceback
from pathlib import Path
from types import FrameType, TracebackType
from typing import Any

import pulumi

from faro.engine.run import stand_ins
from faro.engine.run.own_code import is_own
from faro.model.diagnostic import Failure, error
from faro.model.snapshot import Source

_WAITING = {"do_register": "resource", "do_read": "read", "do_invoke": "call"}
"""Coroutines of the SDK → what they carry."""


def explain(problem: BaseException, directory: Path) -> Failure:
    """The end of a program as a diagnostic."""
    source = _place_of(problem, directory)
    if isinstance(problem, pulumi.ConfigMissingError):
        return _missing_config(problem, source)
    if isinstance(problem, pulumi.RunError):
        return error("Program stopped", str(problem).strip(), source=source)
    if isinstance(problem, SystemExit):
        return error(
            "Program exited",
            f"It called sys.exit({problem.code!r}) before all resources were registered.",
            source=source,
        )
    if isinstance(problem, ModuleNotFoundError) and problem.name:
        return _missing_package(problem.name, source)
    if isinstance(problem, KeyError) and _is_of_environment(problem):
        return _missing_variable(problem, source)
    if isinstance(problem, SyntaxError) and is_own(problem.filename or "", directory):
        return _syntax(problem, directory)
    return _raised(problem, source)


def _missing_config(problem: Any, source: Source | None) -> Failure:
    key = getattr(problem, "key", "")
    return error(
        "Missing configuration value",
        f"The program requires {key}, which is set neither in the stack file nor by a default.",
        address=key,
        source=source,
        command=f"faro preview --config {key}=VALUE",
    )


def _missing_package(name: str, source: Source | None) -> Failure:
    return error(
        "Missing package",
        f"The program imports {name}, which is not installed for its interpreter. Install it, or "
        "set runtime.options.virtualenv in Pulumi.yaml to the virtual environment that has it.",
        source=source,
        command=f"{sys.executable} -m pip install {name.partition('.')[0].replace('_', '-')}",
    )


def _is_of_environment(problem: KeyError) -> bool:
    frames = traceback.extract_tb(problem.__traceback__)
    return bool(frames) and frames[-1].filename in (os.__file__, "<frozen os>")


def _missing_variable(problem: KeyError, source: Source | None) -> Failure:
    name = problem.args[0]
    return error(
        "Missing environment variable",
        f"The program reads the environment variable {name}, which is not set.",
        address=str(name),
        source=source,
        command=f"{name}=VALUE faro preview",
    )


def _syntax(problem: SyntaxError, directory: Path) -> Failure:
    shown = Path(problem.filename or "").relative_to(directory)
    return error(
        "Invalid Python code",
        problem.msg,
        source=Source(str(shown), problem.lineno or 0),
    )


def _raised(problem: BaseException, source: Source | None) -> Failure:
    said = f"{type(problem).__name__}: {_text_of(problem)}".rstrip(".") + "."
    hint = ""
    if isinstance(problem, FileNotFoundError):
        hint = " Create the file, or run faro in the folder that contains it."
    elif stand_ins.is_in(said) or isinstance(
        problem, AttributeError | KeyError | TypeError | IndexError
    ):
        hint = (
            " If it needs the real result of an invoke (get_*) or an output, pin that value "
            "with --placeholders FILE."
        )
    return error("Program raised an exception", said + hint, source=source)


def _text_of(problem: BaseException) -> str:
    try:
        return str(problem)
    except Exception:  # noqa: BLE001 a program's exception may fail to say what it is
        return "it has no message"


def _place_of(problem: BaseException, directory: Path) -> Source | None:
    """The place of the problem itself, or of what it came from."""
    seen: BaseException | None = problem
    while seen is not None:
        place = _place(seen.__traceback__, directory)
        if place is not None:
            return place
        seen = seen.__cause__ or seen.__context__
    return None


def _place(trace: TracebackType | None, directory: Path) -> Source | None:
    """The deepest frame of the program's own code."""
    for frame in reversed(traceback.extract_tb(trace)):
        if is_own(frame.filename, directory):
            return Source(str(Path(frame.filename).relative_to(directory)), frame.lineno or 0)
    return None


def explain_wait(
    seconds: float,
    loop: asyncio.AbstractEventLoop,
    program: int,
    requests: list[str],
    directory: Path,
) -> Failure:
    """Explain a program that does not end: the running code, else what its tasks wait for."""
    frame = sys._current_frames().get(program)
    source = _standing(frame, directory)
    waits = requests or _tasks(loop)
    imported = _importing(frame, directory)
    if imported:
        detail = f"It was still importing {imported} after {seconds:g} s."
    elif source:
        detail = f"It was still running its own code after {seconds:g} s."
    elif waits:
        detail = f"After {seconds:g} s it was still waiting for: {'; '.join(waits[:5])}."
    else:
        detail = f"After {seconds:g} s it was still waiting for an output that is never resolved."
    return error(
        "Program timed out",
        f"{detail} Raise the limit with --time-limit SECONDS.",
        source=source,
    )


def _standing(frame: FrameType | None, directory: Path) -> Source | None:
    while frame:
        if is_own(frame.f_code.co_filename, directory):
            name = str(Path(frame.f_code.co_filename).relative_to(directory))
            return Source(name, frame.f_lineno)
        frame = frame.f_back
    return None


def _importing(frame: FrameType | None, directory: Path) -> str:
    """The module that the program's own code is importing; empty where it imports none."""
    found = ""
    while frame and not is_own(frame.f_code.co_filename, directory):
        if frame.f_code.co_name == "_find_and_load":
            found = str(frame.f_locals.get("name", ""))
        frame = frame.f_back
    return found


def _tasks(loop: asyncio.AbstractEventLoop) -> list[str]:
    """The registrations and calls that hang in the event loop, by name."""
    found = []
    for task in asyncio.all_tasks(loop):
        coroutine: Any = task.get_coro()
        described = None
        while coroutine is not None and hasattr(coroutine, "cr_frame"):
            described = _describe(coroutine.cr_frame) or described
            coroutine = coroutine.cr_await
        if described:
            found.append(described)
    return sorted(found)


def _describe(frame: FrameType | None) -> str | None:
    if frame is None:
        return None
    kind = _WAITING.get(frame.f_code.co_name)
    local = frame.f_locals
    if kind == "call":
        return f"call of {local.get('tok')}"
    if kind and "name" in local:
        return f"{kind} {local['name']} ({local.get('ty')})"
    return None
