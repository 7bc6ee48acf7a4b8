"""Finds the changes between a registration and the resource in the starting snapshot.

The answer is what the provider's Check and Diff would find: changed paths, the answers that offline
are assumed, and the inputs as Check would leave them. Whether a change replaces is
not decided here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from faro.engine.compare.bridged import Bridged, Kept, Sdk2
from faro.engine.compare.equality import identical
from faro.engine.compare.families import Family, family_of
from faro.engine.compare.kubernetes import walked
from faro.engine.compare.provider import ProviderWalk
from faro.engine.compare.walk import Walk
from faro.engine.facts.types import Setting, facts_for
from faro.model.plan import Doubt, PropertyDiff, Undecided
from faro.model.snapshot import Resource
from faro.model.value import Inputs, Path

_DEFAULT_PROVIDER: Final = re.compile(r"::default_(\d+)_")

_OF_A_RELEASE: Final = frozenset(
    {"checksum", "keyring", "name", "namespace", "resourceNames", "timeout"}
)
"""Inputs of a Helm release that the provider's Check fills in, the first from the chart
(pulumi/pulumi-kubernetes:provider/pkg/provider/helm_release.go@01799d569)."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """The changes; ``inputs`` are the new ones with values that the provider carries over."""

    diffs: tuple[PropertyDiff, ...]
    doubts: tuple[Doubt, ...]
    inputs: Inputs


def compare(old: Resource, new: Resource, setting: Setting) -> Comparison:
    """Set a registration against the old resource, by the rules of its provider's family."""
    family = family_of(old)
    if family is not Family.KUBERNETES and identical(old.inputs, new.inputs):
        return Comparison((), (), new.inputs)
    if family is Family.RAW and new.remote and not old.inputs:
        return Comparison((), (Doubt(Undecided.REMOTE_COMPONENT),), new.inputs)
    walk, inputs = _walked(family, old, new, setting)
    doubts = dict.fromkeys(walk.doubts)
    if family in (Family.SDK2, Family.FRAMEWORK) and _crosses_major(old, new):
        doubts[Doubt(Undecided.STATE_UPGRADE)] = None
    return Comparison(tuple(walk.diffs), tuple(doubts), inputs)


def _walked(family: Family, old: Resource, new: Resource, setting: Setting) -> tuple[Walk, Inputs]:
    """The comparison by the family's rules, and the inputs that its Check would make."""
    if family is Family.KUBERNETES:
        provider = setting.new_provider
        return walked(old, new, provider.inputs.get("namespace") if provider else None)
    walk = _walk(family, old, new)
    checked = walk.objects((), old.inputs, new.inputs, old.outputs)
    if family is Family.RAW:
        checked = {key: item for key, item in new.inputs.items() if item is not None}
    return walk, checked


def _walk(family: Family, old: Resource, new: Resource) -> Walk:
    if family is Family.RAW:
        return Walk()
    if family is Family.PROVIDER:
        return ProviderWalk(old, new, _kept(new))
    if family is Family.SDK2:
        return Sdk2(old, new, _kept(new))
    return Bridged(old, new, _kept(new, defaults_return=True))


def _kept(new: Resource, *, defaults_return: bool = False) -> Kept:
    """Who decides whether a dropped input keeps its value: the facts, then the SDK's own class.

    The framework may put a default back in the place of a computed input (``defaults_return``).
    """
    facts = facts_for(new.type)
    filled = _OF_A_RELEASE if new.type == "kubernetes:helm.sh/v3:Release" else frozenset[str]()

    def kept(path: Path) -> bool | None:
        if path[:1] and path[0] in filled:
            return True
        if facts is not None and facts.kept_when_dropped(path):
            return True
        if new.computed is not None and len(path) == 1:
            if path[0] not in new.computed:
                return False
            return None if defaults_return else True
        return None if facts is None else False

    return kept


def _crosses_major(old: Resource, new: Resource) -> bool:
    """Return whether the SDK's major version is another than that of the state's default
    provider.
    """
    before = _DEFAULT_PROVIDER.search(old.provider)
    now = new.options.version
    return bool(before and now and before[1] != now.lstrip("v").partition(".")[0])
