"""Cloud Run: CPUs, memory, concurrency and time of a request.

Source: section ``cloud_run`` of ``facts.yml``.
"""

from __future__ import annotations

from collections.abc import Iterator

from components.limits.facts import facts


def size_problems(cpus: int, memory_gib: float) -> Iterator[str]:
    """Say why Cloud Run has no container of this size."""
    offered = facts("cloud_run")["memory_gib"]
    if cpus not in offered:
        yield f"{cpus} CPUs: one of {list(offered)}"
        return
    least, most = offered[cpus]
    if memory_gib < least:
        yield f"{cpus} CPUs need {least} GiB of memory, not {memory_gib}"
    if memory_gib > most:
        yield f"{cpus} CPUs take at most {most} GiB of memory, not {memory_gib}"


def request_problems(concurrency: int, seconds: int) -> Iterator[str]:
    """Say why an instance cannot take so many requests at once, or one request so long."""
    rule = facts("cloud_run")
    if not 1 <= concurrency <= rule["most_concurrency"]:
        yield f"concurrency {concurrency}: 1 to {rule['most_concurrency']}"
    if not 1 <= seconds <= rule["most_seconds"]:
        yield f"a request of {seconds} s: 1 to {rule['most_seconds']}"
