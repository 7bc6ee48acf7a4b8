"""What only a person or a pipeline can do: push images, delegate DNS, confirm a mail's link."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from shlex import quote
from typing import Any

from faro.model.snapshot import Resource, Snapshot
from faro.preflight.needs import at
from faro.preflight.step import Group, Step

_IMAGE = re.compile(r"[\w.-]+\.[a-z]{2,}/[\w./-]+(@sha256:[0-9a-f]{64}|:[\w.-]+)")
_RECORDS = frozenset({"cloudflare:index/dnsRecord:DnsRecord", "cloudflare:index/record:Record"})
_ZONES = {
    "aws:route53/zone:Zone": "name",
    "gcp:dns/managedZone:ManagedZone": "dnsName",
    "cloudflare:index/zone:Zone": "name",
}
_MAILS = "aws:sns/topicSubscription:TopicSubscription"
_FEWEST_LABELS = 2


def images(snapshot: Snapshot) -> Iterator[Step]:
    """Each image that a resource names: it must be in its registry before the resource is made."""
    found: dict[str, list[str]] = defaultdict(list)
    for resource in snapshot.resources:
        for image in sorted(set(_images(resource.inputs))) if resource.custom else ():
            found[image].append(resource.name)
    for image, names in sorted(found.items()):
        yield Step(
            group=Group.IMAGES,
            text=image,
            commands=(f"docker manifest inspect {quote(image)}",),
            of=tuple(names),
        )


def dns(snapshot: Snapshot) -> Iterator[Step]:
    """Each domain whose records the program makes: its registrar must name the zone's servers."""
    hosts: dict[str, list[Resource]] = defaultdict(list)
    for resource in snapshot.resources:
        if resource.type in _RECORDS:
            hosts[str(resource.inputs.get("zoneId"))].append(resource)
        elif resource.type in _ZONES:
            domain = resource.inputs.get(_ZONES[resource.type])
            if isinstance(domain, str):
                yield _delegation(domain.rstrip("."), (resource.name,))
    for records in hosts.values():
        names = [n for r in records if isinstance(n := at(r, "name"), str)]
        if domain := _domain(names):
            yield _delegation(domain, tuple(record.name for record in records))


def mails(snapshot: Snapshot) -> Iterator[Step]:
    """Each address that Amazon asks to confirm before it sends an alarm there."""
    for resource in snapshot.resources:
        address = resource.inputs.get("endpoint")
        if resource.type == _MAILS and resource.inputs.get("protocol") == "email":
            yield Step(
                group=Group.MAILS,
                text=f"{address}: follow the link in the first mail of Amazon SNS",
                of=(resource.name,),
                source="https://docs.aws.amazon.com/sns/latest/dg/sns-email-notifications.html",
            )


def _delegation(domain: str, names: tuple[str, ...]) -> Step:
    return Step(
        group=Group.DNS,
        text=f"{domain}: name the zone's servers at the registrar",
        commands=(f"dig +short NS {quote(domain)}",),
        of=names,
    )


def _domain(hosts: Sequence[str]) -> str:
    """The labels that all hosts end in; empty where they are fewer than two."""
    shared: list[str] = []
    for labels in zip(*(reversed(host.rstrip(".").split(".")) for host in hosts), strict=False):
        if len(set(labels)) > 1:
            break
        shared.append(labels[0])
    return ".".join(reversed(shared)) if len(shared) >= _FEWEST_LABELS else ""


def _images(value: Any, key: str = "") -> Iterator[str]:
    """Values of an input called image, however deep, that name a registry."""
    if isinstance(value, dict):
        for inner, item in value.items():
            yield from _images(item, inner)
    elif isinstance(value, list):
        for item in value:
            yield from _images(item, key)
    elif key == "image" and isinstance(value, str) and _IMAGE.fullmatch(value):
        yield value
