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
    build_client_schema,
    execute_sync,
    parse,
    specified_rules,
    validate,
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


__all__ = ["answer", "operation", "parse", "schema"]
