"""Address ranges: what a subnet, the pods and the services of a cluster need.

Source: sections ``network``, ``cloud_run`` and ``gke`` of ``facts.yml``.
"""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import IPv4Network

from components.limits.facts import facts


def parsed(text: str) -> IPv4Network | None:
    """Read a CIDR range; None where ``shape_problems`` has something to say."""
    try:
        return IPv4Network(text)
    except ValueError:
        return None


def shape_problems(text: str) -> Iterator[str]:
    """Say what is wrong with a range by itself."""
    try:
        whole = IPv4Network(text)
    except ValueError as error:
        yield str(error)
        return
    rule = facts("network")
    for taken in rule["prohibited"]:
        if whole.overlaps(IPv4Network(taken)):
            yield f"{text} overlaps {taken}, which Google does not allow in a subnet"
    if whole.overlaps(IPv4Network(rule["docker_bridge"])):
        yield f"{text} overlaps {rule['docker_bridge']}, the Docker bridge of the nodes"


def is_private(text: str) -> bool:
    """Whether all addresses of a range are reserved for private networks."""
    whole = parsed(text)
    return whole is not None and any(
        whole.subnet_of(IPv4Network(private)) for private in facts("network")["private"]
    )


def subnet_problems(text: str, *, instances: int, nodes: int = 0) -> Iterator[str]:
    """Say whether a subnet has addresses for Cloud Run's instances and a cluster's nodes."""
    whole = parsed(text)
    if whole is None:
        return
    run, network = facts("cloud_run"), facts("network")
    smallest = run["smallest_subnet"] if instances else network["smallest_subnet"]
    if whole.prefixlen > smallest:
        reason = "Cloud Run's direct VPC egress" if instances else "a subnet"
        yield f"{reason} needs a /{smallest} or larger, not a /{whole.prefixlen}"
        return
    for_run = run["addresses_per_instance"] * instances
    needed = for_run + nodes + network["addresses_google_takes"]
    if needed > whole.num_addresses:
        parts = [f"{for_run} for {instances} Cloud Run instances"] if instances else []
        parts += [f"{nodes} for nodes"] if nodes else []
        parts.append(f"{network['addresses_google_takes']} that Google reserves")
        yield f"{whole.num_addresses} addresses, {needed} needed: {', '.join(parts)}"


def pod_problems(text: str, *, nodes: int) -> Iterator[str]:
    """Say whether the range of the pods has a block for each node, the surge node included."""
    whole = parsed(text)
    if whole is None:
        return
    block = facts("gke")["pod_prefix_per_node"]
    room = 2 ** max(block - whole.prefixlen, 0) if whole.prefixlen <= block else 0
    if room < nodes + 1:
        yield (
            f"each node takes a /{block} for its pods: a /{whole.prefixlen} is enough for {room} "
            f"node{'' if room == 1 else 's'}, maxNodes and one more for upgrades are {nodes + 1}"
        )


def service_problems(text: str) -> Iterator[str]:
    """Say whether the range of the services is as large as GKE asks for."""
    whole = parsed(text)
    smallest = facts("gke")["smallest_service_range"]
    if whole is not None and whole.prefixlen > smallest:
        yield f"a cluster's services need a /{smallest} or larger, not a /{whole.prefixlen}"


def managed_problems(text: str) -> Iterator[str]:
    """Say whether a block for managed services is of a size that Google takes."""
    whole, rule = parsed(text), facts("network")["service_prefix"]
    if whole is not None and not rule["shortest"] <= whole.prefixlen <= rule["longest"]:
        yield (
            f"managed services need a /{rule['shortest']} to /{rule['longest']}, not a "
            f"/{whole.prefixlen}"
        )


def overlap(one: str, other: str) -> bool:
    """Whether two ranges share an address."""
    left, right = parsed(one), parsed(other)
    return left is not None and right is not None and left.overlaps(right)
