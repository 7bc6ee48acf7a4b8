"""What either side of each plan costs before anything is used: fees and what the inputs fix.

A preview knows no load. Where the project has a usage script, it is asked for no users at all,
because only it knows which plans were bought.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from faro.cost import workload
from faro.cost.book import Book, load
from faro.cost.estimate import ACCOUNT, Priceable
from faro.cost.usage_file import UsageFile
from faro.model.cost import NO_COST, Cost, PlanCost
from faro.model.diagnostic import Diagnostic, Failure, Severity
from faro.model.plan import Plan
from faro.model.report import Report
from faro.model.snapshot import Snapshot
from faro.pricing import answers
from faro.program.phases import Phases
from faro.program.project import Project


@dataclass(frozen=True, slots=True, kw_only=True)
class Prices:
    """What pricing takes beside a plan: made while the program runs."""

    book: Book
    plans: Mapping[str, UsageFile]
    """By phase: the plans that were bought, and no usage."""
    diagnostics: tuple[Diagnostic, ...] = ()


def prepare(program: Path) -> Prices:
    """Load the book and ask the project's script; where it fails, a warning says so."""
    book = load()
    tuple(book.files)  # all are read now, while the SDKs are imported on another core
    try:
        project = Project.read(program)
        phases = Phases.read(project)
        if phases.usage is None:
            return Prices(book=book, plans={})
        nobody = workload.read(None, 0)
        said = answers(project, phases.order, [nobody])
    except Failure as failure:
        found = (replace(d, severity=Severity.WARNING) for d in failure.diagnostics)
        return Prices(book=book, plans={}, diagnostics=tuple(found))
    plans = {stack: UsageFile(plans=usage.plans) for (stack, _), usage in said.items()}
    return Prices(book=book, plans=plans)


def add(report: Report, prices: Prices) -> Report:
    """The report with what both sides of each plan cost."""
    return replace(
        report,
        plans=tuple(replace(plan, cost=_of(plan, prices)) for plan in report.plans),
        diagnostics=(*report.diagnostics, *(prices.diagnostics if report.plans else ())),
    )


def _of(plan: Plan, prices: Prices) -> PlanCost:
    old = _costs(plan.old, plan.old.origin, prices) if plan.old else {}
    return PlanCost(old=old, new=_costs(plan.new, plan.new.stack, prices))


def _costs(snapshot: Snapshot, phase: str, prices: Prices) -> dict[str, Cost]:
    usage = prices.plans.get(phase) or prices.plans.get(snapshot.stack) or UsageFile()
    estimate = Priceable(snapshot).estimate(usage, prices.book, date.today())
    costs: dict[str, Cost] = {}
    for line in estimate.bill.lines:
        if line.usage.fixed:
            urn = line.usage.resource
            costs[urn] = costs.get(urn, NO_COST).joined(line.cost)
    for credit in estimate.bill.credits:
        costs[ACCOUNT] = costs.get(ACCOUNT, NO_COST).plus(credit.amount)
    return costs
