"""One printed line: pieces of text with a style, still without a terminal.

What a program or a state file says is not trusted: every piece is made printable here, at the
only place where lines become text.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple, TypeAlias


class Span(NamedTuple):
    """A piece of a line; ``style`` is a style of rich, empty for plain text."""

    text: str
    style: str = ""


Line: TypeAlias = tuple[Span, ...]


def line(*pieces: str | Span) -> Line:
    """A line of spans and plain texts; empty pieces vanish."""
    spans = (Span(piece) if isinstance(piece, str) else piece for piece in pieces)
    return tuple(span for span in spans if span.text)


def printable(text: str) -> str:
    """The text with every control, format and line-breaking character written as an escape."""
    if text.isprintable():
        return text
    return "".join(
        char if char.isprintable() else char.encode("unicode_escape").decode() for char in text
    )


def plain(lines: Iterable[Line]) -> str:
    """The lines as text without colours, each ended by a newline."""
    return "".join(
        "".join(printable(span.text) for span in spans).rstrip() + "\n" for spans in lines
    )
