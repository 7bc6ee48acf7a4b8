"""Conditions under which a change does *not* replace a resource, each three-valued.

A rule is data (``data/replacement.json``, key ``unless``): an object of one test, or of ``other``
or ``provider`` with one test of another input. A test that needs an unknown value stays open.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any, Final

from faro.engine import paths
from faro.engine.facts.kubeconfig import same_cluster
from faro.model.snapshot import Resource
from faro.model.value import UNKNOWN, Ciphertext, Inputs, Path, Value, bare, paths_where


class Answer(Enum):
    """Yes, no, or unknown offline."""

    YES = "yes"
    NO = "no"
    MAYBE = "maybe"

    def __invert__(self) -> Answer:
        return _OPPOSITE[self]


_OPPOSITE: Final = {Answer.YES: Answer.NO, Answer.NO: Answer.YES, Answer.MAYBE: Answer.MAYBE}
Rule = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Setting:
    """The context of a change: both sides of the resource and of its provider."""

    old: Resource
    new: Resource
    old_provider: Resource | None = None
    new_provider: Resource | None = None


@dataclass(frozen=True, slots=True)
class Case:
    """One changed value: old, new, and its context."""

    old: Value
    new: Value
    setting: Setting


Test = Callable[[Any, Case], Answer]


def holds(rule: Rule, case: Case) -> Answer:
    """Return whether the rule holds for the change."""
    if "other" in rule:
        return _holds_for_other(rule, case)
    if "provider" in rule:
        provider = case.setting.new_provider
        if provider is None:
            return Answer.MAYBE
        return _equal(_configured(provider.inputs.get(rule["provider"])), rule["is"])
    [(word, wanted)] = rule.items()
    return TESTS[word](wanted, case)


def _configured(value: Value) -> Value:
    """A value of a provider's configuration, where truth values travel as text."""
    value = bare(value)
    return {"true": True, "false": False}.get(value, value) if isinstance(value, str) else value


def certain(answer: bool) -> Answer:
    """A truth value as an answer."""
    return Answer.YES if answer else Answer.NO


def not_set(value: Value) -> Value:
    """A value without secrets, in which an empty list or object counts as not set."""
    value = bare(value)
    return None if value in ([], {}) else value


def is_open(*values: Value) -> bool:
    """Return whether any of the values is unknown offline."""
    return any(value is UNKNOWN or isinstance(value, Ciphertext) for value in values)


def _is_open_inside(value: Value) -> bool:
    return next(paths_where(value, is_open), None) is not None


def _equal(value: Value, wanted: Any) -> Answer:
    value = not_set(value)
    if is_open(value):
        return Answer.MAYBE
    same_kind = isinstance(value, bool) == isinstance(wanted, bool)
    return certain(same_kind and value == wanted)


def _contains(value: Value, text: str) -> Answer:
    if is_open(value):
        return Answer.MAYBE
    return certain(isinstance(value, str) and text in value)


def _from(wanted: Any, case: Case) -> Answer:
    """``from`` and ``to`` are read together, under one of the two words."""
    was = _any(_equal(case.old, one) for one in wanted["from"])
    became = _any(_equal(case.new, one) for one in wanted["to"])
    return _both((was, became))


def _grows(_: Any, case: Case) -> Answer:
    old, new = _number(case.old), _number(case.new)
    return Answer.MAYBE if old is None or new is None else certain(new > old)


def _version_grows(_: Any, case: Case) -> Answer:
    old, new = digits(case.old), digits(case.new)
    return certain(_padded(new, old) > _padded(old, new)) if old and new else Answer.MAYBE


def _cidr_widened(_: Any, case: Case) -> Answer:
    try:
        old = ipaddress.ip_network(str(bare(case.old)))
        new = ipaddress.ip_network(str(bare(case.new)))
    except ValueError:
        return Answer.MAYBE
    return certain(old.version == new.version and old.subnet_of(new))  # type: ignore[arg-type]


def _only_added(_: Any, case: Case) -> Answer:
    return _contained(case.old, case.new)


def _only_removed(_: Any, case: Case) -> Answer:
    return _contained(case.new, case.old)


def _contained(small: Value, large: Value) -> Answer:
    inner, outer = not_set(small) or [], not_set(large) or []
    if is_open(inner, outer) or not (isinstance(inner, list) and isinstance(outer, list)):
        return Answer.MAYBE
    if any(_is_open_inside(item) for item in [*inner, *outer]):
        return Answer.MAYBE
    return certain(all(item in outer for item in inner))


def _equal_ignoring_case(_: Any, case: Case) -> Answer:
    old, new = bare(case.old), bare(case.new)
    if is_open(old, new):
        return Answer.MAYBE
    both = isinstance(old, str) and isinstance(new, str)
    return certain(both and str(old).lower() == str(new).lower())


def _equal_but_for_nulls(_: Any, case: Case) -> Answer:
    old, new = _without_nulls(case.old), _without_nulls(case.new)
    if is_open(*old.values(), *new.values()):
        return Answer.MAYBE
    return certain(old == new)


def _without_nulls(value: Value) -> dict[str, Value]:
    value = bare(value)
    if not isinstance(value, dict):
        return {} if value is None else {"": value}
    return {key: item for key, item in value.items() if item is not None}


