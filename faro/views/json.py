"""The report as ``pulumi preview --json`` prints one, with keys of our own.

The shape is Pulumi's ``PreviewDigest`` (``pkg/display/json.go``) with states as ``ResourceV3``
(``sdk/go/common/apitype/core.go``). Ours are ``formatVersion`` and ``faro``, in the document and
in each step. A report of one plan, or of none, is one digest; of several it is
``{"formatVersion", "previews": {stack: digest}, "diagnostics"}``. A reader ignores keys it does
not know within one major version and refuses another major version.
"""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

from faro.model.cost import Cost, PlanCost
from faro.model.delta import Delta
from faro.model.diagnostic import Diagnostic
from faro.model.plan import Action, Change, DiffKind, Doubt, Plan, PropertyDiff, is_root
from faro.model.report import Report
from faro.model.snapshot import Snapshot, Source
from faro.model.value import path_text
from faro.views.resource_json import goal, state, values
from faro.views.tree import at_risk, doubted, protect_changes, shown_path

FORMAT_VERSION = "1.0"
_NO_STEP = frozenset({Action.DELETE_REPLACED, Action.NOT_PREVIEWED})
"""The engine prints the first only with ``--show-replacement-steps``, it does not have the
second.
"""


def render(report: Report, *, show_same: bool = False) -> str:
    """The document as text, indented as the engine indents it and plain ASCII."""
    return json.dumps(document(report, show_same=show_same), indent=4, allow_nan=False) + "\n"


def document(report: Report, *, show_same: bool) -> dict[str, Any]:
    """The document for one digest or for several."""
    if len(report.plans) > 1:
        previews = {
            plan.new.stack: digest(plan, plan.diagnostics, show_same=show_same)
            for plan in report.plans
        }
        found = [diagnostic(each) for each in report.diagnostics]
        return {"formatVersion": FORMAT_VERSION, "previews": previews} | _given(diagnostics=found)
    for plan in report.plans:
        only = digest(plan, plan.diagnostics, show_same=show_same)
        beside = [diagnostic(each, of_report=True) for each in report.diagnostics]
        return only | _given(diagnostics=[*only.get("diagnostics", ()), *beside])
    found = [diagnostic(each) for each in report.diagnostics]
    return {"formatVersion": FORMAT_VERSION, "steps": [], "diagnostics": found, "changeSummary": {}}


def digest(plan: Plan, found: tuple[Diagnostic, ...], *, show_same: bool) -> dict[str, Any]:
    """One plan as a ``PreviewDigest``."""
    steps = [
        step(change, plan.cost) for change in plan.changes if _is_shown(change, show_same=show_same)
    ]
    return {
        "formatVersion": FORMAT_VERSION,
        "steps": steps,
        **_given(diagnostics=[diagnostic(each) for each in found]),
        "changeSummary": _summary(plan),
        "faro": _about(plan),
    }


def _given(**keys: Any) -> dict[str, Any]:
    """The keys that hold something, as Go's ``omitempty`` leaves out the others."""
    return {key: value for key, value in keys.items() if value}


def _is_shown(change: Change, *, show_same: bool) -> bool:
    if change.action is Action.SAME:
        return show_same or is_root(change) or protect_changes(change)
    return change.action not in _NO_STEP


def _summary(plan: Plan) -> dict[str, int]:
    """Steps of each operation; the engine counts the root stack, too."""
    found = Counter(c.action.value for c in plan.changes if c.action not in _NO_STEP)
    return dict(sorted(found.items()))


def step(change: Change, cost: PlanCost | None = None) -> dict[str, Any]:
    """One change as a ``PreviewStep``."""
    return {
        "op": change.action.value,
        "urn": change.urn,
        **_given(
            provider=change.resource.provider,
            oldState=state(change.old) if change.old else None,
            newState=goal(change.new) if change.new else None,
            diffReasons=list(change.diff_keys),
            replaceReasons=list(change.replace_keys),
        ),
        "detailedDiff": _detailed(change),
        "faro": _about_step(change, cost),
    }


def _detailed(change: Change) -> dict[str, Any] | None:
    """Each changed path with its kind; null where there is none, as the engine has it."""
    found: dict[str, Any] = {}
    for item in change.diffs:
        path = shown_path(change, item.path)
        kind = item.kind if len(path) == len(item.path) else DiffKind.UPDATE
        key = path_text(path)
        replaces = item.replaces or found.get(key, {}).get("kind", "").endswith("-replace")
        found[key] = {"kind": kind.value + "-replace" * replaces, "inputDiff": True}
    return found or None


