"""Snapshots as JSON, for the way between the program's process and ours. Lossless, not stable:
both ends are of one version.
"""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from faro.engine import wire
from faro.model.diagnostic import Diagnostic, Severity
from faro.model.snapshot import (
    NO_OPTIONS,
    SOUND,
    Alias,
    Condition,
    Options,
    Resource,
    Snapshot,
    Source,
    Verdict,
)
from faro.model.value import UNKNOWN

_PLAIN = ("urn", "type", "name", "custom", "remote", "read", "checked", "parent", "provider")


def encode(snapshot: Snapshot) -> dict[str, Any]:
    """Convert a snapshot to JSON values."""
    return {
        "project": snapshot.project,
        "stack": snapshot.stack,
        "resources": [_encode_resource(resource) for resource in snapshot.resources],
        "outputs": wire.to_json(snapshot.outputs),
        "defaults": wire.to_json(dict(snapshot.defaults)),
        "calls": wire.to_json(dict(snapshot.calls)),
        "origin": snapshot.origin,
        "digest": snapshot.digest,
    }


def decode(data: dict[str, Any]) -> Snapshot:
    """The inverse of ``encode``."""
    return Snapshot(
        project=data["project"],
        stack=data["stack"],
        resources=tuple(_decode_resource(item) for item in data["resources"]),
        outputs=_inputs(data["outputs"]),
        defaults={package: _inputs(values) for package, values in data["defaults"].items()},
        calls={name: _inputs(args) for name, args in data["calls"].items()},
        origin=data["origin"],
        digest=data["digest"],
    )


def _inputs(data: dict[str, Any]) -> dict[str, Any]:
    return {key: wire.from_json(value) for key, value in data.items()}


def _encode_resource(resource: Resource) -> dict[str, Any]:
    data: dict[str, Any] = {key: getattr(resource, key) for key in _PLAIN}
    data["id"] = wire.to_json(resource.id)
    data["inputs"] = wire.to_json(resource.inputs)
    data["outputs"] = wire.to_json(resource.outputs)
    data["dependencies"] = list(resource.dependencies)
    data["propertyDependencies"] = {k: list(v) for k, v in resource.property_dependencies.items()}
    if resource.options != NO_OPTIONS:
        data["options"] = _encode_options(resource.options)
    if resource.condition != SOUND:
        data["condition"] = {f.name: getattr(resource.condition, f.name) for f in fields(Condition)}
    if resource.providers:
        data["providers"] = dict(resource.providers)
    if resource.source:
        data["source"] = list(resource.source)
    if resource.verdict:
        data["verdict"] = list(resource.verdict)
    if resource.computed is not None:
        data["computed"] = sorted(resource.computed)
    return data


def _encode_options(options: Options) -> dict[str, Any]:
    data = {f.name: getattr(options, f.name) for f in fields(Options)}
    data["aliases"] = [a if isinstance(a, str) else list(a) for a in options.aliases]
    data["replacement_trigger"] = wire.to_json(options.replacement_trigger)
    return data


def _decode_options(data: dict[str, Any]) -> Options:
    values: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in data.items()}
    values["aliases"] = tuple(a if isinstance(a, str) else Alias(*a) for a in data["aliases"])
    values["replacement_trigger"] = wire.from_json(data["replacement_trigger"])
    return Options(**values)


def _decode_resource(data: dict[str, Any]) -> Resource:
    identity = wire.from_json(data["id"])
    return Resource(
        **{key: data[key] for key in _PLAIN},
        providers=data.get("providers", {}),
        id=identity if isinstance(identity, str) or identity is UNKNOWN else None,
        inputs=_inputs(data["inputs"]),
        outputs=_inputs(data["outputs"]),
        dependencies=tuple(data["dependencies"]),
        property_dependencies={k: tuple(v) for k, v in data["propertyDependencies"].items()},
        options=_decode_options(data["options"]) if "options" in data else NO_OPTIONS,
        condition=Condition(**data["condition"]) if "condition" in data else SOUND,
        source=Source(*data["source"]) if "source" in data else None,
        verdict=_decode_verdict(data.get("verdict")),
        computed=frozenset(data["computed"]) if "computed" in data else None,
    )


def _decode_verdict(data: list[Any] | None) -> Verdict | None:
    return Verdict(data[0], tuple(data[1]), data[2]) if data else None


def encode_diagnostic(diagnostic: Diagnostic) -> dict[str, Any]:
    """Convert a diagnostic to JSON values."""
    data = {key: getattr(diagnostic, key) for key in ("summary", "detail", "address", "command")}
    source = list(diagnostic.source) if diagnostic.source else None
    return {**data, "severity": diagnostic.severity.value, "source": source}


def decode_diagnostic(data: dict[str, Any]) -> Diagnostic:
    """The inverse of ``encode_diagnostic``."""
    source = Source(*data["source"]) if data["source"] else None
    return Diagnostic(**{**data, "severity": Severity(data["severity"]), "source": source})