def _same_as_provider(key: str, case: Case) -> Answer:
    setting = case.setting
    old = _or_provider(case.old, setting.old_provider, key)
    new = _or_provider(case.new, setting.new_provider, key)
    if old is None or new is None or is_open(old, new):
        return Answer.MAYBE
    return certain(old == new)


def _or_provider(value: Value, provider: Resource | None, key: str) -> Value:
    value = not_set(value)
    if value is None and provider is not None:
        return not_set(provider.inputs.get(key))
    return value


def _same_cluster(_: Any, case: Case) -> Answer:
    same = same_cluster(case.setting.old.inputs, case.setting.new.inputs)
    return Answer.MAYBE if same is None else certain(same)


TESTS: Final[dict[str, Test]] = {
    "new_is": lambda wanted, case: _equal(case.new, wanted),
    "new_is_not": lambda wanted, case: ~_equal(case.new, wanted),
    "old_is": lambda wanted, case: _equal(case.old, wanted),
    "old_is_not": lambda wanted, case: ~_equal(case.old, wanted),
    "new_contains": lambda text, case: _contains(bare(case.new), text),
    "old_contains": lambda text, case: _contains(bare(case.old), text),
    "change": _from,
    "grows": _grows,
    "version_grows": _version_grows,
    "cidr_widened": _cidr_widened,
    "only_added": _only_added,
    "only_removed": _only_removed,
    "equal_ignoring_case": _equal_ignoring_case,
    "equal_but_for_nulls": _equal_but_for_nulls,
    "same_as_provider": _same_as_provider,
    "not": lambda rule, case: ~holds(rule, case),
    "any_of": lambda rules, case: _any(holds(rule, case) for rule in rules),
    "all_of": lambda rules, case: _both(holds(rule, case) for rule in rules),
    "same_cluster": _same_cluster,
    "undecidable": lambda _words, _case: Answer.MAYBE,
}
"""The vocabulary, word by word."""


def _holds_for_other(rule: Rule, case: Case) -> Answer:
    path = paths.parse(rule["other"])
    old = at(case.setting.old.inputs, path)
    old = at(case.setting.old.outputs, path) if old is None else old
    new = at(case.setting.new.inputs, path)
    [(word, wanted)] = [(word, value) for word, value in rule.items() if word != "other"]
    return OTHER_TESTS[word](wanted, old, new)


def _starts_with(wanted: str, _: Value, new: Value) -> Answer:
    if is_open(new):
        return Answer.MAYBE
    return certain(isinstance(new, str) and new.startswith(wanted))


def _version_at_least(wanted: str, _: Value, new: Value) -> Answer:
    there, least = digits(new), digits(wanted)
    if not there:
        return Answer.MAYBE
    shared = min(len(there), len(least))
    if there[:shared] != least[:shared]:
        return certain(there[:shared] > least[:shared])
    return Answer.YES if len(there) >= len(least) else Answer.MAYBE


def _unchanged(_: Any, old: Value, new: Value) -> Answer:
    old, new = not_set(old), not_set(new)
    if _is_open_inside(old) or _is_open_inside(new):
        return Answer.MAYBE
    return certain(old == new)


OTHER_TESTS: Final[dict[str, Callable[[Any, Value, Value], Answer]]] = {
    "is": lambda wanted, _old, new: _equal(new, wanted),
    "is_not": lambda wanted, _old, new: ~_equal(new, wanted),
    "is_one_of": lambda wanted, _old, new: _any(_equal(new, one) for one in wanted),
    "is_not_one_of": lambda wanted, _old, new: ~_any(_equal(new, one) for one in wanted),
    "starts_with": _starts_with,
    "version_at_least": _version_at_least,
    "was": lambda wanted, old, _new: _equal(old, wanted),
    "unchanged": _unchanged,
}


def _any(answers: Any) -> Answer:
    """Holds if one holds; open if none does and one is open."""
    found = list(answers)
    if Answer.YES in found:
        return Answer.YES
    return Answer.MAYBE if Answer.MAYBE in found else Answer.NO


def _both(answers: Any) -> Answer:
    """Fails if one fails; open if none does and one is open."""
    return ~_any(~answer for answer in answers)


def _number(value: Value) -> float | None:
    value = bare(value)
    if isinstance(value, bool) or not isinstance(value, int | float | str) or value == "":
        return None
    try:
        return float(value)
    except ValueError:
        return None


def digits(value: Value) -> list[int]:
    """The runs of digits in a version, as numbers; empty where there are none."""
    value = bare(value)
    if not isinstance(value, str | int | float) or isinstance(value, bool):
        return []
    return [int(run) for run in re.findall(r"\d+", str(value))]


def _padded(version: list[int], other: list[int]) -> list[int]:
    return version + [0] * (len(other) - len(version))


def at(values: Inputs, path: Path) -> Value:
    """Return the value at a path, or None; a list with one element is replaced by it."""
    value: Value = bare(values)
    for step in path:
        if isinstance(value, list) and isinstance(step, str) and len(value) == 1:
            value = value[0]
        if isinstance(value, dict):
            value = value.get(str(step))
        elif isinstance(value, list) and isinstance(step, int) and step < len(value):
            value = value[step]
        else:
            return value if is_open(value) else None
    return value
