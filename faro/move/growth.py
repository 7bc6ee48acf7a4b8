"""The order in which a database and its read nodes change size: a node is never the smaller one.

A standby with fewer connections than its primary stops replaying
(https://www.postgresql.org/docs/current/hot-standby.html#HOT-STANDBY-ADMIN), and Cloud SQL refuses
a primary that is larger than its replica. The engine changes the primary first, for the nodes
depend on it: so nodes grow in an update before the primary's. They shrink in one after it, when
they have replayed the change.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from faro.model.diagnostic import Diagnostic, Severity
from faro.model.plan import Action, Change, Plan
from faro.model.urn import parse
from faro.model.value import Value

_DATABASE: Final = "gcp:sql/databaseInstance:DatabaseInstance"
_TIER: Final = re.compile(r"db-(?:custom|perf-optimized-[A-Z])-(\d+)(?:-\d+)?")
_NOT_SMALLER: Final = frozenset(
    {
        *("max_connections", "max_locks_per_transaction", "max_prepared_transactions"),
        *("max_wal_senders", "max_worker_processes"),
    }
)
"""Settings that a standby needs at least as large as its primary."""


class _Pair(NamedTuple):
    """A primary and one of its nodes, both deployed before this plan."""

    primary: Change
    node: Change


def out_of_order(plan: Plan) -> Iterator[Diagnostic]:
    """Name each update after which a node would be smaller than its primary, if only for a while.

    Nothing for a node that this plan creates, and for sizes that are not known.
    """
    for pair in _pairs(plan):
        had, gets = _sizes(pair.primary.old), _sizes(pair.primary.new)
        node_had, node_gets = _sizes(pair.node.old), _sizes(pair.node.new)
        for name in had.keys() & gets.keys() & node_had.keys() & node_gets.keys():
            if gets[name] > max(had[name], node_had[name]):
                yield _refused(pair, name, _grow(pair, name, gets[name], node_had[name]))
            elif node_gets[name] < min(node_had[name], had[name]):
                yield _refused(pair, name, _shrink(pair, name, had[name], node_gets[name]))


def _pairs(plan: Plan) -> Iterator[_Pair]:
    kept = [
        change
        for change in plan.changes
        if change.resource.type == _DATABASE and change.action in {Action.UPDATE, Action.SAME}
    ]
    for node in kept:
        master = node.resource.inputs.get("masterInstanceName")
        origins = node.resource.property_dependencies.get("masterInstanceName", ())
        for primary in kept:
            named = isinstance(master, str) and master == primary.resource.inputs.get("name")
            if primary is not node and (named or primary.urn in origins):
                yield _Pair(primary, node)


def _sizes(side: object) -> dict[str, int]:
    """CPUs and settings of one side of an instance, as far as they are known."""
    settings = getattr(side, "inputs", {}).get("settings")
    if not isinstance(settings, Mapping):
        return {}
    tier = _TIER.fullmatch(str(settings.get("tier")))
    cpus = {"CPUs": int(tier[1])} if tier else {}
    return cpus | dict(_flags(settings.get("databaseFlags")))


def _flags(flags: Value) -> Iterator[tuple[str, int]]:
    for flag in flags if isinstance(flags, list | tuple) else ():
        name, value = (
            (flag.get("name"), flag.get("value")) if isinstance(flag, Mapping) else ("", "")
        )
        if name in _NOT_SMALLER and str(value).isdecimal():
            yield str(name), int(str(value))


def _grow(pair: _Pair, name: str, wanted: int, has: int) -> str:
    primary, node = pair.primary.resource.name, pair.node.resource.name
    return (
        f"{primary} would get {name} {wanted} while {node} has {has}, for the primary is changed "
        f"first. Give {node} the new size in one update, and {primary} in the next."
    )


def _shrink(pair: _Pair, name: str, has: int, wanted: int) -> str:
    primary, node = pair.primary.resource.name, pair.node.resource.name
    return (
        f"{node} would get {name} {wanted}, and {primary} has {has} until now. Make {primary} "
        f"smaller in one update, and {node} in the next."
    )


def _refused(pair: _Pair, name: str, detail: str) -> Diagnostic:
    return Diagnostic(
        severity=Severity.ERROR,
        summary=f"Read node smaller than its primary: {name}",
        detail=detail,
        address=pair.node.urn,
        source=pair.node.resource.source,
        command=f"pulumi config --stack {parse(pair.node.urn).stack}",
    )
