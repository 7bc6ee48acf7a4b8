"""Lines onto a stream: in colour on a terminal, as plain text anywhere else."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, TextIO

from faro.views.line import Line, plain, printable

if TYPE_CHECKING:
    from rich.console import Console


def write(
    lines: Iterable[Line], stream: TextIO, environment: Mapping[str, str] = os.environ
) -> None:
    """Write the lines, whole, at any width; only a terminal gets colours."""
    if takes_colour(stream, environment):
        from rich.console import Console  # noqa: PLC0415 60 ms that a pipe need not wait for

        paint(lines, Console(file=stream))
    else:
        stream.write(plain(lines))


def takes_colour(stream: TextIO, environment: Mapping[str, str]) -> bool:
    """Return whether the stream is a terminal and nothing forbids colours (https://no-color.org)."""
    plain_wanted = environment.get("NO_COLOR") or environment.get("TERM") == "dumb"
    return stream.isatty() and not plain_wanted


def paint(lines: Iterable[Line], console: Console) -> None:
    """Write the lines in their styles; a text that looks like markup is none."""
    from rich.text import Text  # noqa: PLC0415

    for spans in lines:
        parts = ((printable(span.text), span.style) for span in spans)
        console.print(Text.assemble(*parts), highlight=False, soft_wrap=True)


@contextmanager
def progress(stream: TextIO) -> Iterator[Callable[[str, int, int], None]]:
    """A progress bar on a terminal, none in a pipe."""
    if not stream.isatty() or os.environ.get("TERM") == "dumb":
        yield lambda _what, _done, _total: None
        return
    from rich.console import Console  # noqa: PLC0415
    from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn  # noqa: PLC0415

    columns = (
        SpinnerColumn(),
        BarColumn(bar_width=24),
        TextColumn("{task.description}", markup=False),
    )
    with Progress(*columns, console=Console(file=stream), transient=True) as bar:
        task = bar.add_task("reading the project", total=None)

        def report(what: str, done: int, total: int) -> None:
            bar.update(task, description=printable(what), completed=done, total=total or None)

        yield report
