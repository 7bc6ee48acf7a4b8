"""Reads the engine's plan (``pulumi preview --json``) for the views."""

from __future__ import annotations

import re
from typing import Any, Final

from faro.engine import paths
from faro.engine.facts.types import bears_data
from faro.engine.wire import from_json
from faro.model.diagnostic import Diagnostic, Severity
from faro.model.plan import Action, Change, DiffKind, Plan, PropertyDiff, Reason
from faro.model.snapshot import Resource, Snapshot
from faro.model.value import Path, Secret, Value
from faro.state.resources import resource_of, snapshot_of

_ACTIONS: Final = {
    "create-replacement": Action.REPLACE,
    "read-replacement": Action.REPLACE,
    "import-replacement": Action.REPLACE,
    "discard-replaced": Action.DELETE_REPLACED,
    "remove-pending-replace": Action.DELETE_REPLACED,
    "refresh": Action.SAME,
}
_REASONS: Final = {
    Action.SAME: Reason.UNCHANGED,
    Action.CREATE: Reason.NEW,
    Action.UPDATE: Reason.INPUTS_CHANGED,
    Action.REPLACE: Reason.REPLACING_INPUT,
    Action.DELETE: Reason.REMOVED,
    Action.DELETE_REPLACED: Reason.PENDING_DELETION,
    Action.READ: Reason.READ,
    Action.DISCARD: Reason.REMOVED,
    Action.IMPORT: Reason.IMPORTED,
}
_SEVERITIES: Final = {"error": Severity.ERROR, "warning": Severity.WARNING}
_BLINDED: Final = "[secret]"
_SAID: Final = re.compile(r"^(error|warning|info): ")


def read_plan(document: dict[str, Any], stack: str, start: str) -> Plan:
    """The engine's steps as changes; ``start`` says where it started, empty for nowhere."""
    changes = tuple(_change(step) for step in document.get("steps") or ())
    news = [change.new for change in changes if change.new]
    olds = [change.old for change in changes if change.old]
    return Plan(
        old=snapshot_of(olds, start) if start else None,
        new=snapshot_of(news, stack) if news else Snapshot(project="", stack=stack, origin=stack),
        changes=changes,
        diagnostics=tuple(_diagnostic(item) for item in document.get("diagnostics") or ()),
    )


def _change(step: dict[str, Any]) -> Change:
    old = _state(step.get("oldState"))
    new = _state(step.get("newState"))
    action = _ACTIONS.get(step["op"]) or Action(step["op"])
    return Change(
        urn=step["urn"],
        action=action,
        reason=_REASONS[action],
        old=old,
        new=new,
        diffs=tuple(_diff(path, entry, old, new) for path, entry in _detailed(step).items()),
        replace_keys=tuple(step.get("replaceReasons") or ()),
        diff_keys=tuple(step.get("diffReasons") or ()),
        bears_data=bears_data((new or old or _NOBODY).type),
    )


_NOBODY: Final = Resource(urn="", type="", name="")


def _detailed(step: dict[str, Any]) -> dict[str, Any]:
    return step.get("detailedDiff") or {}


def _state(raw: dict[str, Any] | None) -> Resource | None:
    return resource_of(raw, "newState", decode) if raw else None


def decode(raw: Any) -> Value:
    """Read a value of a preview: secrets are in none."""
    if raw == _BLINDED:
        return Secret(_BLINDED)
    if isinstance(raw, dict):
        return {key: decode(item) for key, item in raw.items()}
    if isinstance(raw, list):
        return [decode(item) for item in raw]
    return from_json(raw)


def _diff(
    text: str, entry: dict[str, Any], old: Resource | None, new: Resource | None
) -> PropertyDiff:
    path = paths.parse(text)
    kind, _, replaces = str(entry.get("kind", "update")).partition("-")
    before = old.inputs if old and entry.get("inputDiff") else (old.outputs if old else {})
    return PropertyDiff(
        path,
        DiffKind(kind),
        _at(before, path),
        _at(new.inputs, path) if new else None,
        replaces=bool(replaces),
    )


def _at(values: Value, path: Path) -> Value:
    for step in path:
        if isinstance(values, Secret):
            return values
        if isinstance(values, dict) and step in values:
            values = values[str(step)]
        elif isinstance(values, list) and isinstance(step, int) and step < len(values):
            values = values[step]
        else:
            return None
    return values


def _diagnostic(item: dict[str, Any]) -> Diagnostic:
    return Diagnostic(
        severity=_SEVERITIES.get(str(item.get("severity")), Severity.INFO),
        summary="Message from the engine",
        detail=_SAID.sub("", str(item.get("message", "")).strip()),
        address=str(item.get("urn") or ""),
    )
