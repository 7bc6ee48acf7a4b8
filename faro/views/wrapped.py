"""Long lines and wide tables, cut to what a terminal shows."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence

from faro.views.line import Line, Span, line, printable

WIDTH = 80
"""Columns of a terminal, where nothing else is known."""


def wrapped(text: str, width: int, *, hang: int = 0) -> Iterator[str]:
    """The text in lines of so many columns, those after the first indented by ``hang``. A word that
    is longer has a line of its own.
    """
    yield from textwrap.wrap(
        text,
        width,
        subsequent_indent=" " * hang,
        break_long_words=False,
        break_on_hyphens=False,
    ) or [text]


def folded(long: Line, width: int, *, hang: int = 2) -> Iterator[Line]:
    """A line of several styles in lines of so many columns, each piece in its own style."""
    spans = [Span(printable(span.text), span.style) for span in long]
    text = "".join(span.text for span in spans)
    styles = [span.style for span in spans for _ in span.text]
    end = 0
    for number, found in enumerate(wrapped(text, width, hang=hang)):
        words = found[hang:] if number else found
        start = text.index(words, end)
        end = start + len(words)
        yield line(" " * hang if number else "", *_runs(text, styles, start, end))


def _runs(text: str, styles: Sequence[str], start: int, end: int) -> Iterator[Span]:
    """The text between two places, in pieces of one style."""
    while start < end:
        stop = next((at for at in range(start, end) if styles[at] != styles[start]), end)
        yield Span(text[start:stop], styles[start])
        start = stop


def side_by_side(widths: Sequence[int], first: int, width: int, gap: int) -> Iterator[slice]:
    """The columns of a table in blocks that fit beside its first column; a column that does not is
    a block of its own.
    """
    start, used = 0, first
    for at, column in enumerate(widths):
        if at > start and used + gap + column > width:
            yield slice(start, at)
            start, used = at, first
        used += gap + column
    yield slice(start, len(widths))
