"""A resource's inputs in the shape of a Terraform plan: values, and what is unknown or secret."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from faro.export.terraform_names import Field, TerraformType, singular
from faro.export.words import REDACTED
from faro.model.value import (
    UNKNOWN,
    Archive,
    Asset,
    Ciphertext,
    Inputs,
    Reference,
    Secret,
    Value,
    bare,
    contains_secret,
    contains_unknown,
)


class Shaped(NamedTuple):
    """One value of a plan.

    ``unknown`` and ``sensitive`` are True for the whole value, or have its shape with only what
    holds. ``expression`` is what the configuration says; None for an unknown value, whose sources
    the plan adds.
    """

    value: Any
    unknown: Any = False
    sensitive: Any = False
    expression: Any = None


def shape(inputs: Inputs, type_: TerraformType, skip: frozenset[str] = frozenset()) -> Shaped:
    """The inputs of a resource as the attributes and blocks of its Terraform type."""
    given = {
        key: value
        for key, value in inputs.items()
        if not key.startswith("__") and key not in skip and value is not None
    }
    return _Shape(type_).block(given, type_.fields)


class _Shape:
    def __init__(self, type_: TerraformType) -> None:
        self._type = type_

    def block(self, given: Mapping[str, Value], fields: Mapping[str, Any]) -> Shaped:
        """The content of a block: each property under its Terraform name."""
        found: dict[str, Shaped] = {}
        for key, value in given.items():
            if value is None:
                continue
            field = self._field(key, value, fields)
            found[field.name] = self._value(value, field)
        return _object(found)

    def _field(self, key: str, value: Value, fields: Mapping[str, Any]) -> Field:
        """The field of a property; what no source records goes by the form of its value."""
        field = self._type.field(key, fields)
        content = _inside(value)
        if field.kind:
            return field
        if isinstance(content, dict):
            return Field(name=field.name, kind=self._type.unrecorded)
        if isinstance(content, list):
            is_block = self._type.by_rule and any(isinstance(_inside(v), dict) for v in content)
            return Field(name=singular(field.name) if is_block else field.name, kind="list")
        return field

    def _value(self, value: Value, field: Field) -> Shaped:
        if isinstance(value, Secret | Ciphertext):
            return self._secret(value, field)
        if value is UNKNOWN:
            return Shaped(None, unknown=True)
        if field.kind == "json" and isinstance(value, dict):
            return _json(value)
        if field.kind == "list":
            items = value if isinstance(value, list) else [value]
            return _list([self._item(item, field) for item in items])
        if field.kind == "object" and isinstance(value, dict):
            return _attribute(self.block(value, field.fields))
        return _attribute(self._plain(value))

    def _item(self, value: Value, field: Field) -> Shaped:
        if isinstance(value, dict):
            return self.block(value, field.fields)
        if isinstance(value, Secret) and isinstance(value.value, dict):
            return _hidden(self.block(value.value, field.fields))
        return self._plain(value)

    def _secret(self, value: Secret | Ciphertext, field: Field) -> Shaped:
        if isinstance(value, Ciphertext):
            return Shaped(REDACTED, sensitive=True, expression={})
        return _hidden(self._value(value.value, field))

    def _plain(self, value: Value) -> Shaped:
        """A value whose keys, if it has any, are the user's."""
        if isinstance(value, Secret | Ciphertext):
            return self._secret(value, Field(name=""))
        if isinstance(value, Reference):
            value = UNKNOWN if value.id is None else value.id
        if value is UNKNOWN:
            return Shaped(None, unknown=True)
        if isinstance(value, dict):
            return _object({k: self._plain(v) for k, v in value.items() if v is not None})
        if isinstance(value, list):
            return _list([self._plain(each) for each in value])
        if isinstance(value, Asset | Archive):
            value = value.path or value.uri or value.hash
        return Shaped(value, expression={"constant_value": value})


def _inside(value: Value) -> Value:
    while isinstance(value, Secret):
        value = value.value
    return value


def _json(value: dict[str, Value]) -> Shaped:
    """An object that Terraform takes as a JSON document."""
    if contains_unknown(value):
        return Shaped(None, unknown=True)
    if contains_secret(value):
        return Shaped(REDACTED, sensitive=True, expression={})
    text = json.dumps(bare(value), separators=(",", ":"))
    return Shaped(text, expression={"constant_value": text})


def _object(found: Mapping[str, Shaped]) -> Shaped:
    return Shaped(
        {name: each.value for name, each in found.items() if each.unknown is not True},
        {name: each.unknown for name, each in found.items() if each.unknown},
        {name: each.sensitive for name, each in found.items() if each.sensitive},
        {name: each.expression for name, each in found.items()},
    )


def _list(found: Sequence[Shaped]) -> Shaped:
    are_blocks = any(isinstance(each.value, dict) for each in found)
    shaped = Shaped(
        [each.value for each in found],
        [each.unknown for each in found] if any(each.unknown for each in found) else False,
        [each.sensitive for each in found] if any(each.sensitive for each in found) else False,
        [each.expression for each in found],
    )
    return shaped if are_blocks else _attribute(shaped)


def _attribute(shaped: Shaped) -> Shaped:
    """A value that the configuration gives as one expression, whatever is in it."""
    if shaped.unknown:
        return shaped._replace(expression=None)
    if shaped.sensitive:
        return shaped._replace(expression={})
    return shaped._replace(expression={"constant_value": shaped.value})


def _hidden(shaped: Shaped) -> Shaped:
    """The same with all texts redacted."""
    return Shaped(_redacted(shaped.value), shaped.unknown, True, {})


def _redacted(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _redacted(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_redacted(each) for each in value]
    return None if value is None else REDACTED
