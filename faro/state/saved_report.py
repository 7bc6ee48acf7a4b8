"""A report that ``faro preview --format json --show-same`` saved, for the views of another process.

The file may come from an untrusted pull request: it is read as data, within limits, and whatever is
wrong with it is one diagnostic.
"""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any, Final

from faro.model.cost import Cost, PlanCost
from faro.model.delta import Delta
from faro.model.diagnostic import Diagnostic, Failure, Severity, error
from faro.model.plan import Action, Change, DiffKind, Doubt, Plan, PropertyDiff, Reason, Undecided
from faro.model.report import Report
from faro.model.snapshot import Resource, Snapshot, Source
from faro.model.urn import name_of, type_of
from faro.state.preview_plan import decode, read_plan

MOST_BYTES: Final = 100_000_000
_MOST_USD: Final = 10**15
_MAJOR: Final = "1"
_UNREADABLE: Final = (
    *(AttributeError, IndexError, KeyError, TypeError, ValueError),
    *(RecursionError, InvalidOperation),
)
_REST: Final = "rest"
"""Stands for the resources of a cost that no step names."""
_COMMAND: Final = "faro preview --format json --out report.json"


def read(path: Path) -> Report:
    """The report in a file; Failure where it is none."""
    try:
        if path.stat().st_size > MOST_BYTES:
            raise _wrong(path, f"it has more than {MOST_BYTES:,} bytes")
        document = json.loads(path.read_text(encoding="utf-8"))
        version = str(document["formatVersion"])
    except OSError as problem:
        raise _wrong(path, problem.strerror or type(problem).__name__) from None
    except _UNREADABLE:
        raise _wrong(path, "it is not the JSON of a preview") from None
    if version.partition(".")[0] != _MAJOR:
        raise _wrong(path, f"its version {version!r} is not {_MAJOR}")
    try:
        return _report(document)
    except Failure:
        raise
    except _UNREADABLE as problem:
        raise _wrong(path, f"its steps cannot be read ({type(problem).__name__})") from None


def _wrong(path: Path, why: str) -> Failure:
    return error("Not a saved report", f"{path}: {why}.", command=_COMMAND)


def _report(document: dict[str, Any]) -> Report:
    digests = document.get("previews")
    if digests is None:
        about = document.get("faro")
        if about is None:
            return Report(diagnostics=_diagnostics(document))
        found = _diagnostics(document, of_report=True)
        return Report(plans=(_plan(document),), diagnostics=found)
    plans = tuple(_plan(digest) for digest in digests.values())
    return Report(plans=plans, diagnostics=_diagnostics(document))


def _plan(digest: dict[str, Any]) -> Plan:
    about = digest["faro"]
    start = about["from"]
    stack, project = str(about["stack"]), str(about["project"])
    origin = str(start.get("origin", "")) if start else ""
    plan = read_plan(digest, stack, origin or (str(start["stack"]) if start else ""))
    changes = tuple(
        _change(change, step.get("faro") or {})
        for change, step in zip(plan.changes, digest.get("steps") or (), strict=True)
    )
    plan = replace(plan, changes=(*changes, *map(_not_shown, about["notShown"])))
    if {action.value: number for action, number in plan.counts.items()} != about["counts"]:
        raise error(
            "Incomplete report",
            "Its counts do not match its list of resources.",
            command=_COMMAND,
        )
    old = plan.old or Snapshot(project=project, stack=str(start["stack"])) if start else None
    return replace(
        plan,
        new=replace(plan.new, stack=stack, project=project),
        old=replace(old, origin=origin) if old else None,
        outputs=tuple(map(_output, about.get("outputs") or ())),
        diagnostics=_diagnostics(digest),
        cost=_plan_cost(about, digest),
    )


def _output(about: dict[str, Any]) -> PropertyDiff:
    old, new = decode(about["old"]), decode(about["new"])
    return PropertyDiff((str(about["name"]),), DiffKind(about["kind"]), old, new)


def _not_shown(about: dict[str, Any]) -> Change:
    """What the engine's document has no step for."""
    urn, action = str(about["urn"]), Action(about["op"])
    source = _source(about.get("source"))
    resource = Resource(urn=urn, type=type_of(urn), name=name_of(urn), source=source)
    gone = action is Action.DELETE_REPLACED
    return Change(
        urn=urn,
        action=action,
        reason=Reason.PENDING_DELETION if gone else Reason.PLUGIN,
        old=resource if gone else None,
        new=None if gone else resource,
    )


