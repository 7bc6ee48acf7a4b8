"""One resource: what the engine would do with it, and why.

The order of the questions is the engine's (``pkg/resource/deploy/step_generator.go``:
``continueStepsFromImport``, ``diff``, ``continueStepsFromDiff``). What the resource's own provider
would answer comes from ``compare`` and ``facts``.
"""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass, replace
from enum import Enum

from faro.engine import paths
from faro.engine.compare.comparison import compare
from faro.engine.compare.families import is_dynamic
from faro.engine.compare.manifest import AUTONAMED, entries, metadata
from faro.engine.facts.types import Answer, DeletesFirst, Setting, TypeFacts, facts_for
from faro.model import urn as urns
from faro.model.plan import Action, DiffKind, Doubt, PropertyDiff, Reason, Undecided
from faro.model.snapshot import Resource, Verdict
from faro.model.value import UNKNOWN, Inputs, Path, Value, bare, contains_unknown

_INIT_ERROR = "#initerror"


class ProviderStatus(Enum):
    """The status of a resource's provider in this deployment."""

    KEPT = "kept"
    REPLACED = "replaced"
    UNKNOWN = "its configuration is not known yet"
    MOVED = "another one that may differ"


@dataclass(frozen=True, slots=True)
class Decision:
    """An action with all that a ``Change`` says of it; ``inputs`` are as the provider's Check
    would leave them.
    """

    action: Action
    reason: Reason
    inputs: Inputs
    diffs: tuple[PropertyDiff, ...] = ()
    replace_keys: tuple[str, ...] = ()
    diff_keys: tuple[str, ...] = ()
    delete_first: bool = False
    may_replace: bool = False
    doubts: tuple[Doubt, ...] = ()


def decide(
    setting: Setting, provider: ProviderStatus, replaced: Set[str], condemned: bool
) -> Decision:
    """Decide the operation on a resource of the starting snapshot.

    ``replaced`` are the URNs that this deployment replaces; ``condemned`` means that this one is
    deleted already because something it depends on is deleted first.
    """
    old, new = setting.old, setting.new
    imported = new.options.import_id
    if imported and (old.read or imported not in (old.id, old.options.import_id)):
        return _replace(new.inputs, Reason.IMPORTED)
    if condemned:
        return _replace(new.inputs, Reason.DEPENDS_ON_REPLACED, delete_first=True)
    if old.read:
        return _replace(new.inputs, Reason.OWNERSHIP)
    decision = _forced(setting, provider, replaced) or _compared(setting, provider)
    if decision.action is not Action.REPLACE and old.condition.pending_replacement:
        decision = replace(decision, action=Action.REPLACE, reason=Reason.PENDING_REPLACEMENT)
    if old.condition.init_errors:
        decision = _after_errors(decision, new)
    if decision.action is Action.REPLACE:
        return replace(decision, delete_first=_deletes_first(setting, decision))
    return decision


def _after_errors(decision: Decision, new: Resource) -> Decision:
    """Errors of the last deployment count as a change of a property of their own."""
    if _is_covered((_INIT_ERROR,), _replace_on_changes(new)):
        return replace(
            decision,
            action=Action.REPLACE,
            reason=Reason.REPLACE_ON_CHANGES,
            replace_keys=(*decision.replace_keys, _INIT_ERROR),
        )
    if decision.action is Action.SAME:
        return replace(decision, action=Action.UPDATE, reason=Reason.INIT_ERRORS)
    return decision


def _replace(inputs: Inputs, reason: Reason, *keys: str, delete_first: bool = False) -> Decision:
    return Decision(Action.REPLACE, reason, inputs, replace_keys=keys, delete_first=delete_first)


def _forced(setting: Setting, provider: ProviderStatus, replaced: Set[str]) -> Decision | None:
    """A replacement that does not ask what changed."""
    old, new = setting.old, setting.new
    if trigger_fires(old.options.replacement_trigger, new.options.replacement_trigger):
        return _replace(new.inputs, Reason.REPLACEMENT_TRIGGER)
    if old.condition.taint:
        return _replace(new.inputs, Reason.TAINTED, "id")
    if not replaced.isdisjoint(new.options.replace_with):
        return _replace(new.inputs, Reason.REPLACE_WITH, "replaceWith")
    if provider is ProviderStatus.REPLACED or old.custom != new.custom:
        return _replace(new.inputs, Reason.PROVIDER_REPLACED, "provider")
    return None


