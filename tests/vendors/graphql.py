"""A vendor's own GraphQL schema: what it does not know, or calls deprecated, is refused."""

import json
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    GraphQLSchema,
    NoDeprecatedCustomRule,
    OperationDefinitionNode,
    SelectionSetNode,
    Undefined,
    build_client_schema,
    execute_sync,
    parse,
    specified_rules,
    validate,
    value_from_ast_untyped,
)

from .openapi import FOLDER
from .violation import Violation


@lru_cache
def schema(name: str) -> GraphQLSchema | None:
    """Read a vendor's introspection; None where the folder of descriptions is not there."""
    path: Path = FOLDER / name
    if not path.exists():
        return None
    found = json.loads(path.read_text())
    return build_client_schema(found.get("data", found), assume_valid=True)


def operation(document: DocumentNode) -> tuple[str, str]:
    """Whether it asks or changes, and the first field of it."""
    [definition] = document.definitions
    assert isinstance(definition, OperationDefinitionNode)
    first = definition.selection_set.selections[0]
    assert isinstance(first, FieldNode)
    return definition.operation.value, first.name.value


def answer(
    described: GraphQLSchema, document: DocumentNode, variables: Mapping[str, Any], root: Any
) -> dict[str, Any]:
    """Execute a document that the schema allows; Violation where it does not."""
    rules = [*specified_rules, NoDeprecatedCustomRule]
    if wrong := validate(described, document, rules):
        raise Violation("; ".join(error.message for error in wrong))
    result = execute_sync(described, document, root_value=root, variable_values=dict(variables))
    for error in result.errors or ():
        if error.original_error is None or not hasattr(error.original_error, "said"):
            raise Violation(f"{error.message} {error.original_error or ''}")
    errors = [{"message": str(error.message)} for error in result.errors or ()]
    return {"data": result.data, **({"errors": errors} if errors else {})}


def unchecked(document: DocumentNode, variables: Mapping[str, Any], root: Any) -> dict[str, Any]:
    """Execute a document where there is no schema to hold it to: by its own fields alone."""
    [definition] = document.definitions
    assert isinstance(definition, OperationDefinitionNode)
    found = {}
    for field in _fields(definition.selection_set):
        try:
            resolved = getattr(root, field.name.value)(None, **_arguments(field, variables))
            found[field.name.value] = _chosen(resolved, field, variables)
        except Exception as error:
            if not hasattr(error, "said"):
                raise
            return {"data": None, "errors": [{"message": str(error)}]}
    return {"data": found}


def _arguments(field: FieldNode, variables: Mapping[str, Any]) -> dict[str, Any]:
    given = {
        argument.name.value: value_from_ast_untyped(argument.value, dict(variables))
        for argument in field.arguments or ()
    }
    return {key: value for key, value in given.items() if value is not Undefined}


def _chosen(value: Any, field: FieldNode, variables: Mapping[str, Any]) -> Any:
    """The parts of a value that a field asks for; a callable gives it by the field's arguments."""
    if callable(value):
        value = value(None, **_arguments(field, variables))
    if isinstance(value, list):
        return [_chosen(item, field, variables) for item in value]
    if field.selection_set is None or not isinstance(value, dict):
        return value
    return {
        inner.name.value: _chosen(value.get(inner.name.value), inner, variables)
        for inner in _fields(field.selection_set)
    }


def _fields(selection: SelectionSetNode) -> list[FieldNode]:
    return [field for field in selection.selections if isinstance(field, FieldNode)]


__all__ = ["answer", "operation", "parse", "schema", "unchecked"]
