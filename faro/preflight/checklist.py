"""The whole checklist of a stack, from its snapshot alone."""

from __future__ import annotations

from faro.model.snapshot import Resource, Snapshot
from faro.preflight import credentials, google, people, quotas
from faro.preflight.needs import google as facts
from faro.preflight.needs import parts, vendors, without_needs
from faro.preflight.step import Checklist, Group

_ORDER = {group: number for number, group in enumerate(Group)}
_PARTS = (
    credentials.plans,
    credentials.credentials,
    google.apis,
    google.roles,
    quotas.quotas,
    people.images,
    people.dns,
    people.mails,
)


def checklist(snapshot: Snapshot) -> Checklist:
    """Derive what must be there first; types of which nothing is known are named."""
    steps = [step for part in _PARTS for step in part(snapshot)]
    return Checklist(
        stack=snapshot.stack,
        steps=tuple(sorted(steps, key=lambda step: _ORDER[step.group])),
        unknown=tuple(sorted({each.type for each in snapshot.resources if _is_unknown(each)})),
    )


def _is_unknown(resource: Resource) -> bool:
    package = parts(resource.type)[0]
    if not resource.custom or resource.type.startswith("pulumi:"):
        return False
    if package == "gcp":
        return facts().of(resource) is None
    return package not in vendors() and package not in without_needs()
