"""Values on the wire as protobuf has them, for what talks to the SDK.

The command itself has no protobuf: only what runs in the program's interpreter imports this.
"""

from __future__ import annotations

from typing import Any

from google.protobuf import struct_pb2

from faro.engine.wire import SIGNATURE, marked, scalar, to_json
from faro.model.value import Inputs, Value


def is_set(message: Any, name: str) -> bool:
    """Return whether a message has the field, and it was given; older SDKs do not know every
    field.
    """
    try:
        return bool(message.HasField(name))
    except ValueError:
        return bool(getattr(message, name, None))


def from_struct(struct: struct_pb2.Struct) -> Inputs:
    """The properties of a protobuf message, whose keys have no order of their own."""
    return {key: from_protobuf(struct.fields[key]) for key in sorted(struct.fields)}


def from_protobuf(value: struct_pb2.Value) -> Value:
    """One protobuf value."""
    kind = value.WhichOneof("kind")
    if kind == "string_value":
        return scalar(value.string_value)
    if kind == "number_value":
        return scalar(value.number_value)
    if kind == "bool_value":
        return value.bool_value
    if kind == "struct_value":
        decoded = from_struct(value.struct_value)
        return marked(decoded, ()) if SIGNATURE in decoded else decoded
    if kind == "list_value":
        return [from_protobuf(item) for item in value.list_value.values]
    return None


def to_struct(values: Inputs) -> struct_pb2.Struct:
    """Properties as a protobuf message; the inverse of ``from_struct``."""
    struct = struct_pb2.Struct()
    fields = struct.fields
    for key, value in values.items():
        _fill(fields[key], value)
    return struct


def _fill(target: struct_pb2.Value, value: Value) -> None:
    if isinstance(value, str):
        target.string_value = value
    elif value is None:
        target.null_value = struct_pb2.NULL_VALUE
    elif isinstance(value, bool):
        target.bool_value = value
    elif isinstance(value, int | float):
        target.number_value = value
    elif isinstance(value, dict):
        fields = target.struct_value.fields
        target.struct_value.SetInParent()
        for key, item in value.items():
            _fill(fields[key], item)
    elif isinstance(value, list):
        target.list_value.SetInParent()
        for item in value:
            _fill(target.list_value.values.add(), item)
    else:
        _fill(target, to_json(value))
