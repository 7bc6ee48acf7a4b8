"""Names that contain the stack's name: another stack would create such a resource again."""

from __future__ import annotations

import re
from collections.abc import Iterator

from faro.model.diagnostic import Diagnostic, Severity
from faro.model.plan import Action, Change, Plan
from faro.model.urn import moved

_NAME = re.compile(r"(name|identifier|bucket)$", re.IGNORECASE)
"""Properties that hold a name at the vendor."""


def named_after_stack(plan: Plan, source: str, target: str) -> Iterator[Diagnostic]:
    """Say which resources both programs have, but each with its own stack's name in theirs.

    ``source`` is the stack that the plan starts from. Both a name in the program and a name at the
    vendor count, the latter where it forces a replacement.
    """
    if source == target:
        return
    word = re.compile(rf"(?<![A-Za-z0-9]){re.escape(source)}(?![A-Za-z0-9])")
    new = {
        (change.resource.type, change.resource.name)
        for change in plan.changes
        if change.action is Action.CREATE
    }
    for change in plan.changes:
        resource = change.resource
        renamed = word.sub(target, resource.name)
        if change.action is Action.DELETE and renamed != resource.name:
            if (resource.type, renamed) in new:
                yield _in_the_program(change, source, renamed)
        elif change.action is Action.REPLACE:
            yield from _at_the_vendor(change, word, source, target)


def _in_the_program(change: Change, source: str, renamed: str) -> Diagnostic:
    name = change.resource.name
    return _refused(
        change,
        f"{name} would be deleted and {renamed} created. Use the same name in every "
        "stack, in the program and in the state.",
        f"pulumi state rename '{moved(change.urn, source)}' NAME --stack {source}",
    )


def _at_the_vendor(
    change: Change, word: re.Pattern[str], source: str, target: str
) -> Iterator[Diagnostic]:
    for diff in change.diffs:
        if not (diff.replaces and _NAME.search(str(diff.path[-1]))):
            continue
        if not (isinstance(diff.old, str) and isinstance(diff.new, str)):
            continue
        if diff.old != diff.new and word.sub(target, diff.old) == diff.new:
            yield _refused(
                change,
                f"{change.resource.name} is {diff.old!r} at the vendor and would be replaced by "
                f"{diff.new!r}. Keep its current name in every stack.",
                f"pulumi stack export --stack {source}",
            )


def _refused(change: Change, detail: str, command: str) -> Diagnostic:
    return Diagnostic(
        severity=Severity.ERROR,
        summary="Resource named after its stack",
        detail=detail,
        address=change.urn,
        source=change.resource.source,
        command=command,
    )
