"""Rows of text in columns, with the first row as header."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from faro.views.line import Line, Span, line


def columns(rows: Sequence[Sequence[str]], *, left: int = 1) -> Iterator[Line]:
    """Each row as a line; the first ``left`` columns begin at the left, the others end at the
    right.
    """
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for number, cells in enumerate(rows):
        padded = (
            cell.ljust(width) if at < left else cell.rjust(width)
            for at, (cell, width) in enumerate(zip(cells, widths, strict=True))
        )
        yield line(Span("  ".join(padded).rstrip(), "" if number else "bold"))
