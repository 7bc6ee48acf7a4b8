"""Answers to a program's function calls (``get_*``), which the engine would pass to a provider."""

from __future__ import annotations

import fnmatch
from collections.abc import Callable, Mapping
from typing import Any, cast

from faro.engine.run import sdk, stand_ins
from faro.model.snapshot import Resource
from faro.model.value import UNKNOWN, Inputs, Value, bare

GET_RESOURCE = "pulumi:pulumi:getResource"
DECODE_YAML = "kubernetes:yaml:decode"
ANSWERED_HERE = frozenset({GET_RESOURCE, DECODE_YAML})
"""Calls whose answer follows from the program itself."""

Lookup = Callable[[str], Resource | None]


class Pinned:
    """The user's own answers, from a placeholder file."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        self._invokes: list[dict[str, Any]] = data.get("invokes", [])
        self._outputs: dict[str, Inputs] = data.get("outputs", {})
        self._stacks: dict[str, Inputs] = data.get("stack_references", {})

    def result(self, token: str, args: Inputs) -> Inputs | None:
        """The pinned result of the first entry that names the token and whose args all agree."""
        for entry in self._invokes:
            wanted = (entry.get("args") or {}).items()
            if entry["token"] == token and all(args.get(key) == value for key, value in wanted):
                return cast("Inputs", entry["result"])
        return None

    def outputs(self, urn: str) -> Inputs:
        """Pinned outputs of a resource, by URN, ``type::name`` or name; ``*`` allowed."""
        short = urn.split("::", 2)[-1]
        names = (urn, short, short.rpartition("$")[2], urn.rpartition("::")[2])
        pinned: Inputs = {}
        for pattern, values in self._outputs.items():
            if any(fnmatch.fnmatchcase(name, pattern) for name in names):
                pinned.update(values)
        return pinned

    def stack(self, name: str) -> Inputs | None:
        """Pinned outputs of another stack."""
        return self._stacks.get(name)


def answer(token: str, args: Inputs, pinned: Pinned, lookup: Lookup) -> Inputs:
    """Return the result of one invoke. Unknown results are synthetic values of the right type; a
    call whose result class is not loaded gets an empty answer.
    """
    given = pinned.result(token, args)
    if given is not None:
        return given
    if token == GET_RESOURCE:
        return _resource(args, lookup)
    if token == DECODE_YAML:
        return {"result": _documents(args)}
    cls = sdk.result_class(token)
    if cls is None:
        return {}
    made = stand_ins.result(cls, stand_ins.invoke_origin(token, args))
    echoed = {key: value for key, value in args.items() if key in made and value is not None}
    return {**made, **echoed}


def _resource(args: Inputs, lookup: Lookup) -> Inputs:
    urn = str(args.get("urn", ""))
    found = lookup(urn)
    if found is None:
        return {"urn": urn, "id": UNKNOWN, "state": {}}
    return {"urn": urn, "id": found.id or UNKNOWN, "state": found.outputs}


def _documents(args: Inputs) -> list[Value]:
    import yaml  # noqa: PLC0415 brought by the pulumi package, needed by few programs

    documents = yaml.safe_load_all(str(bare(args.get("text", ""))))
    namespace = args.get("defaultNamespace")
    objects: list[Value] = []
    for document in documents:
        if not isinstance(document, dict):
            continue
        items = document.get("items") if str(document.get("kind", "")).endswith("List") else None
        objects.extend(items if isinstance(items, list) else [document])
    if namespace:
        for item in objects:
            metadata = item.setdefault("metadata", {}) if isinstance(item, dict) else {}
            if isinstance(metadata, dict):
                metadata.setdefault("namespace", namespace)
    return objects
