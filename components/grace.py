"""The time a pod gets to stop, and the longest work that it can finish before its node is gone.

Source of the node's limit: section ``gke`` of ``components/limits/facts.yml``.
"""

from __future__ import annotations

from components.limits.facts import facts

DRAIN_SECONDS = 15
"""New connections may still arrive while the load balancer learns that the pod is going."""

_CLOSING_SECONDS = 5
"""What a program gets to close its connections once its last request is answered."""


def grace_seconds(work_seconds: int) -> int:
    """Return the time from the signal to the end: the drain, the longest work, and the closing."""
    return DRAIN_SECONDS + work_seconds + _CLOSING_SECONDS


def longest_work_seconds() -> int:
    """Return the longest work of a pod that the cluster autoscaler lets finish."""
    longest: int = facts("gke")["drain_seconds"]
    return longest - grace_seconds(0)
