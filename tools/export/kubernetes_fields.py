"""Writes ``faro/export/data/kubernetes_fields.json`` from the OpenAPI document of Kubernetes
and from definitions of custom resources.

Usage: python tools/export/kubernetes_fields.py SWAGGER_JSON SOURCE [CRD_YAML ...]
"""

from __future__ import annotations

import json
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

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
    return _FORMATS.get(given.get("format", ""), str(given.get("type", "object")))


def custom(text: str) -> dict[str, Any]:
    """The definitions in a CRD: each object in its schemas."""
    versions = yaml.safe_load(text)["spec"]["versions"]
    found = [each for v in versions for each in _objects(v["schema"]["openAPIV3Schema"])]
    return {f"{hash(text)}/{index}": each for index, each in enumerate(found)}


def _objects(schema: Any) -> Iterator[dict[str, Any]]:
    if isinstance(schema, dict):
        if isinstance(schema.get("properties"), dict):
            yield schema
        for each in schema.values():
            yield from _objects(each)


def main(swagger: str, source: str, *crds: str) -> None:
    """Write the file."""
    known = json.loads(Path(swagger).read_text(encoding="utf-8"))["definitions"]
    built_in = fields(known)
    more = fields({k: v for crd in crds for k, v in custom(Path(crd).read_text()).items()})
    names = {name for given in known.values() for name in given.get("properties", {})}
    kinds = {
        kind: sorted({*built_in.get(kind, ()), *(set(more.get(kind, ())) - names)})
        for kind in sorted({*built_in, *more})
    }
    document = {"source": source, "kinds": kinds}
    _OUT.write_text(json.dumps(document, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
