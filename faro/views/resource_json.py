"""A resource as the engine writes one into its JSON: ``ResourceV3``, secrets blinded."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

from faro.engine.wire import to_json
from faro.model.snapshot import Options, Resource, Source
from faro.model.value import Inputs
from faro.views.values import blinded

_SECONDS = {"h": 3600.0, "m": 60.0, "s": 1.0, "ms": 1e-3, "us": 1e-6, "µs": 1e-6, "ns": 1e-9}
_DURATION = re.compile(r"(\d+(?:\.\d*)?|\.\d+)(h|ms|m|s|us|µs|ns)")


def state(resource: Resource) -> dict[str, Any]:
    """The resource's keys in the engine's order; what is empty is left out, as Go does."""
    condition, options = resource.condition, resource.options
    keys = {
        "delete": condition.pending_deletion,
        "id": resource.id if isinstance(resource.id, str) else "",
        "type": resource.type,
        "inputs": values(resource.inputs),
        "outputs": values(resource.outputs),
        "parent": resource.parent,
        "protect": options.protect,
        "taint": condition.taint,
        "external": resource.read,
        "dependencies": list(resource.dependencies),
        "provider": resource.provider,
        "propertyDependencies": {
            key: list(urns) for key, urns in resource.property_dependencies.items()
        },
        "pendingReplacement": condition.pending_replacement,
        **_options(options),
        "refreshBeforeUpdate": condition.refresh_before_update,
        "sourcePosition": _position(resource.source),
    }
    given = {key: value for key, value in keys.items() if value}
    return {"urn": resource.urn, "custom": resource.custom, **given}


def goal(resource: Resource) -> dict[str, Any]:
    """A new state: the engine prints it before the provider has answered.

    So it has no outputs, and an id only where the program gives one (an import, a read).
    """
    given = resource.options.import_id or (resource.id if resource.read else None)
    return state(replace(resource, outputs={}, id=given))


def _options(options: Options) -> dict[str, Any]:
    """What the program asked the engine to do with the resource."""
    return {
        "additionalSecretOutputs": list(options.additional_secret_outputs),
        "aliases": list(options.aliases),
        "customTimeouts": {key: seconds(text) for key, text in options.custom_timeouts.items()},
        "importID": options.import_id,
        "retainOnDelete": options.retain_on_delete,
        "deletedWith": options.deleted_with,
        "replaceWith": list(options.replace_with),
        "ignoreChanges": list(options.ignore_changes),
        "hideDiff": [[path] for path in options.hide_diffs],
        "replaceOnChanges": list(options.replace_on_changes),
        "replacementTrigger": to_json(blinded(options.replacement_trigger)),
    }


def values(inputs: Inputs) -> Any:
    """Properties in the engine's JSON form: unknowns as its sentinel, secrets as ``[secret]``."""
    return to_json(blinded(inputs))


def seconds(duration: str) -> float:
    """A duration of Go, such as ``1h30m``, in seconds; 0 for what is none."""
    return sum(float(number) * _SECONDS[unit] for number, unit in _DURATION.findall(duration))


def _position(source: Source | None) -> str:
    """A place within the project, as the engine writes one; a file elsewhere has none."""
    if source is None or Path(source.file).is_absolute():
        return ""
    return f"project:///{Path(source.file).as_posix()}#{source.line}"
