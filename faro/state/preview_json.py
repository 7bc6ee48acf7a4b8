"""Reads the output of ``pulumi preview --json`` and of ``faro preview --format json``.

The snapshot is the stack as it would be after the previewed deployment. Secrets are blinded there
and stay so: they are compared as secrets of which nothing is known.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from faro.engine.compare.equality import BLINDED
from faro.engine.wire import from_json
from faro.model.diagnostic import error
from faro.model.snapshot import Resource, Snapshot
from faro.model.value import Ciphertext, Inputs, Value
from faro.state.resources import resource_of, snapshot_of

_PULUMIS: Final = "pulumi preview --json --show-sames > preview.json"
_OURS: Final = "faro preview STACK --format json --out preview.json"
_MARKS: Final = ("steps", "changeSummary")
_GONE: Final = frozenset(
    {
        "delete",
        "delete-replaced",
        "discard",
        "discard-replaced",
        "remove-pending-replace",
        "refresh",
    }
)


def is_preview(document: dict[str, Any]) -> bool:
    """Return whether the file is a preview, by the keys it has."""
    return any(key in document for key in _MARKS)


def read_preview(document: dict[str, Any], path: Path) -> Snapshot:
    """The snapshot that a previewed deployment would leave."""
    steps = _steps(document)
    _check_complete(document, steps)
    resources: dict[str, Resource] = {}
    for index, step in enumerate(steps):
        state = step.get("newState") or step.get("oldState")
        if step.get("op") in _GONE or state is None:
            continue
        resource = _as_built(resource_of(state, f"steps[{index}].newState", _decode), step)
        resources.setdefault(resource.urn, resource)
    found = snapshot_of(list(resources.values()), f"the preview in {path}")
    return replace(found, defaults=_defaults(document))


def _defaults(document: dict[str, Any]) -> dict[str, Inputs]:
    """The regions of default providers, which our own document has no step for."""
    about = document.get("faro")
    side = about.get("to") if isinstance(about, dict) else None
    regions = side.get("regions") if isinstance(side, dict) else None
    if not isinstance(regions, dict):
        return {}
    return {str(package): {"region": str(region)} for package, region in regions.items()}


def _as_built(resource: Resource, step: dict[str, Any]) -> Resource:
    """With what our own document says of a component that a plugin builds."""
    about = step.get("faro")
    if not isinstance(about, dict) or not about.get("remote") or resource.custom:
        return resource
    given = about.get("providers")
    providers = {str(k): str(v) for k, v in given.items()} if isinstance(given, dict) else {}
    return replace(resource, remote=True, providers=providers)


def _steps(document: dict[str, Any]) -> list[dict[str, Any]]:
    steps = document.get("steps") or []
    if isinstance(steps, list) and all(isinstance(step, dict) for step in steps):
        return steps
    raise error(
        "Invalid preview file",
        "`steps` must be a JSON list with one object for each resource; print the preview again.",
        address="steps",
        command=_OURS if "faro" in document else _PULUMIS,
    )


def _check_complete(document: dict[str, Any], steps: list[dict[str, Any]]) -> None:
    """A preview that leaves unchanged resources out says nothing of them."""
    counts = document.get("changeSummary")
    counted = counts.get("same", 0) if isinstance(counts, dict) else 0
    listed = sum(step.get("op") == "same" for step in steps)
    if not isinstance(counted, int) or counted <= listed:
        return
    raise error(
        "Incomplete preview file",
        f"It counts {counted} unchanged resources but lists {listed}; the others would appear as "
        "new. Save it again with all resources.",
        address="steps",
        command=_OURS if "faro" in document else _PULUMIS,
    )


def _decode(raw: Any) -> Value:
    return _blinded(from_json(raw))


def _blinded(value: Value) -> Value:
    if value == BLINDED:
        return Ciphertext(BLINDED)
    if isinstance(value, dict):
        return {key: _blinded(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_blinded(item) for item in value]
    return value
