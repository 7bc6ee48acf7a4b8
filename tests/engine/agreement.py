"""Two previews side by side: what must agree, and where it does not."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from .plugin import DEFAULTS, SIGNATURE, UNKNOWN, join, top

AUTONAMED = "pulumi.com/autonamed"
SECRET = "[secret]"
REPLACEMENTS = frozenset(
    {
        "replace",
        "create-replacement",
        "delete-replaced",
        "read-replacement",
        "import-replacement",
        "discard-replaced",
    }
)


@dataclass(frozen=True)
class Verdict:
    """What a preview says of one resource."""

    op: str
    unknown: frozenset[str] = frozenset()
    secret: frozenset[str] = frozenset()
    known: Mapping[str, Any] = field(default_factory=dict)
    replaces: frozenset[str] = frozenset()
    diffs: frozenset[str] = frozenset()
    defaults: frozenset[str] = frozenset()

    @property
    def paths(self) -> frozenset[str]:
        """Give every path that holds something."""
        return self.unknown | self.secret | self.known.keys()


def leaves(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Yield every leaf of an input; an asset is one leaf, a key the provider filled in is none."""
    if isinstance(value, dict) and SIGNATURE in value:
        yield path, value.get("hash")
    elif isinstance(value, dict) and value:
        for key in value.keys() - filled_in(value):
            yield from leaves(value[key], join(path, key))
    elif isinstance(value, list) and value:
        for index, element in enumerate(value):
            yield from leaves(element, f"{path}[{index}]")
    elif value not in (None, {}, []):
        yield path, value


def filled_in(value: Mapping[str, Any]) -> set[str]:
    """Name the keys of a map that the engine or the provider filled in."""
    names = {DEFAULTS, "__internal", AUTONAMED, *(value.get(DEFAULTS) or ())}
    annotations = value.get("annotations")
    autonamed = isinstance(annotations, dict) and AUTONAMED in annotations
    return names | {"name"} if autonamed else names


def is_counted(urn: str) -> bool:
    """Leave out the root stack and the default providers."""
    token = urn.split("::")[2].rpartition("$")[2]
    name = urn.split("::", 3)[3]
    default = token.startswith("pulumi:providers:") and name.startswith("default")
    return token != "pulumi:pulumi:Stack" and not default


def verdicts(steps: list[dict[str, Any]]) -> dict[str, Verdict]:
    """Reduce the steps of a preview to one verdict for each resource."""
    found: dict[str, Verdict] = {}
    for step in steps:
        if is_counted(step["urn"]):
            verdict = _verdict(step)
            before = found.get(step["urn"])
            found[step["urn"]] = _both(before, verdict) if before else verdict
    return found


def _verdict(step: Mapping[str, Any]) -> Verdict:
    states = [(step.get(side) or {}).get("inputs") or {} for side in ("oldState", "newState")]
    release = "kubernetes:helm.sh/" in step["urn"]
    inputs = {p: v for p, v in leaves(states[1]) if not (release and top(p) in OF_THE_CHART)}
    return Verdict(
        op="replace" if step["op"] in REPLACEMENTS else step["op"],
        unknown=frozenset(path for path, value in inputs.items() if value == UNKNOWN),
        secret=frozenset(path for path, value in inputs.items() if value == SECRET),
        known={path: v for path, v in inputs.items() if v not in (UNKNOWN, SECRET)},
        replaces=frozenset(top(key) for key in step.get("replaceReasons") or ()),
        diffs=frozenset(top(key) for key in step.get("diffReasons") or ()),
        defaults=frozenset(key for state in states for key in state.get(DEFAULTS) or ()),
    )


def _both(one: Verdict, two: Verdict) -> Verdict:
    """Join two steps of one resource: a replacement outweighs what came with it."""
    heavier, lighter = (one, two) if one.op == "replace" else (two, one)
    return Verdict(
        op=heavier.op,
        unknown=heavier.unknown or lighter.unknown,
        secret=heavier.secret or lighter.secret,
        known=heavier.known or lighter.known,
        replaces=one.replaces | two.replaces,
        diffs=one.diffs | two.diffs,
        defaults=one.defaults | two.defaults,
    )


OF_THE_CHART = frozenset({"checksum", "resourceNames"})
"""Inputs of a Helm release that its provider renders from the chart, which no offline plan has."""


@dataclass
class Agreement:
    """The count of what was compared and the list of what differs."""

    resources: int = 0
    properties: int = 0
    differences: list[str] = field(default_factory=list)


def compare(engine: list[dict[str, Any]], offline: list[dict[str, Any]]) -> Agreement:
    """Compare the steps of the engine with ours."""
    truth, ours = verdicts(engine), verdicts(offline)
    made_up = auto_names(engine)
    result = Agreement(resources=len(truth))
    for urn in sorted(truth.keys() | ours.keys()):
        name = urn.split("::", 2)[2]
        if urn not in ours or urn not in truth:
            one, side = (
                (truth[urn].op, "only the engine") if urn in truth else (ours[urn].op, "only we")
            )
            result.differences.append(f"{name}: {side}: {one}")
            continue
        result.properties += len(truth[urn].known) + len(truth[urn].unknown | truth[urn].secret)
        result.differences += [
            f"{name}: {text}" for text in _differ(truth[urn], ours[urn], made_up)
        ]
    return result


def _differ(truth: Verdict, ours: Verdict, made_up: frozenset[str]) -> Iterator[str]:
    pairs = {
        "op": (truth.op, ours.op),
        "unknown": (truth.unknown, ours.unknown),
        "secret": (truth.secret, ours.secret),
        "replaceReasons": (truth.replaces, ours.replaces),
        "diffReasons": (truth.diffs, ours.diffs),
    }
    for what, (engine, offline) in pairs.items():
        if engine != offline:
            yield f"{what}: engine {_text(engine)}, we {_text(offline)}"
    for path in sorted((truth.paths ^ ours.paths) - truth.defaults):
        yield f"{path}: {'only the engine has it' if path in truth.paths else 'only we have it'}"
    for path, value in truth.known.items():
        if not is_made_up(value, made_up) and value != ours.known.get(path, value):
            yield f"value of {path}: engine {value!r}, we {ours.known[path]!r}"


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(sorted(value))


def auto_names(steps: list[dict[str, Any]]) -> frozenset[str]:
    """Collect the names that the providers made up in this preview; another run makes others."""
    found = set()
    for step in steps:
        inputs = (step.get("newState") or {}).get("inputs") or {}
        texts = [inputs.get(key) for key in inputs.get(DEFAULTS) or ()]
        metadata = inputs.get("metadata")
        texts.append(metadata.get("name") if isinstance(metadata, dict) else None)
        found |= {
            text for text in texts if isinstance(text, str) and re.search(r"-[0-9a-f]{7,8}$", text)
        }
    return frozenset(found)


def is_made_up(value: Any, made_up: frozenset[str]) -> bool:
    """Tell whether a value holds a made-up name."""
    return isinstance(value, str) and any(name in value for name in made_up)
