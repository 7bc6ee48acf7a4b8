"""A snapshot as if its program had run in another folder."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, cast

from faro.model.snapshot import Snapshot
from faro.model.value import Archive, Asset, Inputs, Secret, Value


def relocated(snapshot: Snapshot, old: str, new: str) -> Snapshot:
    """Each text that names the folder ``old`` names ``new``, so that no path differs by that."""

    def moved(value: Value) -> Value:
        if isinstance(value, str):
            return value.replace(old, new)
        if isinstance(value, Secret):
            return Secret(moved(value.value))
        if isinstance(value, dict):
            return {key: moved(item) for key, item in value.items()}
        if isinstance(value, list):
            return [moved(item) for item in value]
        if isinstance(value, Asset):
            return replace(value, path=value.path.replace(old, new))
        if isinstance(value, Archive):
            parts: Any = value.assets and moved(dict(value.assets))
            return replace(value, path=value.path.replace(old, new), assets=parts)
        return value

    def all_moved(values: Inputs) -> Inputs:
        return cast("Inputs", moved(values))

    return replace(
        snapshot,
        resources=tuple(
            replace(
                resource, inputs=all_moved(resource.inputs), outputs=all_moved(resource.outputs)
            )
            for resource in snapshot.resources
        ),
        outputs=all_moved(snapshot.outputs),
    )
