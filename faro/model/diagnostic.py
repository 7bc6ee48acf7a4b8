"""Diagnostics (errors, warnings, notes) and exit codes."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, IntEnum

from faro.model.snapshot import Source


class Severity(Enum):
    """The severity; with an error there is no reliable plan."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


class ExitCode(IntEnum):
    """Exit codes; if several apply, the first of 1, 4, 3, 5, 2."""

    NOTHING_TO_DO = 0
    ERROR = 1
    CHANGES = 2
    POLICY_VIOLATED = 3
    DATA_AT_RISK = 4
    LIMIT_EXCEEDED = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnostic:
    """One finding.

    ``summary`` is constant for its kind and contains no user value; ``detail`` names the
    wrong value, the consequence and the remedy; ``command`` is the command that fixes it.
    """

    severity: Severity
    summary: str
    detail: str = ""
    address: str = ""
    """A URN, a config key or a path."""
    source: Source | None = None
    command: str = ""
    correction: tuple[str, str] | None = None
    """A wrong word of the command line and the right one: the command is that line, corrected."""


class Failure(Exception):
    """One or more diagnostics that end the work. Never shown as a traceback."""

    def __init__(self, *diagnostics: Diagnostic) -> None:
        super().__init__("; ".join(f"{d.summary}: {d.detail}" for d in diagnostics))
        self.diagnostics = diagnostics


def error(
    summary: str,
    detail: str = "",
    *,
    address: str = "",
    source: Source | None = None,
    command: str = "",
    correction: tuple[str, str] | None = None,
) -> Failure:
    """A failure of one error."""
    return Failure(
        Diagnostic(
            severity=Severity.ERROR,
            summary=summary,
            detail=detail,
            address=address,
            source=source,
            command=command,
            correction=correction,
        )
    )
