"""The limits that a plan changes: sizes, quotas, budgets and counts, by input name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from faro.model.plan import Action, DiffKind, Plan
from faro.model.value import path_text
from faro.views.tree import shown_path
from faro.views.values import cut, short, short_pair

_LIMIT = re.compile(
    r"(?i)(^|[a-z_])(max|min|limit|quota|budget|capacity|concurrency|timeout|replicas|"
    r"preferredvalue|nodecount|desiredcount|instancecount|disksize|storage|tier|compute_size|"
    r"memory|cpus?|iops|throughput|rate)"
)


class Limit(NamedTuple):
    """One input of one resource, on both sides."""

    resource: str
    path: str
    old: str
    new: str


def limits(plan: Plan) -> Iterator[Limit]:
    """The changed inputs of updated resources whose last name is that of a limit."""
    for change in plan.changes:
        if change.action not in (Action.UPDATE, Action.REPLACE):
            continue
        for diff in change.diffs:
            path = shown_path(change, diff.path)
            names = [step for step in path if isinstance(step, str)]
            if len(path) < len(diff.path) or not names or not _LIMIT.search(names[-1]):
                continue
            if diff.kind is DiffKind.UPDATE:
                old, new = short_pair(diff.old, diff.new)
            else:
                old = "none" if diff.kind is DiffKind.ADD else short(diff.old)
                new = "none" if diff.kind is DiffKind.DELETE else short(diff.new)
            yield Limit(cut(change.resource.name), cut(path_text(path)), old, new)
