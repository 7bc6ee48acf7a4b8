"""Kubernetes manifests in the form in which the provider compares them.

What ``pulumi-kubernetes`` does to the program's inputs in Check, and to both sides before its Diff
(``provider/pkg/provider/provider.go``, ``provider/pkg/clients/unstructured.go``).
"""

from __future__ import annotations

import base64
from typing import Any, Final

from faro.engine.compare.equality import settled
from faro.model.value import Ciphertext, Inputs, Secret, Value

AUTONAMED: Final = "pulumi.com/autonamed"
MANAGED_BY: Final = "app.kubernetes.io/managed-by"
_SERVER_METADATA: Final = frozenset(
    {
        "creationTimestamp",
        "deletionGracePeriodSeconds",
        "deletionTimestamp",
        "generation",
        "managedFields",
        "resourceVersion",
        "uid",
    }
)


def normal(manifest: Inputs) -> Inputs:
    """Return a manifest without the fields that only the server writes."""
    kept = dict(manifest)
    if isinstance(settled(kept.get("metadata")), dict):
        kept["metadata"] = {
            key: item for key, item in metadata(kept).items() if key not in _SERVER_METADATA
        }
    if kept.get("kind") == "CustomResourceDefinition":
        kept.pop("status", None)
        kept["spec"] = _definition(kept.get("spec"))
    return kept


def metadata(manifest: Inputs) -> dict[str, Any]:
    """The object's metadata, empty where there is none."""
    return entries(manifest.get("metadata"))


def is_named(manifest: Inputs) -> bool:
    """Return whether the object has a name, or the server is asked for one."""
    given = metadata(manifest)
    return any(given.get(key) not in (None, "") for key in ("name", "generateName"))


def entries(value: Value) -> dict[str, Any]:
    """An object's own entries; empty where the value is no object or encrypted."""
    value = settled(value)
    return value if isinstance(value, dict) else {}


def adopted(new: Inputs, old: Inputs) -> Inputs:
    """The program's manifest with the generated name and the label that Check took over."""
    held, given = metadata(old), dict(metadata(new))
    annotations, labels = entries(held.get("annotations")), entries(held.get("labels"))
    if not is_named(new) and annotations.get(AUTONAMED) == "true":
        given["name"] = held.get("name")
        given["annotations"] = {**entries(given.get("annotations")), AUTONAMED: "true"}
    if MANAGED_BY in labels and MANAGED_BY not in entries(given.get("labels")):
        given["labels"] = {**entries(given.get("labels")), MANAGED_BY: labels[MANAGED_BY]}
    return {**new, "metadata": given} if given else new


def folded(secret: Inputs) -> Inputs:
    """A Secret with ``stringData`` put into ``data`` as base64, as the API server stores it."""
    texts = secret.get("stringData")
    if secret.get("kind") != "Secret" or not foldable(texts):
        return secret
    data = {**entries(secret.get("data")), **{k: _encoded(v) for k, v in entries(texts).items()}}
    return {**{k: v for k, v in secret.items() if k != "stringData"}, "data": data}


def foldable(texts: Value) -> bool:
    """Return whether all of ``stringData`` is there to be encoded."""
    items = entries(texts).values()
    return bool(items) and not any(isinstance(settled(item), Ciphertext) for item in items)


def _encoded(text: Value) -> Value:
    if isinstance(text, Secret):
        return Secret(_encoded(text.value))
    return base64.b64encode(text.encode()).decode() if isinstance(text, str) else text


def _definition(spec: Value) -> Value:
    """A custom resource's definition: one spelling of its extensions, no switched-off default."""
    renamed = _renamed(settled(spec))
    if isinstance(renamed, dict) and renamed.get("preserveUnknownFields") is False:
        del renamed["preserveUnknownFields"]
    return renamed


def _renamed(value: Value) -> Value:
    if isinstance(value, list):
        return [_renamed(item) for item in value]
    if isinstance(value, dict):
        return {
            key.replace("_", "-") if key.startswith("x_kubernetes_") else key: _renamed(item)
            for key, item in value.items()
        }
    return value
