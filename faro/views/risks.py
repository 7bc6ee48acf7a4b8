"""Risks of a plan: data loss, downtime, changed traffic shares, removed protection."""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum
from typing import NamedTuple

from faro.model.plan import Action, Change, Plan
from faro.model.snapshot import Source
from faro.move import traffic
from faro.move.restarts import restarted_by
from faro.move.staying import DELETION_GUARDS
from faro.views import words
from faro.views.tree import protect_changes
from faro.views.values import cut


class Kind(Enum):
    """The gravest first."""

    DATA = "Data at risk"
    DOWNTIME = "Downtime"
    RESTART = "Restart"
    TRAFFIC = "Traffic"
    PROTECTION = "Protection removed"
    REPLACEMENT = "Replaced"


class Risk(NamedTuple):
    """One resource and its risk."""

    kind: Kind
    subject: str
    fate: str
    source: Source | None

    @property
    def place(self) -> str:
        """The place where the program registers it, or empty."""
        return words.place(self.source)


def risks(plan: Plan) -> tuple[Risk, ...]:
    """Everything that may hurt, the gravest first; one for each resource, and its protection."""
    found = [risk for change in plan.changes for risk in _of(change)]
    found += [_moved(share) for share in traffic.changes(plan)]
    return tuple(sorted(found, key=lambda risk: _ORDER[risk.kind]))


_ORDER = {kind: number for number, kind in enumerate(Kind)}


def _of(change: Change) -> Iterator[Risk]:
    if change.data_at_risk:
        yield _risk(Kind.DATA, change, f"holds data and would be {_fate(change)}")
    elif change.action is Action.REPLACE and change.delete_first:
        yield _risk(Kind.DOWNTIME, change, "is deleted before its replacement is created")
    elif change.action is Action.REPLACE:
        yield _risk(Kind.REPLACEMENT, change, "is replaced (new one created first)")
    elif change.may_replace:
        yield _risk(Kind.REPLACEMENT, change, "may be replaced (decided by the provider)")
    restarting = ", ".join(restarted_by(change))
    if restarting:
        yield _risk(
            Kind.RESTART, change, f"restarts for {cut(restarting)}: open connections are cut"
        )
    if _is_unprotected(change):
        yield _risk(Kind.PROTECTION, change, "loses its protection against deletion")


def _moved(share: traffic.Share) -> Risk:
    subject = f"{share.old or 0} % → {share.new or 0} %"
    return Risk(Kind.TRAFFIC, subject, f"of {share.path} to {share.backend}", None)


def _risk(kind: Kind, change: Change, fate: str) -> Risk:
    resource = change.resource
    subject = f"{cut(resource.name)} ({words.short_type(resource.type)})"
    return Risk(kind, subject, fate, resource.source)


def _fate(change: Change) -> str:
    kept = change.old is not None and change.old.options.retain_on_delete
    if change.action is Action.REPLACE:
        return "replaced: the new one starts empty" + (", the old one is retained" if kept else "")
    return "removed from the state but retained" if kept else "deleted"


def _is_unprotected(change: Change) -> bool:
    """By the option of Pulumi, or by an input of the resource's own."""
    if protect_changes(change) and change.old and change.old.options.protect:
        return True
    return any(
        diff.path and diff.path[-1] in DELETION_GUARDS and diff.old is True and diff.new is not True
        for diff in change.diffs
    )
