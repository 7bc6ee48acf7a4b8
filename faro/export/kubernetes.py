"""The Kubernetes objects that a stack declares, as manifests for any tool that reads them."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from faro.export.kubernetes_fields import placeholder
from faro.export.manifest_file import Manifest, file_names
from faro.export.references import Referents
from faro.export.result import Export, left_out
from faro.export.words import REDACTED, UNKNOWN_TEXT
from faro.model.diagnostic import Diagnostic, Severity
from faro.model.snapshot import Resource, Snapshot
from faro.model.value import UNKNOWN, Archive, Asset, Ciphertext, Path, Reference, Secret, Value

_PACKAGE = "kubernetes:"
_BUILDERS = ("helm.sh/", "kustomize:", "yaml:", "yaml/v2:")
_SECRET_DATA = frozenset({"data", "stringData"})
_UNSAFE = re.compile(r"[^a-z0-9.-]+")


def manifests(snapshot: Snapshot) -> Export:
    """One file for each object that the stack declares.

    A secret is written as ``redacted`` and an unknown text as ``unknown``; where the field holds no
    text, a value of its kind is written. The head of each file lists them. What a Helm chart or a
    plugin makes is left out by name, for only the deployment tells what it is.
    """
    kubernetes = [each for each in snapshot.resources if each.type.startswith(_PACKAGE)]
    absent = {id(each): reason for each in kubernetes if (reason := _absent(each, snapshot))}
    declared = [each for each in kubernetes if each.custom and id(each) not in absent]
    referents = Referents(declared)
    made = [
        manifest for resource in declared for manifest in _Writer(resource, referents).manifests()
    ]
    files = {name: manifest.text() for name, manifest in file_names(made).items()}
    named = left_out((absent[id(each)], each) for each in kubernetes if id(each) in absent)
    return Export(files=files, found=(*named, *_told(made)))


def _absent(resource: Resource, snapshot: Snapshot) -> str:
    """Why a resource has no manifest; empty where it has one."""
    token = resource.type.removeprefix(_PACKAGE)
    if resource.read:
        return "Read, not declared, by the program"
    if token.startswith("helm.sh/") and resource.custom:
        return "Helm renders its objects at deployment"
    if resource.remote:
        return "A plugin builds its objects at deployment"
    if token.startswith(_BUILDERS):
        has_children = any(each.parent == resource.urn for each in snapshot.resources)
        return "" if has_children else "Its objects are not known before deployment"
    if token.endswith("Patch"):
        return "A patch of an object that the program does not declare"
    return ""


def _told(made: list[Manifest]) -> tuple[Diagnostic, ...]:
    """How many values are placeholders, and where they are listed."""
    secrets = sum(len(each.secrets) for each in made)
    unknowns = sum(len(each.unknowns) for each in made)
    if not secrets + unknowns:
        return ()
    return (
        Diagnostic(
            severity=Severity.INFO,
            summary="Placeholders in the manifests",
            detail=f"{unknowns} values are unknown until deployment and {secrets} are secret; the "
            f"head of each file lists them. Texts are written as {UNKNOWN_TEXT!r} and "
            f"{REDACTED!r}.",
        ),
    )


@dataclass(slots=True)
class _Writer:
    """One resource as one object, or as several where it is a list."""

    resource: Resource
    referents: Referents
    secrets: list[Path] = field(default_factory=list)
    unknowns: list[Path] = field(default_factory=list)

    def manifests(self) -> Iterator[Manifest]:
        """The objects, each with its own placeholders."""
        inputs = {k: v for k, v in self.resource.inputs.items() if not k.startswith("__")}
        items = inputs.get("items")
        if self._kind().endswith("List") and isinstance(items, list):
            for item in items:
                yield self._manifest(dict(item) if isinstance(item, dict) else {})
        else:
            yield self._manifest(inputs)

    def _manifest(self, inputs: Mapping[str, Value]) -> Manifest:
        self.secrets, self.unknowns = [], []
        group, _, kind = self.resource.type.removeprefix(_PACKAGE).rpartition(":")
        content = {"apiVersion": group.removeprefix("core/"), "kind": kind, **inputs}
        written = self._object(content)
        written["metadata"] = self._metadata(content.get("metadata"), written.get("metadata"))
        return Manifest(content=written, secrets=tuple(self.secrets), unknowns=tuple(self.unknowns))

    def _kind(self) -> str:
        return self.resource.type.rpartition(":")[2]

    def _metadata(self, given: Value, written: Any) -> dict[str, Any]:
        """The metadata with a name: that of the program, else one made of the resource's."""
        metadata = dict(written) if isinstance(written, dict) else {}
        name = given.get("name") if isinstance(given, dict) else None
        if not isinstance(name, str) and "generateName" not in metadata:
            metadata["name"] = object_name(self.resource.name)
            if name is None:
                self.unknowns.append(("metadata", "name"))
        return metadata

    def _object(self, content: Mapping[str, Value]) -> dict[str, Any]:
        is_secret = content.get("kind") == "Secret"
        return {
            key: self._secret_data(key, value)
            if is_secret and key in _SECRET_DATA
            else self._value(value, (key,), content)
            for key, value in content.items()
        }

    def _secret_data(self, key: str, value: Value) -> dict[str, Any]:
        """The entries of a Secret, all hidden, whether or not the program marked them."""
        while isinstance(value, Secret):
            value = value.value
        entries = value if isinstance(value, dict) else {}
        self.secrets.append((key,))
        hidden = base64.b64encode(REDACTED.encode()).decode() if key == "data" else REDACTED
        return dict.fromkeys(entries, hidden)

    def _value(self, value: Value, path: Path, around: Any, *, secret: bool = False) -> Any:
        if isinstance(value, Secret):
            self.secrets.append(path)
            return self._value(value.value, path, around, secret=True)
        if isinstance(value, dict):
            return {
                key: self._value(item, (*path, key), value, secret=secret)
                for key, item in value.items()
                if item is not None
            }
        if isinstance(value, list):
            return [
                self._value(item, (*path, index), value, secret=secret)
                for index, item in enumerate(value)
            ]
        if secret or isinstance(value, Ciphertext):
            if isinstance(value, Ciphertext):
                self.secrets.append(path)
            return placeholder(path, REDACTED)
        return self._leaf(value, path, around)

    def _leaf(self, value: Value, path: Path, around: Any) -> Any:
        if isinstance(value, Reference):
            value = UNKNOWN if value.id is UNKNOWN or value.id is None else value.id
        if value is UNKNOWN:
            found = self.referents.name(self.resource, path, around)
            if found is not None:
                return found
            self.unknowns.append(path)
            return placeholder(path, UNKNOWN_TEXT)
        if isinstance(value, Asset | Archive):
            return value.path or value.uri or value.hash
        return value


def object_name(name: str) -> str:
    """A resource's name as Kubernetes allows one; Pulumi adds random characters at deployment."""
    return _UNSAFE.sub("-", name.lower()).strip("-.")[:253] or UNKNOWN_TEXT
