"""Names of other objects that are outputs: which declared object an unknown one comes from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from faro.model.snapshot import Resource
from faro.model.value import Path

_KINDS: Mapping[str, str] = {
    "claimName": "PersistentVolumeClaim",
    "ingressClassName": "IngressClass",
    "namespace": "Namespace",
    "priorityClassName": "PriorityClass",
    "runtimeClassName": "RuntimeClass",
    "secretName": "Secret",
    "serviceAccountName": "ServiceAccount",
    "serviceName": "Service",
    "storageClassName": "StorageClass",
}
_KINDS_ABOVE: Mapping[str, str] = {
    "configMap": "ConfigMap",
    "configMapKeyRef": "ConfigMap",
    "configMapRef": "ConfigMap",
    "imagePullSecrets": "Secret",
    "secretKeyRef": "Secret",
    "secretRef": "Secret",
    "service": "Service",
}


class Referents:
    """The declared objects by URN."""

    def __init__(self, declared: Iterable[Resource]) -> None:
        self._declared = {each.urn: each for each in declared}

    def name(self, resource: Resource, path: Path, around: Any) -> str | None:
        """The name that the unknown at ``path`` will be: that of the only object of the kind which
        the field refers to, among those that the value was made from. None for any other unknown.
        """
        kind = _kind(path, around)
        sources = resource.property_dependencies.get(str(path[0]), ())
        found = {
            name
            for urn in sources
            if urn in self._declared and (each := self._declared[urn]).type.endswith(f":{kind}")
            for name in [_name(each)]
        }
        return found.pop() if len(found) == 1 else None


def _kind(path: Path, around: Any) -> str:
    """The kind of the object that a field names; empty where it names none."""
    name = path[-1]
    if name != "name":
        return _KINDS.get(str(name), "")
    if isinstance(around, dict) and isinstance(around.get("kind"), str) and len(path) > 2:  # noqa: PLR2004 not the object's own name
        return str(around["kind"])
    above = [step for step in path[:-1] if isinstance(step, str)]
    return _KINDS_ABOVE.get(above[-1], "") if above else ""


def _name(resource: Resource) -> str | None:
    metadata = resource.inputs.get("metadata")
    name = metadata.get("name") if isinstance(metadata, dict) else None
    return name if isinstance(name, str) else None
