"""Values that keep a manifest valid in place of those that are unknown or secret.

The kind of a field is taken from its name by Kubernetes' own OpenAPI document; a field of a custom
resource that has no such name counts as text.
"""

from __future__ import annotations

import base64
import functools
import json
from collections.abc import Mapping
from pathlib import Path as File

from faro.model.value import Path, Value

_DATA = File(__file__).parent / "data" / "kubernetes_fields.json"
_MAPS = " map"
_VALUES: Mapping[str, Value] = {
    "array": [],
    "boolean": False,
    "integer": 1,
    "number": 1,
    "object": {},
    "quantity": "1",
    "time": "1970-01-01T00:00:00Z",
}
_TEXT_MAPS = frozenset({"annotations", "data", "labels", "matchLabels", "nodeSelector"})
_NETWORKS: Mapping[str, Value] = {
    # Addresses of the network that is set aside for documentation, RFC 5737.
    "cidr": "192.0.2.0/24",
    "clusterIP": "192.0.2.1",
    "externalIPs": "192.0.2.1",
    "ip": "192.0.2.1",
    "loadBalancerIP": "192.0.2.1",
    "loadBalancerSourceRanges": "192.0.2.0/24",
}


def placeholder(path: Path, word: str) -> Value:
    """A value of the kind that the field at ``path`` has; ``word`` where that is text."""
    names = [step for step in path if isinstance(step, str)]
    name = names[-1] if names else ""
    is_item = bool(path) and isinstance(path[-1], int)
    if name in _NETWORKS:
        return _NETWORKS[name]
    kind = kind_of(names)
    if kind == "bytes":
        return base64.b64encode(word.encode()).decode()
    if kind.endswith(_MAPS) or (kind == "array" and not is_item):
        return {} if kind.endswith(_MAPS) else []
    return word if is_item and kind == "array" else _VALUES.get(kind, word)


def kind_of(names: list[str]) -> str:
    """The kind of the field that the names lead to, by its own name or by the map it is in."""
    kinds = _kinds()
    above = kinds.get(names[-2], "") if len(names) > 1 else ""
    if above.endswith(_MAPS):
        return above.removesuffix(_MAPS)
    if names[-2:-1] and names[-2] in _TEXT_MAPS:
        return "string"
    return kinds.get(names[-1], "string") if names else "object"


@functools.cache
def _kinds() -> dict[str, str]:
    kinds = json.loads(_DATA.read_text(encoding="utf-8"))["kinds"]
    return {name: kind for kind, names in kinds.items() for name in names}
