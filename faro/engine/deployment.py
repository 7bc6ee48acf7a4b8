"""Decides registrations against a starting snapshot, one at a time, as they arrive.

The monitor asks it live; a diff of two snapshots replays one of them into it. There is no other
place where an operation is chosen.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from faro.engine.compare.autonames import named
from faro.engine.compare.families import is_dynamic
from faro.engine.compare.keys import DEFAULTS
from faro.engine.decide import (
    Decision,
    ProviderStatus,
    decide,
    is_provider,
    provider_of,
    replaced_by_unknown,
    replaces,
)
from faro.engine.facts.types import Answer as Replaces
from faro.engine.facts.types import Setting, bears_data, facts_for
from faro.engine.identity import Identities
from faro.engine.outputs import Answer, answer, as_provider_sees
from faro.engine.spread import Dependents
from faro.model import urn as urns
from faro.model.diagnostic import Diagnostic, Severity
from faro.model.plan import Action, Change, DiffKind, PropertyDiff, Reason
from faro.model.snapshot import Resource, Snapshot, Verdict
from faro.model.value import UNKNOWN, Inputs, contains_unknown

BUILT_BY_PLUGIN = frozenset(
    {
        "kubernetes:helm.sh/v3:Chart",
        "kubernetes:helm.sh/v4:Chart",
        "kubernetes:kustomize:Directory",
        "kubernetes:kustomize/v2:Directory",
        "kubernetes:yaml/v2:ConfigFile",
        "kubernetes:yaml/v2:ConfigGroup",
    }
)
"""Components whose children a plugin makes out of files or charts."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """The decision, and the response to the program."""

    change: Change
    answer: Answer
    registered: Resource
    """The registration as it counts: a dynamic resource with its own provider's verdict."""


Judge = Callable[[Resource | None, Resource], Resource]
"""Has a dynamic resource's own provider check it and set it against the old one."""


