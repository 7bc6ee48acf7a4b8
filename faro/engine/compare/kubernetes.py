"""Compares raw manifests with the live objects that the state of a Kubernetes provider holds.

The provider's Diff sets the new manifest against the live object pruned to the shape of the old
inputs, so that drift which a refresh recorded is a change. Nothing is coerced; null and empty
lists are absent. The server may have rewritten a value: such a difference is left open.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import ClassVar, Final

from faro.engine.compare.autonames import kubernetes_named
from faro.engine.compare.equality import settled
from faro.engine.compare.keys import RESERVED
from faro.engine.compare.manifest import adopted, foldable, folded, is_named, metadata, normal
from faro.engine.compare.walk import SAME, Finding, Place, Walk
from faro.model.plan import Undecided
from faro.model.snapshot import Resource
from faro.model.value import UNKNOWN, Ciphertext, Inputs, Path, Value, bare

_QUANTITY: Final = re.compile(r"([+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)(|m|k|[MGTPE]|[KMGTPE]i)")
_UNITS: Final = {
    "": Decimal(1),
    "m": Decimal("0.001"),
    **{unit: Decimal(1000) ** power for power, unit in enumerate("kMGTPE", 1)},
    **{f"{unit}i": Decimal(1024) ** power for power, unit in enumerate("KMGTPE", 1)},
}
_MEASURED: Final = frozenset(
    {"limits", "requests", "capacity", "hard", "sizeLimit", "averageValue", "overhead"}
)
_FREE_TEXT: Final = frozenset({"data", "stringData", "binaryData", "metadata"})
_NAMESPACE: Final = ("metadata", "namespace")


def walked(old: Resource, new: Resource, namespace: Value) -> tuple[KubernetesWalk, Inputs]:
    """Compare; ``namespace`` is the one that the provider is configured with."""
    walk = KubernetesWalk()
    held, live = normal(old.inputs), normal(old.outputs)
    checked = adopted(normal(new.inputs), held)
    if not is_named(checked) and bare(checked.get("metadata")) is not UNKNOWN:
        checked = kubernetes_named(new, checked, old)
    checked = walk.placed(checked, held, namespace)
    if foldable(held.get("stringData")) or "stringData" not in held:
        walk.objects((), folded(held), folded(checked), live)
    else:
        walk.objects((), held, checked, live)
    return walk, checked


class KubernetesWalk(Walk):
    """``old`` are the old inputs, ``out`` is the live object at the same place."""

    reserved: ClassVar[frozenset[str]] = RESERVED
    inputs_suffice: ClassVar[bool] = False

    def placed(self, new: Inputs, old: Inputs, namespace: Value) -> Inputs:
        """The program's manifest in the namespace that it does not name."""
        held, given = metadata(old).get("namespace"), metadata(new)
        named = given.get("namespace")
        if held is None and named == "default":
            return {**new, "metadata": {k: v for k, v in given.items() if k != "namespace"}}
        if held is None or named is not None:
            return new
        if not isinstance(namespace, str) and held != "default":
            self.note(_NAMESPACE, Undecided.DEFAULT_NAMESPACE)
        place = namespace if isinstance(namespace, str) else held
        return {**new, "metadata": {**given, "namespace": place}}

    def outputs_of(self, old: list[Value], out: Value) -> list[Value]:
        """The live list is pruned to the length of the old inputs'."""
        return out[: len(old)] if isinstance(out, list) else []

    def leaf(self, place: Place, old: Value, new: Value) -> Finding:
        """The live value decides where the state has it."""
        path, out = place.path, place.out
        held = self.single(old, new)
        seen = held if out is None or isinstance(out, Ciphertext) else self.single(out, new)
        if not seen.changed:
            return seen
        if same_quantity(old, new, path) or same_quantity(out, new, path):
            return Finding(changed=False, doubt=Undecided.TEXT_FORM)
        return Finding(changed=True, doubt=Undecided.TEXT_FORM) if held == SAME else seen

    def added(self, place: Place, new: Value) -> Value:
        """An empty list is absent; an empty object may mean something."""
        if settled(new) == []:
            return new
        self.note(place.path, _open(new))
        return super().added(place, new)

    def removed(self, place: Place, old: Value) -> Value:
        """An empty list was absent all along."""
        if settled(old) == []:
            return None
        self.note(place.path, _open(old))
        return super().removed(place, old)


def _open(value: Value) -> Undecided | None:
    return Undecided.EMPTY_OBJECT if settled(value) == {} else None


def same_quantity(old: Value, new: Value, path: Path) -> bool:
    """Return whether both are one amount of a resource, as in ``100m`` and ``0.1``."""
    if path[0] in _FREE_TEXT or not _MEASURED & set(path):
        return False
    amount = _amount(old)
    return amount is not None and amount == _amount(new)


def _amount(value: Value) -> Decimal | None:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    match = _QUANTITY.fullmatch(str(value))
    return Decimal(match[1]) * _UNITS[match[2]] if match else None
