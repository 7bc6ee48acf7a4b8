"""Writes ``description.json`` anew: what the tests need of GitHub's own API description.

npm pack @octokit/openapi && tar xzf octokit-openapi-*.tgz
python -m tests.github.prune package
"""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

DESCRIPTION = Path(__file__).with_name("description.json")
_OPERATIONS = {
    "/user": {"get"},
    "/repos/{owner}/{repo}/issues/{issue_number}/comments": {"get", "post"},
    "/repos/{owner}/{repo}/issues/comments/{comment_id}": {"patch", "delete"},
    "/repos/{owner}/{repo}/commits/{commit_sha}/pulls": {"get"},
    "/repos/{owner}/{repo}/pulls": {"get"},
}
_PROSE = {"description", "title", "summary", "example", "examples", "tags", "externalDocs"}
_REQUIRED = "Response"
"""The description of an answer, which has to have one."""
_GRAPHQL = {
    "post": {
        "requestBody": {
            "required": True,
            "content": {
                "application/json": {
                    "schema": {
                        "type": "object",
                        "required": ["query", "variables"],
                        "properties": {"query": {"type": "string"}, "variables": {}},
                    }
                }
            },
        },
        "responses": {"200": {"description": _REQUIRED}},
    }
}
"""GraphQL over HTTP, written by hand: the description is of the rest."""


def _bare(part: Any, *, are_names: bool = False) -> Any:
    """Without prose and extensions; names of properties are neither."""
    if isinstance(part, list):
        return [_bare(item) for item in part]
    if not isinstance(part, dict):
        return part
    return {
        key: _bare(value, are_names=key == "properties" and not are_names)
        for key, value in part.items()
        if are_names or value == _REQUIRED or not (key in _PROSE or key.startswith("x-"))
    }


def _references(part: Any) -> Iterator[str]:
    if isinstance(part, dict):
        if isinstance(part.get("$ref"), str):
            yield part["$ref"]
        part = list(part.values())
    for item in part if isinstance(part, list) else ():
        yield from _references(item)


def pruned(whole: dict[str, Any], licence: str) -> dict[str, Any]:
    """The operations that faro uses, and what they refer to."""
    paths = {
        path: {method: _bare(whole["paths"][path][method]) for method in sorted(methods)}
        for path, methods in _OPERATIONS.items()
    }
    paths["/graphql"] = _GRAPHQL
    components: dict[str, dict[str, Any]] = {}
    wanted = list(_references(paths))
    while wanted:
        _, _, kind, name = wanted.pop().split("/")
        if name not in components.setdefault(kind, {}):
            components[kind][name] = _bare(whole["components"][kind][name])
            wanted += _references(components[kind][name])
    source = f"npm @octokit/openapi {whole['info']['version']}, generated/api.github.com.json"
    info = {"title": "GitHub", "version": "2022-11-28", "x-source": source, "x-licence": licence}
    kinds = {kind: dict(sorted(found.items())) for kind, found in sorted(components.items())}
    return {"openapi": whole["openapi"], "info": info, "paths": paths, "components": kinds}


def _written(part: Any, depth: int) -> str:
    """JSON with what stands this deep on lines of their own."""
    if not depth:
        return json.dumps(part, separators=(",", ":"))
    lines = (f"{json.dumps(key)}:{_written(value, depth - 1)}" for key, value in part.items())
    return "{\n" + ",\n".join(lines) + "}"


def main(package: Path) -> None:
    """Read the unpacked package, write a line for each path and each component."""
    whole = json.loads((package / "generated/api.github.com.json").read_text())
    found = pruned(whole, (package / "LICENSE").read_text())
    lines = ",\n".join(
        f"{json.dumps(key)}:{_written(value, 2 if key == 'components' else key != 'openapi')}"
        for key, value in found.items()
    )
    DESCRIPTION.write_text("{" + lines + "}\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