def trigger_fires(old: Value, new: Value) -> bool:
    """``replacementTrigger``: changed or unknown; set for the first time or taken away is not."""
    if contains_unknown(old) or contains_unknown(new):
        return True
    if old is None or new is None:
        return False
    return bare(old) != bare(new)


def _compared(setting: Setting, provider: ProviderStatus) -> Decision:
    old, new = setting.old, setting.new
    if provider is ProviderStatus.UNKNOWN and new.custom:
        return Decision(Action.UPDATE, Reason.PROVIDER_UNKNOWN, new.inputs)
    if new.verdict is not None:
        return _by_verdict(new.verdict, setting)
    kept = replace(
        new, inputs=paths.with_old_values(new.inputs, old.inputs, new.options.ignore_changes)
    )
    comparison = compare(old, kept, replace(setting, new=kept))
    doubts = comparison.doubts + _standing_doubts(old, provider)
    if not comparison.diffs:
        return Decision(Action.SAME, Reason.UNCHANGED, comparison.inputs, doubts=doubts)
    if not new.custom:
        return Decision(
            Action.UPDATE,
            Reason.INPUTS_CHANGED,
            comparison.inputs,
            diffs=comparison.diffs,
            doubts=doubts,
        )
    return _changed(replace(setting, new=kept), comparison.inputs, comparison.diffs, doubts)


def _standing_doubts(old: Resource, provider: ProviderStatus) -> tuple[Doubt, ...]:
    doubts: tuple[Doubt, ...] = ()
    if old.condition.refresh_before_update:
        doubts += (Doubt(Undecided.REFRESH),)
    if provider is ProviderStatus.MOVED:
        doubts += (Doubt(Undecided.PROVIDER_MOVED),)
    return doubts


def _by_verdict(verdict: Verdict, setting: Setting) -> Decision:
    """What a dynamic provider's own ``diff`` answered: it names no changed keys, so what is shown
    is what differs in the inputs.
    """
    new = setting.new
    comparison = compare(setting.old, new, setting)
    doubts = tuple(each for each in comparison.doubts if each.why is Undecided.NO_STAND_IN)
    if not (verdict.changes or verdict.replaces):
        return Decision(Action.SAME, Reason.UNCHANGED, new.inputs, doubts=doubts)
    diffs = tuple(
        replace(diff, replaces=diff.path[0] in verdict.replaces) for diff in comparison.diffs
    )
    if not verdict.replaces:
        return Decision(
            Action.UPDATE, Reason.INPUTS_CHANGED, new.inputs, diffs=diffs, doubts=doubts
        )
    return Decision(
        Action.REPLACE,
        Reason.REPLACING_INPUT,
        new.inputs,
        diffs=diffs,
        replace_keys=verdict.replaces,
        doubts=doubts,
    )


def _changed(
    setting: Setting, inputs: Inputs, diffs: tuple[PropertyDiff, ...], doubts: tuple[Doubt, ...]
) -> Decision:
    """An update, or a replacement where the facts or ``replaceOnChanges`` ask for one."""
    patterns = _replace_on_changes(setting.new)
    facts = facts_for(setting.new.type)
    answers = [replaces(facts, diff, setting) for diff in diffs]
    judged = tuple(
        replace(diff, replaces=answer is Answer.YES or _is_covered(diff.path, patterns))
        for diff, answer in zip(diffs, answers, strict=True)
    )
    doubts += tuple(
        Doubt(Undecided.CONDITION, diff.path)
        for diff, answer in zip(judged, answers, strict=True)
        if answer is Answer.MAYBE and not diff.replaces
    )
    no_facts = facts is None and not is_dynamic(setting.new.type)
    keys = tuple(dict.fromkeys(str(diff.path[0]) for diff in diffs))
    update = Decision(
        Action.UPDATE,
        Reason.INPUTS_CHANGED,
        inputs,
        diffs=judged,
        diff_keys=keys,
        may_replace=no_facts or Answer.MAYBE in answers,
        doubts=doubts + ((Doubt(Undecided.NO_FACTS),) if no_facts else ()),
    )
    if not any(diff.replaces for diff in judged):
        return update
    by_type = {
        str(diff.path[0])
        for diff, answer in zip(diffs, answers, strict=True)
        if answer is Answer.YES
    }
    by_option = {key for key in keys if _is_covered((key,), patterns)}
    return replace(
        update,
        action=Action.REPLACE,
        reason=Reason.REPLACING_INPUT if by_type else Reason.REPLACE_ON_CHANGES,
        replace_keys=tuple(key for key in keys if key in by_type | by_option),
        may_replace=False,
    )


