"""Risks and errors as GitHub workflow commands that annotate the line of a resource."""

from __future__ import annotations

from collections.abc import Iterator

from faro.model.diagnostic import Severity
from faro.model.report import Report
from faro.model.snapshot import Source
from faro.views.line import printable
from faro.views.risks import risks

MOST = 10
"""GitHub shows so many of a step."""
_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}


def render(report: Report) -> str:
    """A command for each, the errors first; what has no place in the program has none here."""
    return "".join([*_errors(report), *_risks(report)][:MOST])


def _errors(report: Report) -> Iterator[str]:
    for found in report.all_diagnostics:
        if found.source:
            said = f"{found.summary}: {found.detail}" if found.detail else found.summary
            yield _command(_LEVELS[found.severity], found.source, found.summary, said)


def _risks(report: Report) -> Iterator[str]:
    found = [(plan.new.stack, risk) for plan in report.plans for risk in risks(plan)]
    for stack, risk in found:
        if risk.source:
            said = f"{stack}: {risk.subject} {risk.fate}"
            yield _command("warning", risk.source, risk.kind.value, said)


def _command(level: str, source: Source, title: str, said: str) -> str:
    file, shown = _property(printable(source.file)), _property(title)
    return f"::{level} file={file},line={source.line},title={shown}::{_message(said)}\n"


def _message(text: str) -> str:
    """Text that cannot end the command, nor begin another."""
    lines = "\n".join(map(printable, text.splitlines()))
    return lines.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _message(text).replace(":", "%3A").replace(",", "%2C")
