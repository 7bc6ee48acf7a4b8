"""Rows of text in columns, with the first row as header."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from faro.views.line import Line, Span, line
from faro.views.wrapped import WIDTH, side_by_side

_GAP = "  "


def columns(rows: Sequence[Sequence[str]], *, left: int = 1, width: int = WIDTH) -> Iterator[Line]:
    """Each row as a line; the first ``left`` columns begin at the left, the others end at the
    right. What is wider than ``width`` is in blocks, each with the first column and as many of the
    others as fit.
    """
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    padded = [
        [
            cell.ljust(size) if at < left else cell.rjust(size)
            for at, (cell, size) in enumerate(zip(cells, widths, strict=True))
        ]
        for cells in rows
    ]
    for block, shown in enumerate(side_by_side(widths[1:], widths[0], width, len(_GAP))):
        if block:
            yield line()
        for number, (first, *others) in enumerate(padded):
            text = _GAP.join((first, *others[shown])).rstrip()
            yield line(Span(text, "" if number else "bold"))
