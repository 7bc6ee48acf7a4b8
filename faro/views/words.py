"""Words, symbols and numbers that all views share."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from faro.model.plan import Action, Change, Doubt, Plan, Reason, Undecided
from faro.model.snapshot import Source
from faro.model.urn import name_of
from faro.model.value import path_text
from faro.views.tree import Row, doubted, shown_path
from faro.views.values import cut

SYMBOLS = {
    Action.SAME: "",
    Action.CREATE: "+",
    Action.UPDATE: "~",
    Action.REPLACE: "+-",
    Action.DELETE: "-",
    Action.DELETE_REPLACED: "--",
    Action.READ: ">",
    Action.DISCARD: "<",
    Action.IMPORT: "=",
    Action.NOT_PREVIEWED: "?",
}
COUNTED = {
    Action.CREATE: "to create",
    Action.IMPORT: "to import",
    Action.UPDATE: "to update",
    Action.REPLACE: "to replace",
    Action.DELETE: "to delete",
    Action.DELETE_REPLACED: "left over to delete",
    Action.DISCARD: "to discard",
    Action.READ: "read",
    Action.NOT_PREVIEWED: "not previewed",
    Action.SAME: "unchanged",
}
_OBVIOUS = frozenset(
    {Reason.NEW, Reason.UNCHANGED, Reason.INPUTS_CHANGED, Reason.REMOVED, Reason.READ}
    | {Reason.REPLACING_INPUT, Reason.IMPORTED, Reason.PLUGIN}
)
"""Reasons that the symbol or the properties already tell."""
DOUBTS = {
    Undecided.SECRET: ("secret not compared", "secrets not compared"),
    Undecided.JSON_TEXT: ("reformatted JSON", "reformatted JSON texts"),
    Undecided.TEXT_FORM: ("formatting difference", "formatting differences"),
    Undecided.REMOVED_INPUT: ("removed input", "removed inputs"),
    Undecided.ORDER: ("reordered list", "reordered lists"),
    Undecided.EMPTY_OBJECT: ("empty object", "empty objects"),
    Undecided.PROVIDER_FILLED: ("key filled in by the provider", "keys filled in by the provider"),
    Undecided.PROVIDER_MOVED: ("move between providers", "moves between providers"),
    Undecided.REMOTE_COMPONENT: ("component built by a plugin", "components built by plugins"),
    Undecided.DEFAULT_NAMESPACE: ("default namespace", "default namespaces"),
    Undecided.NO_FACTS: ("type without replacement facts", "types without replacement facts"),
    Undecided.CONDITION: ("provider-side condition", "provider-side conditions"),
    Undecided.REFRESH: ("skipped refresh", "skipped refreshes"),
    Undecided.PROVIDER_DIFF: ("provider diff not run", "provider diffs not run"),
    Undecided.INVOKE: ("result from the cloud", "results from the cloud"),
    Undecided.NO_STAND_IN: ("output not compared", "outputs not compared"),
    Undecided.ASSET_BY_URL: ("asset by URL", "assets by URL"),
    Undecided.STATE_UPGRADE: ("provider upgrade", "provider upgrades"),
}
_WIDTH_OF_NAMES = 90
_ADOPTED = "existing_id"
"""The input with which a dynamic resource takes over what is there instead of making another."""
_DYNAMIC = "pulumi-python:dynamic/"


def symbol(change: Change) -> str:
    """The sign that Pulumi draws; ``-+`` where the old one is deleted before the new is made."""
    if change.action is Action.REPLACE and change.delete_first:
        return "-+"
    return SYMBOLS[change.action]


def short_type(token: str) -> str:
    """A type token as Pulumi draws it: ``gcp:sql/instance:Instance`` is ``gcp:sql:Instance``; a
    dynamic one by the module that its provider gives it.
    """
    parts = token.removeprefix(_DYNAMIC).split(":")
    if len(parts) == 3:  # noqa: PLR2004 package, module, name
        parts[1] = parts[1].partition("/")[0]
    return ":".join(part for part in parts if part)


def target(plan: Plan) -> str:
    """The stack that is previewed, and the step if it is one."""
    stack, origin = plan.new.stack, plan.new.origin
    return origin if origin.startswith(f"{stack} at ") else stack


def against(plan: Plan) -> str:
    """Return what the stack is compared with, for display."""
    if plan.old is None:
        return "against an empty stack"
    return f"against {plan.old.origin or plan.old.stack}"


def name(row: Row) -> str:
    """The name of a row; of many alike their number and names."""
    if len(row.changes) == 1:
        return cut(row.change.resource.name)
    return f"{len(row.changes)} ×"


def members(row: Row) -> str:
    """The names behind a row of many alike, or inside a component that is one row."""
    if row.inside:
        return f"{len(row.inside)} new: {_names(row.inside, row.change.resource.name)}"
    if len(row.changes) == 1:
        return ""
    return _names(row.changes, _component(row.change))


def _component(change: Change) -> str:
    try:
        return name_of(change.resource.parent)
    except ValueError:
        return ""


def _names(changes: Sequence[Change], component: str) -> str:
    """Names in one line, as many as fit, without the component's at their beginning."""
    names = [cut(change.resource.name.removeprefix(f"{component}-")) for change in changes]
    shown = 1
    while shown < len(names) and len(", ".join(names[: shown + 1])) <= _WIDTH_OF_NAMES:
        shown += 1
    rest = len(names) - shown
    return ", ".join(names[:shown]) + (f" and {rest} more" if rest else "")


