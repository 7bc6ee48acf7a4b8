"""States changed behind the program's back, and states that go to another stack."""

import copy
import hashlib
import json
import re
from collections.abc import Callable, Iterator
from typing import Any

from .engine import State
from .plugin import DEFAULTS, SIGNATURE

Resource = dict[str, Any]


def rehome(state: State, project: str, source: str, target: str) -> State:
    """Give the state of one stack as that of another, as a move of everything would."""
    text = json.dumps(state)
    text = text.replace(f"urn:pulumi:{source}::", f"urn:pulumi:{target}::")
    text = text.replace(f"::{project}-{source}", f"::{project}-{target}")
    return dict(json.loads(text))


def resources(state: State) -> list[Resource]:
    """List the resources of a state."""
    return list(state["deployment"].get("resources") or [])


def custom(state: State) -> Iterator[Resource]:
    """Yield what a provider manages: no component, no provider, nothing that is only read."""
    for resource in resources(state):
        token = resource["type"]
        managed = resource["custom"] and not resource.get("external")
        if managed and not token.startswith(("pulumi:providers:", "pulumi:pulumi:")):
            yield resource


def tainted(state: State, resource: Resource) -> None:
    """Mark a resource for replacement by hand."""
    resource["taint"] = True


def half_made(state: State, resource: Resource) -> None:
    """Say that a resource was made but did not come up."""
    resource["initErrors"] = ["it did not come up"]


def pending_replacement(state: State, resource: Resource) -> None:
    """Say that a replacement had deleted the object and went no further."""
    resource["pendingReplacement"] = True


def pending_deletion(state: State, resource: Resource) -> None:
    """Leave the old object of an unfinished replacement beside the new one."""
    entries = state["deployment"]["resources"]
    condemned = {**copy.deepcopy(resource), "delete": True, "id": f"{resource['id']}-old"}
    condemned.pop("protect", None)
    entries.insert(entries.index(resource) + 1, condemned)


def removed(state: State, resource: Resource) -> None:
    """Take a resource and every word of it out of the state."""
    urn = resource["urn"]
    entries = [r for r in resources(state) if r["urn"] != urn]
    if any(r.get("parent") == urn or (r.get("provider") or "").startswith(urn) for r in entries):
        return
    for entry in entries:
        entry["dependencies"] = [d for d in entry.get("dependencies") or [] if d != urn]
        needed = entry.get("propertyDependencies") or {}
        entry["propertyDependencies"] = {k: [d for d in v if d != urn] for k, v in needed.items()}
        if entry.get("deletedWith") == urn:
            del entry["deletedWith"]
        entry["replaceWith"] = [d for d in entry.get("replaceWith") or [] if d != urn]
    state["deployment"]["resources"] = entries


def written(resource: Resource) -> list[str]:
    """Name the inputs that the program wrote in clear."""
    inputs = resource.get("inputs") or {}
    defaults = [DEFAULTS, *inputs.get(DEFAULTS, [])]
    return sorted(
        key
        for key, value in inputs.items()
        if key not in defaults and not key.startswith("__") and SIGNATURE not in json.dumps(value)
    )


def _elsewhere(value: Any) -> Any:
    if isinstance(value, dict):
        return {**value, "drift": "yes"}
    if isinstance(value, list):
        return [*value, value[0]] if value else value
    if isinstance(value, str):
        return value if "/" in value else f"{value}x"
    return value if isinstance(value, bool) else value + 1


def drifted(state: State, resource: Resource) -> None:
    """Change a written input and what the service reports of it."""
    for key in written(resource)[:1]:
        resource["inputs"][key] = resource["outputs"][key] = _elsewhere(resource["inputs"][key])


def lost(state: State, resource: Resource) -> None:
    """Drop a written input and what the service reports of it."""
    for key in written(resource)[-1:]:
        resource["inputs"].pop(key)
        resource["outputs"].pop(key, None)


def forgotten(state: State, resource: Resource) -> None:
    """Drop a written input, though the service still reports it."""
    for key in written(resource)[-1:]:
        resource["inputs"].pop(key)


def reported(state: State, resource: Resource) -> None:
    """Change the texts that the service reports and nobody wrote."""
    inputs = resource.get("inputs") or {}
    for key, value in (resource.get("outputs") or {}).items():
        if key not in inputs and isinstance(value, str):
            resource["outputs"][key] = f"{value}x"


EDITS: tuple[Callable[[State, Resource], None], ...] = (
    tainted,
    half_made,
    pending_replacement,
    pending_deletion,
    removed,
    drifted,
    drifted,
    lost,
    forgotten,
    reported,
    reported,
)


def edited(state: State, name: str, edit: Callable[[State, Resource], None]) -> State:
    """Change one resource of a state."""
    changed = copy.deepcopy(state)
    for resource in list(custom(changed)):
        if resource["urn"].endswith(f"::{name}"):
            edit(changed, resource)
    return changed


def older_sdk(state: State) -> State:
    """Give a state that was made with other versions of the default providers."""
    text = re.sub(r"::default_(\d+)_\d+_\d+", r"::default_\1_0_1", json.dumps(state))
    return dict(json.loads(text))


def behind_its_back(state: State, seed: int) -> State:
    """Change about half of a state, each resource in a way that its name and the seed choose."""
    changed = older_sdk(state) if seed % 2 else copy.deepcopy(state)
    for resource in list(custom(changed)):
        name = resource["urn"].rpartition("::")[2]
        number = int(hashlib.sha256(f"{name}:{seed}".encode()).hexdigest()[:8], 16)
        choice = number % (2 * len(EDITS))
        if choice < len(EDITS):
            EDITS[choice](changed, resource)
    return changed
