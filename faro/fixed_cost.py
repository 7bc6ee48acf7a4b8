"""The cost of both sides of each plan without usage: fees and costs fixed by inputs.

A preview has no load. Where the project has a usage script, it is asked for no users at all,
because only it says which plans were bought.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from faro.cost import ages
from faro.cost.book import Book, load
from faro.cost.compare import Part, cost_of, deltas, grouped
from faro.cost.estimate import Estimate
from faro.cost.existing import kept_of, priceable
from faro.cost.plugins import (
    component_of,
    expanded,
    is_built_by_plugin,
    modelled,
    not_modelled,
)
from faro.cost.sums import before_usage
from faro.cost.usage_file import UsageFile
from faro.model.cost import PlanCost
from faro.model.diagnostic import Diagnostic, Severity
from faro.model.plan import Action, Plan
from faro.model.report import Report
from faro.model.snapshot import Resource, Snapshot
from faro.program.runs import Overrides
from faro.usages import bought


@dataclass(frozen=True, slots=True, kw_only=True)
class Prices:
    """The prices and plans for a preview, loaded while the program runs."""

    book: Book
    plans: Mapping[str, UsageFile]
    """By phase: the plans that were bought, and no usage."""
    diagnostics: tuple[Diagnostic, ...] = ()
    strict: bool = False
    """List prices alone: none is estimated from another region's."""


def prepare(program: Path, overrides: Overrides = (), *, strict: bool = False) -> Prices:
    """Load the book and run the project's script; a failure becomes a warning."""
    book = load()
    tuple(book.files)  # all are read now, while the SDKs are imported on another core
    plans, found = bought(program, overrides)
    return Prices(book=book, plans=plans, diagnostics=found, strict=strict)


def add(report: Report, prices: Prices) -> Report:
    """Return the report with the costs of both sides of each plan."""
    return replace(
        report,
        plans=tuple(_priced(plan, prices) for plan in report.plans),
        diagnostics=(*report.diagnostics, *(prices.diagnostics if report.plans else ())),
    )


def _priced(plan: Plan, prices: Prices) -> Plan:
    """The plan with what both sides cost, and a note of what plugins build."""
    inside = _inside(plan)
    same = {c.old.urn for c in plan.changes if c.old and c.action is Action.SAME}
    unchanged = {child for child, component in inside.items() if component in same}
    renamed = {c.old.urn: c.new.urn for c in plan.changes if c.old and c.new}
    old = _estimate(plan.old, [plan.old], prices) if plan.old else None
    before = _rows(old, inside) if old else {}
    after = [plan.new]
    if plan.old:
        stays = [r for r in plan.old.resources if r.urn in unchanged]
        after = [
            _not_expanded(plan.new, {renamed[inside[child]] for child in unchanged}),
            kept_of(plan.old, [*_kept(plan), *stays]),
        ]
    new = _estimate(plan.new, after, prices)
    now = _rows(new, {child: renamed[inside[child]] for child in unchanged})
    cost = PlanCost(
        old={urn: cost_of(parts) for urn, parts in before.items()},
        new={urn: cost_of(parts) for urn, parts in now.items()},
        deltas=deltas({renamed.get(urn, urn): parts for urn, parts in before.items()}, now),
        read=ages.read([each for each in (old, new) if each]),
    )
    diagnostics = (*plan.diagnostics, *_notes(plan.new))
    return replace(plan, cost=cost, diagnostics=diagnostics)


def _notes(snapshot: Snapshot) -> Iterator[Diagnostic]:
    """A note for components of which the program does not say what is in them."""
    resources = expanded(snapshot).resources
    for summary, names in (
        ("Modelled component costs", modelled(resources)),
        ("Unknown component costs", not_modelled(resources)),
    ):
        if names:
            yield Diagnostic(
                severity=Severity.WARNING,
                summary=summary,
                detail=f"Their resources are created by a plugin: {'; '.join(names)}.",
            )


def _inside(plan: Plan) -> dict[str, str]:
    """The old URN of each resource that a plugin registers → that of its component."""
    above = {resource.urn: resource.parent for resource in plan.old.resources} if plan.old else {}
    both = {c.old.urn: c.new for c in plan.changes if c.old and c.new}
    found = {}
    for change in plan.changes:
        if change.action is Action.NOT_PREVIEWED and change.old:
            at = change.old.parent
            while at and not (at in both and is_built_by_plugin(both[at])):
                at = above.get(at, "")
            if at:
                found[change.old.urn] = at
    return found


def _not_expanded(snapshot: Snapshot, components: Collection[str]) -> Snapshot:
    """The snapshot with components of which it is known what is in them."""
    found = (replace(r, read=True) if r.urn in components else r for r in snapshot.resources)
    return replace(snapshot, resources=tuple(found))


def _kept(plan: Plan) -> Iterator[Resource]:
    """What the plan takes out of the stack and leaves in the cloud."""
    for change in plan.changes:
        gone = change.action in (Action.DELETE, Action.REPLACE)
        if gone and change.old and change.old.options.retain_on_delete:
            yield change.old


def _estimate(side: Snapshot, stacks: Sequence[Snapshot], prices: Prices) -> Estimate:
    """What is charged at any load."""
    usage = prices.plans.get(side.origin) or prices.plans.get(side.stack) or UsageFile()
    estimate = priceable(stacks).estimate(usage, prices.book, date.today(), strict=prices.strict)
    return before_usage(estimate)


def _rows(estimate: Estimate, inside: Mapping[str, str]) -> dict[str, list[Part]]:
    """The parts of an estimate by the URN of the row that shows them: what a plugin creates is
    shown with its component. What the account is charged has the empty URN.
    """
    resources = (*estimate.charged, *estimate.unpriced)
    rows = {resource.urn: component_of(resource) for resource in resources} | dict(inside)
    return grouped(estimate, lambda _vendor, resource: rows.get(resource, resource))