def note(change: Change) -> str:
    """What a row says after its type: the order of a replacement, a reason that is not plain."""
    parts = []
    if change.action is Action.REPLACE:
        parts.append("old one deleted first" if change.delete_first else "new one created first")
    if change.reason not in _OBVIOUS:
        parts.append(change.reason.value)
    if change.action is Action.IMPORT and change.new is not None:
        parts.append(f"import {change.new.options.import_id}".strip())
    if change.action is Action.CREATE and isinstance(change.resource.inputs.get(_ADOPTED), str):
        parts.append(f"adopts {change.resource.inputs[_ADOPTED]}")
    if change.action is Action.NOT_PREVIEWED:
        parts.append("registered by its plugin during deployment")
    if change.may_replace:
        parts.append("may replace")
    return "; ".join(parts)


def counts(plan: Plan) -> str:
    """Return the number of resources per action, in one line."""
    found = plan.counts
    parts = [_count(plan, action, found[action]) for action in COUNTED if found[action]]
    if not parts:
        return "no resources"
    if not plan.has_changes:
        return ", ".join(["no changes", *parts])
    return ", ".join(parts)


def _count(plan: Plan, action: Action, number: int) -> str:
    text = f"{number} {COUNTED[action]}"
    replaced = [change for change in plan.changes if change.action is action is Action.REPLACE]
    if replaced:
        first = sum(not change.delete_first for change in replaced)
        parts = [(first, "created first"), (len(replaced) - first, "deleted first")]
        text += f" ({', '.join(f'{count} {order}' for count, order in parts if count)})"
    unsure = sum(change.may_replace for change in plan.changes if change.action is action)
    return f"{text} ({unsure} may replace)" if unsure else text


def place(source: Source | None) -> str:
    """``file:line``, as editors and terminals follow it."""
    return f"{source.file}:{source.line}" if source is not None else ""


def doubts(plan: Plan) -> str:
    """Return the number of assumed results by reason; empty if there are none."""
    found = Counter(doubt.why for _, doubt in doubted(plan))
    total = found.total()
    if not total:
        return ""
    kinds = ", ".join(f"{count} {DOUBTS[why][count > 1]}" for why, count in found.most_common())
    verb = "result is assumed" if total == 1 else "results are assumed"
    return f"{total} {verb} ({kinds})"


def doubt_line(change: Change, doubt: Doubt) -> str:
    """One doubt with its place and its reason."""
    path = path_text(shown_path(change, doubt.path))
    return f"{cut(change.resource.name)}{f' {path}' if path else ''}: {doubt.why.value}"
