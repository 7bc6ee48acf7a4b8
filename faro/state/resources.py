"""One resource as the engine writes it to a state file or a preview (``apitype.ResourceV3``)."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, Final

from faro.engine.wire import from_json
from faro.model import urn as urns
from faro.model.diagnostic import error
from faro.model.snapshot import Condition, Options, Resource, Snapshot, Source
from faro.model.value import UNKNOWN, Inputs, Unknown, Value, path_text

_POSITION: Final = re.compile(r"project:///(?P<file>[^#]*)#(?P<line>\d+)")

Decode = Callable[[Any], Value]
"""Turns a JSON value of the file into a value."""


def resource_of(raw: Any, place: str, decode: Decode = from_json) -> Resource:
    """A resource; ``place`` says where in the file it stands, for one that cannot be read."""
    urn = _urn(raw, place)
    custom = bool(raw.get("custom"))
    return Resource(
        urn=urn,
        type=_text(raw, "type") or urns.type_of(urn),
        name=urns.name_of(urn),
        custom=custom,
        read=bool(raw.get("external")),
        checked=custom,
        parent=_text(raw, "parent"),
        provider=_text(raw, "provider"),
        id=_id(raw, custom),
        inputs=_properties(raw, "inputs", urn, decode),
        outputs=_properties(raw, "outputs", urn, decode),
        dependencies=_texts(raw, "dependencies"),
        property_dependencies=_property_dependencies(raw),
        options=_options(raw, decode),
        condition=_condition(raw),
        source=_source(raw),
    )


def snapshot_of(resources: list[Resource], origin: str) -> Snapshot:
    """The resources as one stack; its name is in every URN, its outputs are the root's."""
    if not resources:
        return Snapshot(project="", stack="", origin=origin)
    root = next((one for one in resources if one.type == urns.STACK_TYPE), None)
    parts = urns.parse((root or resources[0]).urn)
    return Snapshot(
        project=parts.project,
        stack=parts.stack,
        resources=tuple(resources),
        outputs=root.outputs if root else {},
        origin=origin,
    )


def _urn(raw: Any, place: str) -> str:
    urn = raw.get("urn") if isinstance(raw, dict) else None
    try:
        if not isinstance(urn, str):
            raise ValueError
        urns.parse(urn)
    except ValueError:
        raise error(
            "Resource without a URN",
            f"{place} has no `urn` that begins with urn:pulumi:, so it cannot be matched to a "
            "resource of the program. Export the state again.",
            address=f"{place}.urn",
            command="pulumi stack export --file state.json",
        ) from None
    return urn


def _properties(raw: dict[str, Any], key: str, urn: str, decode: Decode) -> Inputs:
    values = raw.get(key)
    if values is None:
        return {}
    if isinstance(values, dict):
        decoded = decode(values)
        if isinstance(decoded, dict):
            return decoded
    raise error(
        "Invalid resource properties",
        f"`{key}` must be a JSON object that maps names to values; export the state again.",
        address=urn,
        command="pulumi stack export --file state.json",
    )


def _id(raw: dict[str, Any], custom: bool) -> str | Unknown | None:
    value = from_json(raw.get("id"))
    if isinstance(value, str) and value:
        return value
    return UNKNOWN if custom else None


def _options(raw: dict[str, Any], decode: Decode) -> Options:
    return Options(
        protect=bool(raw.get("protect")),
        retain_on_delete=bool(raw.get("retainOnDelete")),
        ignore_changes=_texts(raw, "ignoreChanges"),
        replace_on_changes=_texts(raw, "replaceOnChanges"),
        additional_secret_outputs=_texts(raw, "additionalSecretOutputs"),
        aliases=_texts(raw, "aliases"),
        import_id=_text(raw, "importID"),
        deleted_with=_text(raw, "deletedWith"),
        replace_with=_texts(raw, "replaceWith"),
        replacement_trigger=decode(raw.get("replacementTrigger")),
        hide_diffs=tuple(
            path_text(tuple(path)) if isinstance(path, list) else str(path)
            for path in _list(raw, "hideDiff")
        ),
        custom_timeouts=_timeouts(raw),
    )


def _timeouts(raw: dict[str, Any]) -> Mapping[str, str]:
    """The file has seconds, a program writes a number and its unit."""
    timeouts = raw.get("customTimeouts")
    if not isinstance(timeouts, dict):
        return {}
    return {key: f"{seconds:g}s" for key, seconds in timeouts.items() if _is_number(seconds)}


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and bool(value)


def _condition(raw: dict[str, Any]) -> Condition:
    return Condition(
        pending_deletion=bool(raw.get("delete")),
        pending_replacement=bool(raw.get("pendingReplacement")),
        taint=bool(raw.get("taint")),
        init_errors=bool(raw.get("initErrors")),
        refresh_before_update=bool(raw.get("refreshBeforeUpdate")),
    )


def _source(raw: dict[str, Any]) -> Source | None:
    match = _POSITION.match(_text(raw, "sourcePosition"))
    return Source(match["file"], int(match["line"])) if match else None


def _property_dependencies(raw: dict[str, Any]) -> dict[str, tuple[str, ...]]:
    table = raw.get("propertyDependencies")
    if not isinstance(table, dict):
        return {}
    return {key: _texts(table, key) for key in table}


def _list(raw: dict[str, Any], key: str) -> list[Any]:
    value = raw.get(key)
    return value if isinstance(value, list) else []


def _texts(raw: dict[str, Any], key: str) -> tuple[str, ...]:
    return tuple(item for item in _list(raw, key) if isinstance(item, str))


def _text(raw: dict[str, Any], key: str) -> str:
    value = raw.get(key)
    return value if isinstance(value, str) else ""