def _replace_on_changes(resource: Resource) -> tuple[Path, ...]:
    return tuple(paths.parse(text) for text in resource.options.replace_on_changes)


def _is_covered(path: Path, patterns: tuple[Path, ...]) -> bool:
    return any(paths.covers(pattern, path) for pattern in patterns)


def replaces(facts: TypeFacts | None, diff: PropertyDiff, setting: Setting) -> Answer:
    """Return whether this one change forces a replacement, as the provider's schema has it."""
    if facts is None:
        return Answer.NO
    return facts.replaces(diff.path, diff.kind, diff.old, diff.new, setting)


def replaced_by_unknown(old: Resource, keys: tuple[str, ...], setting: Setting) -> tuple[str, ...]:
    """Which of these top-level inputs, were they unknown, would replace the resource."""
    facts = facts_for(old.type)
    patterns = _replace_on_changes(old)
    unknown = replace(old, inputs={**old.inputs, **dict.fromkeys(keys, UNKNOWN)})
    setting = replace(setting, new=unknown)
    found = []
    for key in keys:
        diff = PropertyDiff((key,), DiffKind.UPDATE, old.inputs.get(key), UNKNOWN)
        if _is_covered((key,), patterns) or _replaces_whole(facts, diff, setting):
            found.append(key)
    return tuple(found)


def _replaces_whole(facts: TypeFacts | None, diff: PropertyDiff, setting: Setting) -> bool:
    """Whether a top-level input that is unknown as a whole replaces the resource.

    The Kubernetes provider looks its immutable fields up in the patch, which then has no fields
    below the input.
    """
    if setting.old.type.startswith("kubernetes:") and facts is not None:
        return any(paths.covers(pattern, diff.path) for pattern in facts.replacing)
    return replaces(facts, diff, setting) is not Answer.NO


def _deletes_first(setting: Setting, decision: Decision) -> bool:
    """Create first, or delete first: the program's word, else the provider's."""
    old, new = setting.old, setting.new
    if new.options.delete_before_replace is not None:
        return new.options.delete_before_replace
    if decision.reason not in (Reason.REPLACING_INPUT, Reason.REPLACE_ON_CHANGES):
        return False
    if new.verdict is not None:
        return new.verdict.delete_before_replace
    facts = facts_for(new.type)
    if facts is None:
        return False
    if new.type.startswith("kubernetes:"):
        return _kubernetes_deletes_first(old, decision)
    if facts.auto_named:
        generated = old.inputs.get("__defaults", None if old.checked else [])
        return generated is not None and new.inputs.get(facts.auto_named) is not None
    return facts.deletes_first is DeletesFirst.ALWAYS


def _kubernetes_deletes_first(old: Resource, decision: Decision) -> bool:
    """Two objects of one written name cannot be there at once."""
    before, now = metadata(old.inputs), metadata(decision.inputs)
    written = AUTONAMED not in entries(now.get("annotations"))
    return written and all(bare(before.get(k)) == bare(now.get(k)) for k in ("name", "namespace"))


def provider_of(resource: Resource) -> str:
    """The URN in a provider reference, empty where there is none."""
    return resource.provider.rpartition("::")[0]


def is_provider(resource: Resource) -> bool:
    """Return whether the resource is itself a provider."""
    return resource.type.startswith(urns.PROVIDER_PREFIX)
