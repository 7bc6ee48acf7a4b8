"""What either side of each plan costs before anything is used: fees and what the inputs fix.

A preview knows no load. Where the project has a usage script, it is asked for no users at all,
because only it knows which plans were bought.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from faro.cost import workload
from faro.cost.book import Book, load
from faro.cost.compare import Part, cost_of, deltas, grouped
from faro.cost.estimate import Priceable
from faro.cost.existing import kept_of, without_pending
from faro.cost.sums import before_usage
from faro.cost.usage_file import UsageFile
from faro.model.cost import PlanCost
from faro.model.diagnostic import Diagnostic, Failure, Severity
from faro.model.plan import Action, Plan
from faro.model.report import Report
from faro.model.snapshot import Resource, Snapshot
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
    old = _parts([plan.old], plan.old.origin, prices) if plan.old else {}
    after = [plan.new, kept_of(plan.old, _kept(plan))] if plan.old else [plan.new]
    new = _parts(after, plan.new.stack, prices)
    renamed = {c.old.urn: c.new.urn for c in plan.changes if c.old and c.new}
    before = {renamed.get(urn, urn): parts for urn, parts in old.items()}
    return PlanCost(
        old={urn: cost_of(parts) for urn, parts in old.items()},
        new={urn: cost_of(parts) for urn, parts in new.items()},
        deltas=deltas(before, new),
    )


def _kept(plan: Plan) -> Iterator[Resource]:
    """What the plan takes out of the stack and leaves in the cloud."""
    for change in plan.changes:
        gone = change.action in (Action.DELETE, Action.REPLACE)
        if gone and change.old and change.old.options.retain_on_delete:
            yield change.old


def _parts(snapshots: Sequence[Snapshot], phase: str, prices: Prices) -> dict[str, list[Part]]:
    """What is fixed, by URN; what the account is charged under the empty one."""
    usage = prices.plans.get(phase) or prices.plans.get(snapshots[0].stack) or UsageFile()
    priceable = Priceable(*map(without_pending, snapshots))
    estimate = priceable.estimate(usage, prices.book, date.today())
    return grouped(before_usage(estimate), lambda _vendor, resource: resource)
