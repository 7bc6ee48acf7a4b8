"""Diagnostics as text: summary, place, detail, and the command that fixes the problem."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from faro.model.diagnostic import Diagnostic, Severity
from faro.views.line import Line, Span, line
from faro.views.words import place

_STYLES = {Severity.ERROR: "bold red", Severity.WARNING: "bold yellow", Severity.INFO: "bold"}


def render(diagnostics: Iterable[Diagnostic]) -> tuple[Line, ...]:
    """All diagnostics, the gravest first, an empty line between two."""
    grave = list(Severity)
    ordered = sorted(diagnostics, key=lambda found: grave.index(found.severity))
    blocks = [(line(), *_lines(found)) for found in ordered]
    return tuple(spans for block in blocks for spans in block)[1:]


def _lines(found: Diagnostic) -> Iterator[Line]:
    yield line(
        Span(f"{found.severity.value}: ", _STYLES[found.severity]), Span(found.summary, "bold")
    )
    where = [part for part in (found.address, place(found.source)) if part]
    if where:
        yield line(Span(f"  at {', '.join(where)}", "dim"))
    for part in found.detail.splitlines():
        yield line(f"  {part}")
    if found.command:
        yield line("  run: ", Span(found.command, "bold"))
