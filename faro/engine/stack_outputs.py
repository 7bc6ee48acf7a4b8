"""Which outputs of a stack change."""

from __future__ import annotations

from faro.model.plan import DiffKind, PropertyDiff
from faro.model.snapshot import Snapshot
from faro.model.value import Ciphertext, Secret, Value


def changed(start: Snapshot | None, target: Snapshot) -> tuple[PropertyDiff, ...]:
    """The outputs that are added, changed or removed, by name."""
    old, new = start.outputs if start else {}, target.outputs
    return (
        *(PropertyDiff((name,), DiffKind.ADD, new=new[name]) for name in sorted(new.keys() - old)),
        *(
            PropertyDiff((name,), DiffKind.UPDATE, old[name], new[name])
            for name in sorted(old.keys() & new)
            if _differ(old[name], new[name])
        ),
        *(PropertyDiff((name,), DiffKind.DELETE, old[name]) for name in sorted(old.keys() - new)),
    )


def _differ(old: Value, new: Value) -> bool:
    """Return whether two values differ; a secret that was not decrypted counts as the same."""
    if isinstance(old, Ciphertext) and isinstance(new, Secret | Ciphertext):
        return False
    if isinstance(old, dict) and isinstance(new, dict):
        return old.keys() != new.keys() or any(_differ(old[key], new[key]) for key in old)
    if isinstance(old, list) and isinstance(new, list):
        return len(old) != len(new) or any(map(_differ, old, new))
    return old != new
