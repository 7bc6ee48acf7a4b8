"""Writes ``faro/export/data/kubernetes_fields.json`` from the OpenAPI document of Kubernetes.

Usage: python tools/export/kubernetes_fields.py SWAGGER_JSON VERSION
"""

from __future__ import annotations

import json
import sys
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

_OUT = Path(__file__).parents[2] / "faro" / "export" / "data" / "kubernetes_fields.json"
_FORMATS = {"byte": "bytes", "date-time": "time", "int-or-string": "integer"}
_PODS = 20
"""A type of the core group counts for more: pods are what programs mostly declare."""


def fields(definitions: dict[str, Any]) -> dict[str, list[str]]:
    """The names of fields by the kind of their values, without those that hold text; where a name
    has several kinds, the kind that most types give it.
    """
    kinds: dict[str, Counter[str]] = defaultdict(Counter)
    for path, definition in definitions.items():
        weight = _PODS if path.startswith("io.k8s.api.core.v1.") else 1
        for name, given in definition.get("properties", {}).items():
            kinds[name][_kind(given, definitions)] += weight
    found: dict[str, list[str]] = defaultdict(list)
    for name in sorted(kinds):
        [(kind, _)] = kinds[name].most_common(1)
        if kind != "string":
            found[kind].append(name)
    return dict(sorted(found.items()))


def _kind(given: dict[str, Any], definitions: dict[str, Any]) -> str:
    reference = given.get("$ref", "").removeprefix("#/definitions/")
    if reference.endswith(".Quantity"):
        return "quantity"
    if reference:
        target = definitions[reference]
        return _kind(target, definitions) if target.get("type") == "string" else "object"
    if given.get("type") == "object" and given.get("additionalProperties"):
        inner = _kind(given["additionalProperties"], definitions)
        return f"{inner} map" if inner in ("quantity", "bytes") else "object"
    return _FORMATS.get(given.get("format", ""), given.get("type", "object"))


def main(swagger: str, version: str) -> None:
    """Write the file."""
    definitions = json.loads(Path(swagger).read_text(encoding="utf-8"))["definitions"]
    source = f"k8s.io/kubernetes {version}, api/openapi-spec/swagger.json"
    document = {"source": source, "kinds": fields(definitions)}
    _OUT.write_text(json.dumps(document, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