def _change(change: Change, about: dict[str, Any]) -> Change:
    """With what the engine's document has no place for."""
    source = _source(about.get("source"))
    if not isinstance(change.urn, str) or (change.old is None and change.new is None):
        raise ValueError
    return replace(
        change,
        old=_placed(change.old, source),
        new=_placed(change.new, source),
        reason=Reason[_name(about["reason"])] if "reason" in about else change.reason,
        delete_first=bool(about.get("deleteBeforeReplace")),
        may_replace=bool(about.get("mayReplace")),
        bears_data=bool(about.get("dataAtRisk")),
        doubts=tuple(Doubt(Undecided[_name(d["why"])]) for d in about.get("undecided", ())),
    )


def _placed(resource: Resource | None, source: Source | None) -> Resource | None:
    return replace(resource, source=source or resource.source) if resource else None


def _name(code: str) -> str:
    """The name of a member of a closed set."""
    return code.upper().replace("-", "_")


def _source(about: dict[str, Any] | None) -> Source | None:
    return Source(str(about["file"]), int(about["line"])) if about else None


def _plan_cost(about: dict[str, Any], digest: dict[str, Any]) -> PlanCost | None:
    """Each resource's cost on both sides, and what the account is charged."""
    whole = about.get("monthlyCostBeforeUsage")
    if whole is None:
        return None
    cost = PlanCost(old={}, new={})
    for step in digest.get("steps") or ():
        of_step = (step.get("faro") or {}).get("monthlyCostBeforeUsage", {})
        urns = {side: (step.get(f"{side}State") or {}).get("urn") for side in ("old", "new")}
        cost = _with(cost, of_step, **urns)
    cost = _with(cost, whole.get("account", {}), old="", new="")
    cost = _with(cost, _rest(cost, whole), old=_REST, new=_REST)
    days = [date.fromisoformat(str(day)) for day in whole.get("pricesReadBetween", ())]
    return replace(cost, read=(days[0], days[1])) if days else cost


def _rest(cost: PlanCost, whole: dict[str, Any]) -> dict[str, Any]:
    """What the totals have beside the steps: resources that are kept when they are deleted."""
    found: dict[str, Any] = {}
    for side, known in (("old", cost.before), ("new", cost.after)):
        total = _cost(whole[side])
        if total != known:
            opened = total.is_open and not known.is_open
            found[side] = {"amount": total.amount - known.amount, "atLeast": opened}
    more, counted = _delta(whole.get("change", {})), cost.whole
    if found and more != counted:
        found["change"] = {
            "amount": more.amount - counted.amount,
            "mayBeMore": more.may_be_more,
            "mayBeLess": more.may_be_less,
        }
    return found


def _with(cost: PlanCost, found: dict[str, Any], *, old: str | None, new: str | None) -> PlanCost:
    """With one resource, by its URN on either side."""
    key = old if new is None else new
    if not found or key is None:
        return cost
    before = {old: _cost(found["old"])} if old is not None and "old" in found else {}
    after = {new: _cost(found["new"])} if new is not None and "new" in found else {}
    return PlanCost(
        old={**cost.old, **before},
        new={**cost.new, **after},
        deltas={**cost.deltas, key: _delta(found.get("change", {}))},
    )


def _delta(found: dict[str, Any]) -> Delta:
    return Delta(
        amount=_usd(found.get("amount", "0")),
        may_be_more=bool(found.get("mayBeMore")),
        may_be_less=bool(found.get("mayBeLess")),
    )


def _cost(found: dict[str, Any]) -> Cost:
    return Cost(amount=_usd(found["amount"]), is_open=bool(found.get("atLeast")))


def _usd(text: Any) -> Decimal:
    amount = Decimal(str(text))
    if not amount.is_finite() or abs(amount) > _MOST_USD:
        raise ValueError
    return amount


def _diagnostics(document: dict[str, Any], *, of_report: bool = False) -> tuple[Diagnostic, ...]:
    """Those of a plan or of a document of several plans; else those beside the only plan."""
    items = document.get("diagnostics") or ()
    return tuple(
        _diagnostic(item) for item in items if bool(item["faro"].get("ofReport")) is of_report
    )


def _diagnostic(item: dict[str, Any]) -> Diagnostic:
    about = item["faro"]
    return Diagnostic(
        severity=Severity(item["severity"]),
        summary=str(about["summary"]),
        detail=str(about.get("detail", "")),
        address=str(about.get("address", "")),
        source=_source(about.get("source")),
        command=str(about.get("command", "")),
    )