def _about_step(change: Change, cost: PlanCost | None) -> dict[str, Any]:
    return {
        "reason": _code(change.reason.name),
        **_given(
            source=_source(change.resource.source),
            remote=bool(change.new and change.new.remote),
            providers=dict(change.new.providers) if change.new else {},
            deleteBeforeReplace=change.delete_first,
            mayReplace=change.may_replace,
            dataAtRisk=change.data_at_risk,
            undecided=[_doubt(change, doubt) for doubt in change.doubts],
            monthlyCostBeforeUsage=_cost_of(change, cost) if cost else {},
        ),
    }


def _cost_of(change: Change, cost: PlanCost) -> dict[str, Any]:
    """What the resource costs on either side, and how much more."""
    old, new = (side.urn if side else None for side in (change.old, change.new))
    return _sides(cost, old, new)


def _sides(cost: PlanCost, old: str | None, new: str | None) -> dict[str, Any]:
    before = cost.old.get(old) if old is not None else None
    after = cost.new.get(new) if new is not None else None
    if before is None and after is None:
        return {}
    delta = cost.delta(old, new)
    return _given(
        old=_cost(before) if before else None,
        new=_cost(after) if after else None,
        change=_delta(delta),
    )


def _delta(delta: Delta) -> dict[str, Any]:
    """How much more it costs, nothing where that is zero."""
    if delta.is_nothing:
        return {}
    bounds = _given(mayBeMore=delta.may_be_more, mayBeLess=delta.may_be_less)
    return {"amount": f"{delta.amount:f}", **bounds}


def _cost(cost: Cost) -> dict[str, Any]:
    """US dollars as a text, for a number would lose digits."""
    return {"amount": f"{cost.amount:f}"} | _given(atLeast=cost.is_open)


def _about(plan: Plan) -> dict[str, Any]:
    """What the engine's document has no place for."""
    return {
        "project": plan.new.project,
        "stack": plan.new.stack,
        "from": _side(plan.old) if plan.old else None,
        "to": _side(plan.new),
        "counts": {action.value: number for action, number in plan.counts.items()},
        "dataAtRisk": [_pointer(change) for change in at_risk(plan)],
        "undecidedCount": len(doubted(plan)),
        "undecided": [_pointer(change) | _doubt(change, doubt) for change, doubt in doubted(plan)],
        "notShown": [_pointer(change) for change in plan.changes if change.action in _NO_STEP],
        **_given(outputs=[_output(found) for found in plan.outputs]),
        **_given(monthlyCostBeforeUsage=_costs(plan.cost) if plan.cost else {}),
    }


def _output(found: PropertyDiff) -> dict[str, Any]:
    sides = values({"old": found.old, "new": found.new})
    return {"name": str(found.path[0]), "kind": found.kind.value, **sides}


def _costs(cost: PlanCost) -> dict[str, Any]:
    sides = {"old": _cost(cost.before), "new": _cost(cost.after)}
    days = [day.isoformat() for day in cost.read or ()]
    more = _given(change=_delta(cost.whole), account=_sides(cost, "", ""), pricesReadBetween=days)
    return {"currency": "USD", **sides, **more}


def _side(snapshot: Snapshot) -> dict[str, Any]:
    about = {"stack": snapshot.stack, "resources": len(snapshot.resources)}
    places = {package: _place(values(given)) for package, given in snapshot.defaults.items()}
    regions = {package: place for package, place in sorted(places.items()) if place}
    return about | _given(origin=snapshot.origin, digest=snapshot.digest, regions=regions)


def _place(given: Any) -> str:
    """The region that the configuration gives a default provider."""
    region = given.get("region")
    return region if isinstance(region, str) else ""


def _pointer(change: Change) -> dict[str, Any]:
    about = {"urn": change.urn, "op": change.action.value}
    return about | _given(source=_source(change.resource.source))


def _doubt(change: Change, doubt: Doubt) -> dict[str, Any]:
    about = {"why": _code(doubt.why.name), "text": doubt.why.value}
    return about | _given(path=path_text(shown_path(change, doubt.path)))


def _source(source: Source | None) -> dict[str, Any] | None:
    return {"file": source.file, "line": source.line} if source else None


def _code(name: str) -> str:
    """A name of a closed set as the engine writes such words."""
    return name.lower().replace("_", "-")


def diagnostic(found: Diagnostic, *, of_report: bool = False) -> dict[str, Any]:
    """One diagnostic as a ``PreviewDiagnostic``; ``of_report`` where it is not of the one plan
    that the document has.
    """
    about = _given(
        address=found.address,
        source=_source(found.source),
        command=found.command,
        ofReport=of_report,
    )
    return {
        **_given(urn=found.address if found.address.startswith("urn:pulumi:") else ""),
        "message": f"{found.summary}: {found.detail}" if found.detail else found.summary,
        "severity": found.severity.value,
        "faro": {"summary": found.summary, **_given(detail=found.detail), **about},
    }
