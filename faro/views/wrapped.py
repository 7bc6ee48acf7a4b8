"""Long lines and wide tables, cut to what a terminal shows."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence

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
