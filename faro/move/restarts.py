"""Updates that interrupt a database without losing data: restarts and failovers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from faro.model.plan import Action, Change
from faro.model.value import path_text

_BY_TYPE: Final = {
    # https://cloud.google.com/sql/docs/postgres/instance-settings and …/flags
    "gcp:sql/databaseInstance:DatabaseInstance": (
        *("databaseVersion", "settings.tier", "settings.edition", "settings.databaseFlags"),
    ),
    # https://supabase.com/docs/guides/platform/compute-and-disk
    "pulumi-python:dynamic/supabase:Project": ("compute_size",),
    # https://cloud.google.com/memorystore/docs/redis/about-scaling-instances
    "gcp:redis/instance:Instance": ("memorySizeGb", "redisVersion"),
}


def restarted_by(change: Change) -> Iterator[str]:
    """The changed properties that restart what the change updates; nothing for any other type."""
    if change.action is not Action.UPDATE:
        return
    keys = _BY_TYPE.get(change.resource.type, ())
    for diff in change.diffs:
        path = path_text(diff.path)
        if any(path == key or path.startswith((f"{key}.", f"{key}[")) for key in keys):
            yield path
