"""Credentials and plans of every vendor that a stack has resources of."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from shlex import quote

from faro.model.snapshot import Resource, Snapshot
from faro.preflight.needs import Entry, Vendor, parts, vendors
from faro.preflight.step import Group, Step


def credentials(snapshot: Snapshot) -> Iterator[Step]:
    """A credential for each vendor, with what it must be allowed."""
    found = _by_vendor(snapshot)
    if "gcp" in found:
        yield Step(
            group=Group.TOKENS,
            text="gcp: credentials of the deployer",
            commands=("gcloud auth application-default login",),
            source="https://cloud.google.com/docs/authentication/application-default-credentials",
        )
    for name, resources in found.items():
        vendor = vendors().get(name)
        if vendor is None:
            continue
        scopes = [entry.text for entry, _ in _held(vendor.scopes, resources)]
        allowed = f"; allowed: {'; '.join(scopes)}" if scopes else ""
        yield Step(
            group=Group.TOKENS,
            text=f"{name}: {vendor.credential}{allowed}",
            commands=_commands(vendor, snapshot.stack),
            of=tuple(resource.name for resource in resources),
            source=vendor.source,
        )


def plans(snapshot: Snapshot) -> Iterator[Step]:
    """What a person buys at a vendor before the resources that need it."""
    for name, resources in _by_vendor(snapshot).items():
        vendor = vendors().get(name)
        for entry, names in _held(vendor.plans if vendor else (), resources):
            yield Step(group=Group.PLANS, text=f"{name}: {entry.text}", of=names)


def _by_vendor(snapshot: Snapshot) -> dict[str, list[Resource]]:
    found: dict[str, list[Resource]] = defaultdict(list)
    for resource in snapshot.resources:
        if resource.custom and not resource.read:
            found[parts(resource.type)[0]].append(resource)
    return dict(sorted(found.items()))


def _held(
    entries: Sequence[Entry], resources: Sequence[Resource]
) -> Iterator[tuple[Entry, tuple[str, ...]]]:
    for entry in entries:
        names = tuple(each.name for each in resources if entry.holds_for(each))
        if names:
            yield entry, names


def _commands(vendor: Vendor, stack: str) -> tuple[str, ...]:
    return tuple(f"pulumi config set --secret {key} --stack {quote(stack)}" for key in vendor.keys)
