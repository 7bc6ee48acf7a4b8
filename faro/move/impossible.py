"""Operations that a vendor rejects, although the provider's own preview accepts them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from faro.model.diagnostic import Diagnostic, Severity
from faro.model.plan import Action, Change, Plan
from faro.model.urn import parse
from faro.model.value import Value

_SERVICE: Final = "gcp:cloudrunv2/service:Service"
_DATABASE: Final = "gcp:sql/databaseInstance:DatabaseInstance"
_SUBNET: Final = "gcp:compute/subnetwork:Subnetwork"


def impossible(plan: Plan) -> Iterator[Diagnostic]:
    """Name each operation of the plan that would fail when it is deployed."""
    for change in plan.changes:
        if change.action is Action.CREATE and change.new and change.resource.type == _SERVICE:
            yield from _missing_revision(change, change.new.inputs)
        if change.action is not Action.UPDATE or change.old is None or change.new is None:
            continue
        if change.resource.type == _DATABASE:
            yield from _downgrade(change, change.old.inputs, change.new.inputs)
        elif change.resource.type == _SUBNET:
            yield from _moved_range(change, change.old.inputs, change.new.inputs)


def _missing_revision(change: Change, new: Mapping[str, Value]) -> Iterator[Diagnostic]:
    """A service that is created has no revision yet to send requests to
    (https://cloud.google.com/run/docs/rollouts-rollbacks-traffic-migration).
    """
    for target in _maps(new.get("traffics")):
        revision = target.get("revision")
        if isinstance(revision, str):
            yield _refused(
                change,
                "Unknown revision",
                f"{change.resource.name} is created, and the program sends "
                f"{_share(target.get('percent'))} to its revision {revision}, which does not "
                "exist yet. The first deployment can only send all requests to the latest one.",
            )


def _share(percent: Value) -> str:
    if isinstance(percent, int | float):
        return f"{percent:g} % of the requests"
    return "requests"


def _maps(value: Value | None) -> Iterator[Mapping[str, Value]]:
    if isinstance(value, list | tuple):
        yield from (each for each in value if isinstance(each, Mapping))


def _downgrade(
    change: Change, old: Mapping[str, Value], new: Mapping[str, Value]
) -> Iterator[Diagnostic]:
    """Cloud SQL upgrades in place and never goes back
    (https://cloud.google.com/sql/docs/postgres/upgrade-major-db-version-inplace).
    """
    before, after = old.get("databaseVersion"), new.get("databaseVersion")
    if isinstance(before, str) and isinstance(after, str) and _major(after) < _major(before):
        yield _refused(
            change,
            "Database version downgrade",
            f"{change.resource.name} runs {before}, and the program asks for {after}. Restore a "
            "backup into a new instance instead.",
        )


def _major(version: str) -> tuple[int, ...]:
    """The numbers of ``POSTGRES_17``; nothing for another engine's name, which never compares."""
    return tuple(map(int, re.findall(r"\d+", version)))


def _moved_range(
    change: Change, old: Mapping[str, Value], new: Mapping[str, Value]
) -> Iterator[Diagnostic]:
    """A secondary range is fixed while something uses it, such as a cluster
    (https://cloud.google.com/vpc/docs/create-modify-vpc-networks#secondary-ranges).
    """
    before, after = _ranges(old), _ranges(new)
    for name in before.keys() & after.keys():
        if before[name] != after[name]:
            yield _refused(
                change,
                "Change of an IP range in use",
                f"{change.resource.name} has {before[name]} for {name}, and the program asks for "
                f"{after[name]}. Add a range under another name, and build a cluster on it.",
            )


def _ranges(inputs: Mapping[str, Value]) -> dict[str, str]:
    """Secondary ranges by name, as far as both are known."""
    found: dict[str, str] = {}
    for each in _maps(inputs.get("secondaryIpRanges")):
        name, text = each.get("rangeName"), each.get("ipCidrRange")
        if isinstance(name, str) and isinstance(text, str):
            found[name] = text
    return found


def _refused(change: Change, summary: str, detail: str) -> Diagnostic:
    return Diagnostic(
        severity=Severity.ERROR,
        summary=summary,
        detail=detail,
        address=change.urn,
        source=change.resource.source,
        command=f"pulumi config --stack {parse(change.urn).stack}",
    )
