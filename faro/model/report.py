"""The result of one command, for a view to print."""

from __future__ import annotations

from dataclasses import dataclass

from faro.model.diagnostic import Diagnostic, ExitCode, Severity
from faro.model.plan import Plan


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """One plan per previewed stack, in the order of the phases, and what concerns no single one."""

    plans: tuple[Plan, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()

    @property
    def all_diagnostics(self) -> tuple[Diagnostic, ...]:
        """The report's own findings, then those of each plan."""
        return (*self.diagnostics, *(d for plan in self.plans for d in plan.diagnostics))

    @property
    def exit_code(self) -> ExitCode:
        """The gravest that holds: an error, data at risk, changes, nothing."""
        if any(d.severity is Severity.ERROR for d in self.all_diagnostics):
            return ExitCode.ERROR
        if any(change.data_at_risk for plan in self.plans for change in plan.changes):
            return ExitCode.DATA_AT_RISK
        if any(plan.has_changes for plan in self.plans):
            return ExitCode.CHANGES
        return ExitCode.NOTHING_TO_DO