class Deployment:
    """One deployment of ``project`` to ``stack`` that starts from ``start``.

    ``defaults`` is the configuration of each package's default provider. Without ``judge`` the
    dynamic resources have been judged before, and ``verdicts`` has by URN what was said.
    """

    def __init__(
        self,
        start: Snapshot | None,
        project: str,
        stack: str,
        defaults: Mapping[str, Inputs] = MappingProxyType({}),
        *,
        judge: Judge | None = None,
        verdicts: Mapping[str, Verdict] = MappingProxyType({}),
    ) -> None:
        self._judge = judge
        self._verdicts = verdicts
        self._defaults = defaults
        self._olds = tuple(start.resources) if start else ()
        self._live = {old.urn: old for old in self._olds if not old.condition.pending_deletion}
        self._identities = Identities(self._live, stack, project)
        self._news: dict[str, Resource] = {}
        self._replaced: set[str] = set()
        self._condemned: set[str] = set()
        self._dependents = Dependents(self._olds)
        self._waiting_for = _by_replace_with(self._olds)
        self._unconfigured: set[str] = set()
        self.changes: list[Change] = []
        self.diagnostics: list[Diagnostic] = []

    def register(self, new: Resource) -> Outcome:
        """Decide one registration of a custom resource or a component."""
        old, raw = self._identities.claim(new), new
        judge = self._judge if is_dynamic(new.type) else None
        if judge:
            new = judge(old, raw)
        self._news[new.urn] = new
        setting = self._setting(old, new) if old else None
        if setting is None:
            action = Action.IMPORT if new.options.import_id else Action.CREATE
            reason = Reason.IMPORTED if new.options.import_id else Reason.NEW
            decision = Decision(action, reason, new.inputs)
        else:
            decision = decide(
                setting, self._provider_status(setting), self._replaced, new.urn in self._condemned
            )
        if judge and decision.action is Action.REPLACE:
            new = replace(judge(None, raw), verdict=new.verdict)
        return self._settle(decision, old, new)

    def read(self, new: Resource) -> Outcome:
        """Decide a resource that the program only reads."""
        old = self._identities.claim(new)
        self._news[new.urn] = new
        if old and not old.read and old.id != new.id:
            return self._settle(Decision(Action.REPLACE, Reason.OWNERSHIP, new.inputs), old, new)
        change = Change(urn=new.urn, action=Action.READ, reason=Reason.READ, old=old, new=new)
        self.changes.append(change)
        outputs = old.outputs if old and old.id == new.id else {}
        return Outcome(change, Answer(new.id, outputs), new)

    def finish(self) -> None:
        """Delete every resource that was not registered, in reverse order of creation."""
        for old in reversed(self._olds):
            if urns.is_default_provider(old.urn) or old.type == urns.STACK_TYPE:
                continue
            condemned = old.urn in self._condemned
            if old.condition.pending_deletion:
                action = Action.DELETE if condemned else Action.DELETE_REPLACED
                self._leave(old, action, Reason.PENDING_DELETION)
            elif condemned and not self._identities.is_continued(old.urn):
                self._leave(old, Action.DELETE_REPLACED, Reason.DEPENDS_ON_REPLACED)
            elif not self._identities.is_continued(old.urn):
                self._leave_unregistered(old)

    def _settle(self, decision: Decision, old: Resource | None, new: Resource) -> Outcome:
        decision = replace(decision, inputs=self._checked(decision, old, new))
        if decision.action is Action.REPLACE and old:
            self._note_replacement(decision, old, new)
        if is_provider(new) and contains_unknown(new.inputs):
            self._unconfigured.add(new.urn)
        told = answer(decision, old, new, provider_of(new) not in self._unconfigured)
        change = Change(
            urn=new.urn,
            action=decision.action,
            reason=decision.reason,
            old=old,
            new=replace(new, inputs=decision.inputs, id=told.id, outputs=told.outputs),
            diffs=decision.diffs,
            replace_keys=decision.replace_keys,
            diff_keys=decision.diff_keys,
            delete_first=decision.delete_first,
            may_replace=decision.may_replace,
            doubts=decision.doubts,
            bears_data=bears_data(new.type),
        )
        self.changes.append(change)
        return Outcome(change, told, new)

    def _checked(self, decision: Decision, old: Resource | None, new: Resource) -> Inputs:
        """The inputs as the provider's Check leaves them; one that cannot be configured yet is not
        asked. For a new resource it sees the program's inputs, independent of ``ignoreChanges``.
        """
        if not new.custom or new.read or provider_of(new) in self._unconfigured:
            return decision.inputs
        if decision.action not in (Action.CREATE, Action.REPLACE):
            return as_provider_sees(decision.inputs)
        defaults = decision.inputs.get(DEFAULTS)
        filled = [DEFAULTS, *defaults] if isinstance(defaults, list) else []
        kept = {key: decision.inputs[key] for key in filled if key in decision.inputs}
        return named(new, as_provider_sees({**kept, **new.inputs}), old)

    def _setting(self, old: Resource, new: Resource) -> Setting:
        return Setting(
            old=old,
            new=new,
            old_provider=self._live.get(provider_of(old)),
            new_provider=self._news.get(provider_of(new)) or self._default_provider(new),
        )

    def _default_provider(self, new: Resource) -> Resource:
        package = new.type.partition(":")[0]
        type_ = f"{urns.PROVIDER_PREFIX}{package}"
        return Resource(urn="", type=type_, name="default", inputs=self._defaults.get(package, {}))

    def _provider_status(self, setting: Setting) -> ProviderStatus:
        old, new = setting.old, setting.new
        now, before = provider_of(new), self._identities.now(provider_of(old))
        if now in self._replaced:
            return ProviderStatus.REPLACED
        if now != before and not is_provider(new) and not urns_are_default(now, before):
            if self._provider_differs(setting):
                return ProviderStatus.REPLACED
            return ProviderStatus.MOVED
        if now in self._unconfigured:
            return ProviderStatus.UNKNOWN
        return ProviderStatus.KEPT

    def _provider_differs(self, setting: Setting) -> bool:
        """Return whether a key that replaces a provider differs between the two."""
        before = setting.old_provider or self._default_provider(setting.old)
        now = setting.new_provider or self._default_provider(setting.new)
        facts, providers = facts_for(now.type), Setting(old=before, new=now)
        for key in (before.inputs.keys() | now.inputs.keys()) - {"version", "__internal"}:
            was, is_ = before.inputs.get(key), now.inputs.get(key)
            if was == is_ and is_ is not UNKNOWN:
                continue
            diff = PropertyDiff((key,), DiffKind.UPDATE, was, is_)
            if replaces(facts, diff, providers) is Replaces.YES:
                return True
        return False

    def _note_replacement(self, decision: Decision, old: Resource, new: Resource) -> None:
        self._replaced.add(new.urn)
        if old.options.protect and new.options.protect:
            self._refuse("replace", new, "Set protect to False and deploy, then replace it.")
        already = decision.reason is Reason.DEPENDS_ON_REPLACED
        if decision.delete_first and not already:
            self._condemn_dependents(old)

    def _condemn_dependents(self, root: Resource) -> None:
        continued = self._identities.is_continued
        condemned = self._dependents.condemned_by(root, continued, self._would_replace)
        waiting = self._waiting_for.get(self._identities.now(root.urn), ())
        condemned += [urn for urn in waiting if not continued(urn)]
        for urn in condemned:
            old = self._live.get(urn)
            if old and old.options.protect:
                self._refuse(
                    "replace",
                    old,
                    f"It depends on {root.urn}, which is deleted before it is replaced.",
                )
        self._condemned.update(condemned)

    def _would_replace(self, old: Resource, keys: tuple[str, ...]) -> tuple[str, ...]:
        if is_dynamic(old.type):
            verdict = self._verdicts.get(self._identities.now(old.urn))
            if self._judge:
                unknown = {**old.inputs, **dict.fromkeys(keys, UNKNOWN)}
                verdict = self._judge(old, replace(old, inputs=unknown)).verdict
            return verdict.replaces if verdict else ()
        return replaced_by_unknown(old, keys, self._setting(old, old))

    def _leave_unregistered(self, old: Resource) -> None:
        if self._is_built_by_plugin(old):
            self._leave(old, Action.NOT_PREVIEWED, Reason.PLUGIN)
        elif old.read:
            self._leave(old, Action.DISCARD, Reason.REMOVED)
        elif old.condition.pending_replacement:
            self._leave(old, Action.DELETE_REPLACED, Reason.PENDING_REPLACEMENT)
        else:
            if old.options.protect:
                self._refuse(
                    "delete",
                    old,
                    "It is protected in the state. Unprotect it, then delete it in the next "
                    "update.",
                )
            self._leave(old, Action.DELETE, Reason.REMOVED)

    def _is_built_by_plugin(self, old: Resource) -> bool:
        above = self._live.get(old.parent)
        while above:
            now = self._news.get(self._identities.now(above.urn))
            if now and (now.remote or now.type in BUILT_BY_PLUGIN):
                return True
            above = self._live.get(above.parent)
        return False

    def _leave(self, old: Resource, action: Action, reason: Reason) -> None:
        still_there = reason is not Reason.PENDING_REPLACEMENT
        data = still_there and bears_data(old.type)
        self.changes.append(
            Change(urn=old.urn, action=action, reason=reason, old=old, bears_data=data)
        )

    def _refuse(self, verb: str, resource: Resource, detail: str) -> None:
        stack = urns.parse(resource.urn).stack
        self.diagnostics.append(
            Diagnostic(
                severity=Severity.ERROR,
                summary=f"Cannot {verb} a protected resource",
                detail=detail,
                address=resource.urn,
                source=resource.source,
                command=f"pulumi state unprotect --stack {stack} '{resource.urn}'",
            )
        )


def _by_replace_with(olds: Sequence[Resource]) -> dict[str, list[str]]:
    """The URNs that are replaced together with each."""
    found: dict[str, list[str]] = {}
    for old in olds:
        for urn in old.options.replace_with:
            found.setdefault(urn, []).append(old.urn)
    return found


def urns_are_default(now: str, before: str) -> bool:
    """Return whether both references are to default providers."""
    return all(not urn or urns.is_default_provider(urn) for urn in (now, before))
