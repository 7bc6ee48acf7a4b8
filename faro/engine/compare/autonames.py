"""The name that a provider generates if the program sets none; the preview already knows it.

A bridged provider's Check makes it from the logical name and some hexadecimal digits
(``pulumi-terraform-bridge/pkg/tfbridge/info/autonaming.go``), Kubernetes does the same with
``metadata.name`` and marks the object (``pulumi-kubernetes/provider/pkg/metadata/naming.go``). The
digits of the real name are random; these follow from the resource, so that one name stays one name.
"""

from __future__ import annotations

import hashlib

from faro.engine.compare.manifest import AUTONAMED, entries, is_named, metadata
from faro.engine.facts.types import facts_for
from faro.model import urn as urns
from faro.model.snapshot import Resource
from faro.model.value import UNKNOWN, Inputs, Value, bare


def named(new: Resource, checked: Inputs, old: Resource | None) -> Inputs:
    """Return the checked inputs of a new object, with a name that differs from ``old``'s."""
    if new.type.startswith("kubernetes:"):
        return _kubernetes(new, checked, old)
    facts = facts_for(new.type)
    key = facts.auto_named if facts else None
    if key is None or any(new.inputs.get(k) is not None for k in (key, f"{key}Prefix")):
        return checked
    return {**checked, key: _made_up(new, 7, old.inputs.get(key) if old else None)}


def _kubernetes(new: Resource, checked: Inputs, old: Resource | None) -> Inputs:
    if "helm.sh" in new.type or bare(new.inputs.get("metadata")) is UNKNOWN or is_named(new.inputs):
        return checked
    return kubernetes_named(new, checked, old)


def kubernetes_named(new: Resource, manifest: Inputs, old: Resource | None) -> Inputs:
    """The manifest with a made-up name, which ``old`` does not have, and the mark of one."""
    there = metadata(manifest)
    marked = {**entries(there.get("annotations")), AUTONAMED: "true"}
    name = _made_up(new, 8, metadata(old.inputs).get("name") if old else None)
    return {**manifest, "metadata": {**there, "name": name, "annotations": marked}}


def _made_up(new: Resource, digits: int, before: Value) -> str:
    parts = urns.parse(new.urn)
    seed = "\0".join((parts.qualified_type, parts.name, str(before or "")))
    return f"{new.name}-{hashlib.sha256(seed.encode()).hexdigest()[:digits]}"
