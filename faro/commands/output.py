"""Writes the output of commands: a document to a file or standard output, diagnostics to standard
error.
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from pathlib import Path

import click
from click.core import ParameterSource

from faro.model.diagnostic import Diagnostic, ExitCode, error
from faro.views import diagnostics, terminal
from faro.views.line import Line, plain
from faro.views.wrapped import WIDTH

_ISSUES = "the issues of the faro project"


def deliver(made: str | Iterable[Line], out: Path | None) -> None:
    """Write a document, or lines that a terminal may colour, to a file or to the screen."""
    if out is not None:
        _save(made if isinstance(made, str) else plain(made), out)
    elif isinstance(made, str):
        sys.stdout.write(made)
    else:
        terminal.write(made, sys.stdout)
    sys.stdout.flush()


def _save(text: str, path: Path) -> None:
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as wrong:
        raise error(
            "Cannot write the report",
            f"{wrong.strerror}: --out names a file that can be written.",
            address=str(path),
        ) from wrong


def columns(out: Path | None) -> int:
    """The width of a report: that of the terminal; 80 in a file or a pipe."""
    if out is not None or not sys.stdout.isatty():
        return WIDTH
    return shutil.get_terminal_size().columns


_SUFFIXES = {".html": "html", ".htm": "html", ".json": "json", ".md": "markdown"}


def of_suffix(format_: str, out: Path | None) -> str:
    """The requested format, else the one that the file's suffix names."""
    context = click.get_current_context()
    given = context.get_parameter_source("format_") is not ParameterSource.DEFAULT
    if given or out is None:
        return format_
    [choices] = [p.type for p in context.command.params if p.name == "format_"]
    named = _SUFFIXES.get(out.suffix.lower(), out.suffix.lower().removeprefix("."))
    return named if isinstance(choices, click.Choice) and named in choices.choices else format_


def tell(found: Iterable[Diagnostic]) -> None:
    """Write diagnostics."""
    terminal.write(diagnostics.render(tuple(found)), sys.stderr)


def progress() -> AbstractContextManager[Callable[[str, int, int], None]]:
    """A progress bar on a terminal, none in a pipe."""
    return terminal.progress(sys.stderr)


def fail(found: Iterable[Diagnostic]) -> int:
    """Write the diagnostics of a failure; its exit code."""
    tell(found)
    return ExitCode.ERROR


def internal(fault: Exception) -> Diagnostic:
    """An internal error as a diagnostic: its place, but not the exception's text, which may quote a
    value of the program.
    """
    trace = fault.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    place = f"{Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}" if trace else "?"
    detail = f"{type(fault).__name__} in {place}.\nThe fault is in faro: report it to {_ISSUES}."
    return error("Internal error", detail).diagnostics[0]
