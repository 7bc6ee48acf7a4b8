"""The vocabulary of the rules, word by word: holds, does not hold, stays open."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import product
from typing import Any

import pytest

from faro.engine.facts import rules
from faro.engine.facts.rules import OTHER_TESTS, TESTS, Answer, Rule, Setting, at, digits, holds
from faro.model.snapshot import Resource
from faro.model.value import UNKNOWN, Ciphertext, Inputs, Path, Secret, Value

YES, NO, MAYBE = Answer.YES, Answer.NO, Answer.MAYBE
CLOSED = Ciphertext("v1:AAAA:" + "A" * 28)


@dataclass(frozen=True)
class Case:
    """A rule and its answer for one changed value, within one resource and its provider.

    ``was``, ``out`` and ``now`` are the resource's old inputs, old outputs and new inputs.
    """

    name: str
    rule: Rule
    answer: Answer
    old: Value = None
    new: Value = None
    was: Inputs = field(default_factory=dict)
    out: Inputs = field(default_factory=dict)
    now: Inputs = field(default_factory=dict)
    old_provider: Inputs | None = None
    new_provider: Inputs | None = None


def resource(inputs: Inputs, outputs: Inputs | None = None) -> Resource:
    """A resource of no type in particular."""
    return Resource(urn="r", type="made:x:X", name="r", inputs=inputs, outputs=outputs or {})


def answered(case: Case) -> Answer:
    """What the rule says."""
    providers = [None if p is None else resource(p) for p in (case.old_provider, case.new_provider)]
    setting = Setting(resource(case.was, case.out), resource(case.now), *providers)
    return holds(case.rule, rules.Case(case.old, case.new, setting))


def table(*cases: Case) -> pytest.MarkDecorator:
    """Runs a test once for each case, under the rule's word and the case's name."""
    params = [pytest.param(case, id=f"{'-'.join(case.rule)}: {case.name}") for case in cases]
    return pytest.mark.parametrize("case", params)


LITERALS = (
    Case("the literal", {"new_is": "a"}, YES, new="a"),
    Case("another", {"new_is": "a"}, NO, old="a", new="b"),
    Case("secret", {"new_is": "a"}, YES, new=Secret("a")),
    Case("unknown", {"new_is": "a"}, MAYBE, new=UNKNOWN),
    Case("unknown secret", {"new_is": "a"}, MAYBE, new=Secret(UNKNOWN)),
    Case("encrypted", {"new_is": "a"}, MAYBE, new=CLOSED),
    Case("not set", {"new_is": "a"}, NO),
    Case("null is not set", {"new_is": None}, YES),
    Case("an empty list is not set", {"new_is": None}, YES, new=[]),
    Case("an empty object is not set", {"new_is": None}, YES, new=Secret({})),
    Case("an empty text is set", {"new_is": None}, NO, new=""),
    Case("zero is set", {"new_is": None}, NO, new=0),
    Case("false is set", {"new_is": None}, NO, new=False),
    Case("a filled list is set", {"new_is": None}, NO, new=[None]),
    Case("unknown may be null", {"new_is": None}, MAYBE, new=UNKNOWN),
    Case("an integral number", {"new_is": 1}, YES, new=1.0),
    Case("true is no number", {"new_is": 1}, NO, new=True),
    Case("a number is not true", {"new_is": True}, NO, new=1),
    Case("zero is not false", {"new_is": False}, NO, new=0),
    Case("true", {"new_is": True}, YES, new=True),
    Case("text of a number", {"new_is": 1}, NO, new="1"),
    Case("text of true", {"new_is": True}, NO, new="true"),
    Case("the literal", {"new_is_not": "a"}, NO, new="a"),
    Case("another", {"new_is_not": "a"}, YES, old="a", new="b"),
    Case("secret", {"new_is_not": "a"}, NO, new=Secret("a")),
    Case("not set", {"new_is_not": "a"}, YES),
    Case("empty is null", {"new_is_not": None}, NO, new=[]),
    Case("unknown", {"new_is_not": "a"}, MAYBE, new=UNKNOWN),
    Case("encrypted", {"new_is_not": "a"}, MAYBE, new=CLOSED),
    Case("the literal", {"old_is": ""}, YES, old="", new="x"),
    Case("another", {"old_is": ""}, NO, old="x", new=""),
    Case("secret", {"old_is": ""}, YES, old=Secret("")),
    Case("not set", {"old_is": ""}, NO, new=""),
    Case("null is not set", {"old_is": None}, YES, old={}, new="x"),
    Case("unknown", {"old_is": ""}, MAYBE, old=UNKNOWN, new=""),
    Case("encrypted", {"old_is": ""}, MAYBE, old=CLOSED, new=""),
    Case("the literal", {"old_is_not": "a"}, NO, old="a", new="b"),
    Case("another", {"old_is_not": "a"}, YES, old="b", new="a"),
    Case("secret", {"old_is_not": "a"}, NO, old=Secret("a")),
    Case("not set", {"old_is_not": None}, NO, new="a"),
    Case("unknown", {"old_is_not": "a"}, MAYBE, old=UNKNOWN),
    Case("encrypted", {"old_is_not": "a"}, MAYBE, old=CLOSED),
)


@table(*LITERALS)
def test_equality_with_a_literal(case: Case) -> None:
    """Null and what is empty are not set; truth values and texts are no numbers."""
    assert answered(case) is case.answer


TEXTS = (
    Case("within", {"new_contains": "/x/"}, YES, new="a/x/b"),
    Case("not within", {"new_contains": "/x/"}, NO, old="a/x/b", new="a/b"),
    Case("secret", {"new_contains": "/x/"}, YES, new=Secret("/x/")),
    Case("not set", {"new_contains": "/x/"}, NO),
    Case("an element is no text", {"new_contains": "x"}, NO, new=["x"]),
    Case("a number is no text", {"new_contains": "1"}, NO, new=1),
    Case("unknown", {"new_contains": "/x/"}, MAYBE, new=UNKNOWN),
    Case("encrypted", {"new_contains": "/x/"}, MAYBE, new=CLOSED),
    Case("within", {"old_contains": "BEGIN"}, YES, old="-BEGIN-", new="hash"),
    Case("not within", {"old_contains": "BEGIN"}, NO, old="hash", new="-BEGIN-"),
    Case("secret", {"old_contains": "BEGIN"}, YES, old=Secret("BEGIN")),
    Case("not set", {"old_contains": "BEGIN"}, NO, new="BEGIN"),
    Case("unknown", {"old_contains": "BEGIN"}, MAYBE, old=UNKNOWN),
    Case("encrypted", {"old_contains": "BEGIN"}, MAYBE, old=CLOSED, new="BEGIN"),
    Case("differ in case", {"equal_ignoring_case": True}, YES, old="EU", new="eu"),
    Case("differ in more", {"equal_ignoring_case": True}, NO, old="EU", new="us"),
    Case("secrets", {"equal_ignoring_case": True}, YES, old=Secret("EU"), new="Eu"),
    Case("new secret", {"equal_ignoring_case": True}, YES, old="EU", new=Secret("Eu")),
    Case("old not set", {"equal_ignoring_case": True}, NO, new="none"),
    Case("a number and its text", {"equal_ignoring_case": True}, NO, old="1", new=1),
    Case("new not set", {"equal_ignoring_case": True}, NO, old="EU"),
    Case("neither set", {"equal_ignoring_case": True}, NO),
    Case("equal numbers are no texts", {"equal_ignoring_case": True}, NO, old=1, new=1),
    Case("new unknown", {"equal_ignoring_case": True}, MAYBE, old="EU", new=UNKNOWN),
    Case("old encrypted", {"equal_ignoring_case": True}, MAYBE, old=CLOSED, new="EU"),
)


@table(*TEXTS)
def test_texts(case: Case) -> None:
    """A test of a text fails for all that is none."""
    assert answered(case) is case.answer


CHANGE: Rule = {"change": {"from": ["x", "y"], "to": ["z", None]}}
CHANGES = (
    Case("from the one to the other", CHANGE, YES, old="x", new="z"),
    Case("from the second to nothing", CHANGE, YES, old="y"),
    Case("the other way round", CHANGE, NO, old="z", new="x"),
    Case("within the first list", CHANGE, NO, old="x", new="y"),
    Case("from elsewhere", CHANGE, NO, old="w", new="z"),
    Case("secrets", CHANGE, YES, old=Secret("x"), new=Secret("z")),
    Case("from nothing", CHANGE, NO, new="z"),
    Case("to the unknown", CHANGE, MAYBE, old="x", new=UNKNOWN),
    Case("from elsewhere to the unknown", CHANGE, NO, old="w", new=UNKNOWN),
    Case("from the encrypted", CHANGE, MAYBE, old=CLOSED, new="z"),
    Case("from the encrypted to elsewhere", CHANGE, NO, old=CLOSED, new="w"),
)


@table(*CHANGES)
def test_change_from_one_to_another(case: Case) -> None:
    """Both lists must match, and one that cannot decides without the other."""
    assert answered(case) is case.answer


NUMBERS = (
    Case("more", {"grows": True}, YES, old=10, new=11),
    Case("less", {"grows": True}, NO, old=11, new=10),
    Case("equal", {"grows": True}, NO, old=10, new=10.0),
    Case("texts are numbers", {"grows": True}, YES, old="9", new="10"),
    Case("secret", {"grows": True}, YES, old=Secret(1), new=Secret("2")),
    Case("fractions", {"grows": True}, YES, old="1.5", new=1.75),
    Case("old not set", {"grows": True}, MAYBE, new=1),
    Case("new not set", {"grows": True}, MAYBE, old=1),
    Case("empty text", {"grows": True}, MAYBE, old="", new=1),
    Case("a word", {"grows": True}, MAYBE, old="small", new=1),
    Case("a truth value", {"grows": True}, MAYBE, old=False, new=True),
    Case("unknown", {"grows": True}, MAYBE, old=1, new=UNKNOWN),
    Case("encrypted", {"grows": True}, MAYBE, old=CLOSED, new=1),
    Case("up", {"version_grows": True}, YES, old="REDIS_6_X", new="REDIS_7_0"),
    Case("down", {"version_grows": True}, NO, old="REDIS_7_0", new="REDIS_6_X"),
    Case("ten is more than nine", {"version_grows": True}, YES, old="1.9", new="1.10"),
    Case("missing parts are zero", {"version_grows": True}, NO, old="7.0.0", new="7"),
    Case("one part more", {"version_grows": True}, YES, old="7", new="7.0.1"),
    Case("one part less", {"version_grows": True}, NO, old="7.0.1", new="7"),
    Case("more parts that are zero", {"version_grows": True}, NO, old="7", new="7.0.0"),
    Case("equal", {"version_grows": True}, NO, old="7.1", new="7.1"),
    Case("numbers", {"version_grows": True}, YES, old=7.1, new=8),
    Case("secret", {"version_grows": True}, YES, old=Secret("6"), new=Secret("7")),
    Case("no digits", {"version_grows": True}, MAYBE, old="latest", new="7"),
    Case("new not set", {"version_grows": True}, MAYBE, old="7"),
    Case("old not set", {"version_grows": True}, MAYBE, new="7"),
    Case("unknown", {"version_grows": True}, MAYBE, old="7", new=UNKNOWN),
    Case("encrypted", {"version_grows": True}, MAYBE, old=CLOSED, new="7"),
)


@table(*NUMBERS)
def test_numbers_and_versions(case: Case) -> None:
    """What has no number in it is not compared."""
    assert answered(case) is case.answer


RANGES = (
    Case("wider", {"cidr_widened": True}, YES, old="10.0.0.0/24", new="10.0.0.0/20"),
    Case(
        "wider, from the middle", {"cidr_widened": True}, YES, old="10.0.8.0/24", new="10.0.0.0/8"
    ),
    Case("the same", {"cidr_widened": True}, YES, old="10.0.0.0/24", new="10.0.0.0/24"),
    Case("narrower", {"cidr_widened": True}, NO, old="10.0.0.0/20", new="10.0.0.0/24"),
    Case("elsewhere", {"cidr_widened": True}, NO, old="10.0.0.0/24", new="10.1.0.0/20"),
    Case("of version 6", {"cidr_widened": True}, YES, old="fd00::/64", new="fd00::/48"),
    Case("another version", {"cidr_widened": True}, NO, old="10.0.0.0/24", new="::/0"),
    Case("secret", {"cidr_widened": True}, YES, old=Secret("10.0.0.0/24"), new="10.0.0.0/20"),
    Case("new secret", {"cidr_widened": True}, YES, old="10.0.0.0/24", new=Secret("0.0.0.0/0")),
    Case("no range", {"cidr_widened": True}, MAYBE, old="10.0.0.0/24", new="wide"),
    Case("old not set", {"cidr_widened": True}, MAYBE, new="10.0.0.0/24"),
    Case("new not set", {"cidr_widened": True}, MAYBE, old="10.0.0.0/24"),
    Case("unknown", {"cidr_widened": True}, MAYBE, old="10.0.0.0/24", new=UNKNOWN),
    Case("encrypted", {"cidr_widened": True}, MAYBE, old=CLOSED, new="10.0.0.0/24"),
)


@table(*RANGES)
def test_ranges_of_addresses(case: Case) -> None:
    """The new range holds the old one."""
    assert answered(case) is case.answer


LISTS = (
    Case("more elements", {"only_added": True}, YES, old=["a"], new=["b", "a"]),
    Case("another order", {"only_added": True}, YES, old=["a", "b"], new=["b", "a"]),
    Case("one is gone", {"only_added": True}, NO, old=["a", "b"], new=["a", "c"]),
    Case("objects", {"only_added": True}, YES, old=[{"i": 1}], new=[{"i": 1}, {"i": 2}]),
    Case("another object", {"only_added": True}, NO, old=[{"i": 1}], new=[{"i": 2}]),
    Case("old not set", {"only_added": True}, YES, new=["a"]),
    Case("new not set", {"only_added": True}, NO, old=["a"]),
    Case("secrets", {"only_added": True}, YES, old=[Secret("a")], new=Secret(["a", "b"])),
    Case("no list", {"only_added": True}, MAYBE, old="a", new=["a"]),
    Case("unknown", {"only_added": True}, MAYBE, old=["a"], new=UNKNOWN),
    Case("unknown element", {"only_added": True}, MAYBE, old=["a", "b"], new=["a", UNKNOWN]),
    Case("encrypted", {"only_added": True}, MAYBE, old=CLOSED, new=["a"]),
    Case("encrypted element", {"only_added": True}, MAYBE, old=["a", CLOSED], new=["a"]),
    Case("fewer elements", {"only_removed": True}, YES, old=["b", "a"], new=["a"]),
    Case("one is new", {"only_removed": True}, NO, old=["a"], new=["a", "c"]),
    Case("new not set", {"only_removed": True}, YES, old=["a"]),
    Case("old not set", {"only_removed": True}, NO, new=["a"]),
    Case("secrets", {"only_removed": True}, YES, old=["a", Secret("b")], new=["b"]),
    Case("no list", {"only_removed": True}, MAYBE, old=["a"], new="a"),
    Case("unknown", {"only_removed": True}, MAYBE, old=["a"], new=UNKNOWN),
    Case("encrypted", {"only_removed": True}, MAYBE, old=CLOSED, new=["a"]),
)


@table(*LISTS)
def test_lists_as_sets(case: Case) -> None:
    """Order does not count, and what is not set has no elements."""
    assert answered(case) is case.answer


NULLS = (
    Case(
        "a null more", {"equal_but_for_nulls": True}, YES, old={"a": "1"}, new={"a": "1", "b": None}
    ),
    Case(
        "a null less", {"equal_but_for_nulls": True}, YES, old={"a": "1", "b": None}, new={"a": "1"}
    ),
    Case("nothing but nulls", {"equal_but_for_nulls": True}, YES, new={"a": None}),
    Case("empty against nothing", {"equal_but_for_nulls": True}, YES, old={}),
    Case("a value for a null", {"equal_but_for_nulls": True}, NO, old={"a": None}, new={"a": ""}),
    Case("another value", {"equal_but_for_nulls": True}, NO, old={"a": "1"}, new={"a": "2"}),
    Case("another key", {"equal_but_for_nulls": True}, NO, old={"a": "1"}, new={"b": "1"}),
    Case("no object", {"equal_but_for_nulls": True}, NO, old="a", new={"a": "a"}),
    Case(
        "secrets",
        {"equal_but_for_nulls": True},
        YES,
        old={"a": Secret("1")},
        new=Secret({"a": "1"}),
    ),
    Case("unknown", {"equal_but_for_nulls": True}, MAYBE, old={"a": "1"}, new=UNKNOWN),
    Case("unknown entry", {"equal_but_for_nulls": True}, MAYBE, old={"a": "1"}, new={"a": UNKNOWN}),
    Case("encrypted", {"equal_but_for_nulls": True}, MAYBE, old=CLOSED, new={"a": "1"}),
    Case(
        "encrypted entry", {"equal_but_for_nulls": True}, MAYBE, old={"a": CLOSED}, new={"a": "1"}
    ),
)


@table(*NULLS)
def test_objects_but_for_nulls(case: Case) -> None:
    """An entry without a value is none."""
    assert answered(case) is case.answer


REGION: Rule = {"same_as_provider": "region"}
EU: Inputs = {"region": "eu"}
OF_PROVIDER = (
    Case("written out", REGION, YES, new="eu", old_provider=EU, new_provider=EU),
    Case("left out", REGION, YES, old="eu", old_provider=EU, new_provider=EU),
    Case("another written", REGION, NO, new="us", old_provider=EU, new_provider=EU),
    Case("another left out", REGION, NO, old="us", old_provider=EU, new_provider=EU),
    Case("both written", REGION, NO, old="us", new="eu"),
    Case("moved, left out before", REGION, YES, new="eu", old_provider=EU, new_provider={}),
    Case("its old provider counts", REGION, NO, new="eu", old_provider={"region": "us"}),
    Case(
        "its new provider counts",
        REGION,
        NO,
        old="eu",
        old_provider=EU,
        new_provider={"region": "us"},
    ),
    Case("secret", REGION, YES, old=Secret("eu"), new_provider={"region": Secret("eu")}),
    Case("empty is not set", REGION, YES, old="eu", new=[], new_provider=EU),
    Case("no provider", REGION, MAYBE, old="eu"),
    Case("no old provider", REGION, MAYBE, new="eu", new_provider=EU),
    Case("not configured", REGION, MAYBE, old="eu", new_provider={"project": "p"}),
    Case("unknown", REGION, MAYBE, old="eu", new=UNKNOWN, new_provider=EU),
    Case("unknown configuration", REGION, MAYBE, old="eu", new_provider={"region": UNKNOWN}),
    Case("encrypted configuration", REGION, MAYBE, new="eu", old_provider={"region": CLOSED}),
)
MUTABLE: Rule = {"provider": "mutable", "is": True}
CONFIGURED = (
    Case("true", MUTABLE, YES, new_provider={"mutable": True}),
    Case("text true", MUTABLE, YES, new_provider={"mutable": "true"}),
    Case("secret text", MUTABLE, YES, new_provider={"mutable": Secret("true")}),
    Case("false", MUTABLE, NO, new_provider={"mutable": False}),
    Case("text false", MUTABLE, NO, new_provider={"mutable": "false"}),
    Case("another text", MUTABLE, NO, new_provider={"mutable": "yes"}),
    Case("not configured", MUTABLE, NO, new_provider={}),
    Case(
        "the old provider does not count",
        MUTABLE,
        NO,
        old_provider={"mutable": True},
        new_provider={},
    ),
    Case("unknown", MUTABLE, MAYBE, new_provider={"mutable": UNKNOWN}),
    Case("encrypted", MUTABLE, MAYBE, new_provider={"mutable": CLOSED}),
    Case("no provider", MUTABLE, MAYBE, old_provider={"mutable": True}),
    Case("text false is false", {"provider": "m", "is": False}, YES, new_provider={"m": "false"}),
    Case("another literal", {"provider": "m", "is": "a"}, YES, new_provider={"m": "a"}),
)


@table(*OF_PROVIDER, *CONFIGURED)
def test_configuration_of_the_provider(case: Case) -> None:
    """It stands in for what is not set, and its truth values may be texts."""
    assert answered(case) is case.answer


def other(
    name: str, answer: Answer, now: Value = None, before: Value = None, /, **test: Any
) -> Case:
    """A case of one test of the input ``engine``; ``is_`` stands for the word ``is``."""
    [(word, wanted)] = test.items()
    rule = {"other": "engine", word.removesuffix("_"): wanted}
    return Case(name, rule, answer, was={"engine": before}, now={"engine": now})


OTHERS = (
    other("the literal", YES, "pg", is_="pg"),
    other("another", NO, "my", "pg", is_="pg"),
    other("secret", YES, Secret("pg"), is_="pg"),
    other("not set", NO, is_="pg"),
    other("null", YES, [], is_=None),
    other("unknown", MAYBE, UNKNOWN, is_="pg"),
    other("encrypted", MAYBE, CLOSED, is_="pg"),
    other("another", YES, "my", "pg", is_not="pg"),
    other("the literal", NO, "pg", is_not="pg"),
    other("not set", NO, is_not=None),
    other("unknown", MAYBE, UNKNOWN, is_not="pg"),
    other("encrypted", MAYBE, CLOSED, is_not="pg"),
    other("the second", YES, "my", is_one_of=["pg", "my"]),
    other("none of them", NO, "or", "pg", is_one_of=["pg", "my"]),
    other("null among them", YES, is_one_of=["pg", None]),
    other("secret", YES, Secret("pg"), is_one_of=["pg"]),
    other("none there", NO, "pg", is_one_of=[]),
    other("unknown", MAYBE, UNKNOWN, is_one_of=["pg"]),
    other("encrypted", MAYBE, CLOSED, is_one_of=["pg"]),
    other("none of them", YES, "or", "pg", is_not_one_of=["pg", "my"]),
    other("the second", NO, "my", is_not_one_of=["pg", "my"]),
    other("not set", YES, is_not_one_of=["pg"]),
    other("null among them", NO, {}, is_not_one_of=["pg", None]),
    other("unknown", MAYBE, UNKNOWN, is_not_one_of=["pg"]),
    other("encrypted", MAYBE, CLOSED, is_not_one_of=["pg"]),
    other("so", YES, "aurora-pg", starts_with="aurora"),
    other("not so", NO, "my-aurora", "aurora", starts_with="aurora"),
    other("secret", YES, Secret("aurora"), starts_with="aurora"),
    other("not set", NO, starts_with="aurora"),
    other("no text", NO, 10, starts_with="1"),
    other("unknown", MAYBE, UNKNOWN, starts_with="aurora"),
    other("encrypted", MAYBE, CLOSED, starts_with="aurora"),
    other("equal", YES, "7.0.5", version_at_least="7.0.5"),
    other("newer", YES, "7.0.10", version_at_least="7.0.5"),
    other("newer in the first part", YES, "8", version_at_least="7.0.5"),
    other("newer in the second part", YES, "7.1", version_at_least="7.0.5"),
    other("more parts", YES, "7.0.5.1", version_at_least="7.0.5"),
    other("older", NO, "7.0.4", "7.0.5", version_at_least="7.0.5"),
    other("older in the first part", NO, "6.x", version_at_least="7.0.5"),
    other("a missing part decides", MAYBE, "7.0", version_at_least="7.0.5"),
    other("no digits after the first", MAYBE, "7.x", version_at_least="7.0.5"),
    other("secret", YES, Secret("7.0.5"), version_at_least="7.0.5"),
    other("not set", MAYBE, version_at_least="7.0.5"),
    other("no digits", MAYBE, "latest", version_at_least="7.0.5"),
    other("unknown", MAYBE, UNKNOWN, version_at_least="7.0.5"),
    other("encrypted", MAYBE, CLOSED, version_at_least="7.0.5"),
    other("the literal", YES, "my", "pg", was="pg"),
    other("another", NO, "pg", "my", was="pg"),
    other("secret", YES, None, Secret("pg"), was="pg"),
    other("not set", NO, "pg", was="pg"),
    other("unknown", MAYBE, "pg", UNKNOWN, was="pg"),
    other("encrypted", MAYBE, "pg", CLOSED, was="pg"),
    other("equal", YES, "pg", "pg", unchanged=True),
    other("changed", NO, "pg", "my", unchanged=True),
    other("secret", YES, "pg", Secret("pg"), unchanged=True),
    other("neither set", YES, None, [], unchanged=True),
    other("neither set, the other way round", YES, {}, None, unchanged=True),
    other("set now", NO, "pg", unchanged=True),
    other("unknown", MAYBE, UNKNOWN, UNKNOWN, unchanged=True),
    other("equal, but encrypted", MAYBE, CLOSED, CLOSED, unchanged=True),
)


@table(*OTHERS)
def test_another_input_of_the_resource(case: Case) -> None:
    """Its new value counts, but for the words that speak of the old one."""
    assert answered(case) is case.answer


NESTED: Rule = {"other": "a.b", "is": 1}
WAS: Rule = {"other": "a.b", "was": 1}
PLACES = (
    Case("below an object", NESTED, YES, now={"a": {"b": 1}}),
    Case("below a secret", NESTED, YES, now={"a": Secret({"b": 1})}),
    Case("an only element is its list", NESTED, YES, now={"a": [{"b": 1}]}),
    Case("one of two elements is not", NESTED, NO, now={"a": [{"b": 1}, {"b": 1}]}),
    Case("below nothing", NESTED, NO, now={}),
    Case("below a text", NESTED, NO, now={"a": "b"}),
    Case("below the unknown", NESTED, MAYBE, now={"a": UNKNOWN}),
    Case("below the encrypted", NESTED, MAYBE, now={"a": CLOSED}),
    Case("below an unknown element", NESTED, MAYBE, now={"a": [UNKNOWN]}),
    Case("the state's output where no input is", WAS, YES, out={"a": {"b": 1}}),
    Case("the state's input before its output", WAS, NO, was={"a": {"b": 2}}, out={"a": {"b": 1}}),
    Case("no output for the new value", NESTED, NO, out={"a": {"b": 1}}),
    Case("the changed value does not count", NESTED, NO, old=1, new=1),
)


@table(*PLACES)
def test_where_another_input_is_found(case: Case) -> None:
    """A path goes through secrets and only elements and ends at what cannot be known."""
    assert answered(case) is case.answer


ATOMS: dict[Answer, Rule] = {
    YES: {"new_is": "now"},
    NO: {"new_is": "never"},
    MAYBE: {"undecidable": "what only the service knows"},
}
NEGATION = {YES: NO, NO: YES, MAYBE: MAYBE}
OR = {
    (YES, YES): YES,
    (YES, MAYBE): YES,
    (YES, NO): YES,
    (MAYBE, MAYBE): MAYBE,
    (MAYBE, NO): MAYBE,
    (NO, NO): NO,
}
AND = {
    (YES, YES): YES,
    (YES, MAYBE): MAYBE,
    (YES, NO): NO,
    (MAYBE, MAYBE): MAYBE,
    (MAYBE, NO): NO,
    (NO, NO): NO,
}


def pairs(word: str, truth: dict[tuple[Answer, Answer], Answer]) -> Iterator[Case]:
    """Each pair of answers, either way round."""
    for (one, two), answer in truth.items():
        for first, second in dict.fromkeys([(one, two), (two, one)]):
            rule = {word: [ATOMS[first], ATOMS[second]]}
            yield Case(f"{first.value}, {second.value}", rule, answer, new="now")


TRUTH = (
    *(Case(a.value, {"not": ATOMS[a]}, NEGATION[a], new="now") for a in Answer),
    *pairs("any_of", OR),
    *pairs("all_of", AND),
    Case("of none", {"any_of": []}, NO),
    Case("of none", {"all_of": []}, YES),
    Case("anything", {"undecidable": "words"}, MAYBE, old="a", new="a"),
)


@table(*TRUTH)
def test_truth_tables(case: Case) -> None:
    """An open answer leaves open only what it could turn."""
    assert answered(case) is case.answer


LOGIC = (NO, MAYBE, YES)


@pytest.mark.parametrize("levels", list(product(range(3), repeat=3)))
def test_nested_rules(levels: tuple[int, int, int]) -> None:
    """At any depth, ``any_of`` takes the highest answer and ``all_of`` the lowest."""
    one, two, three = levels
    first, second, third = (ATOMS[LOGIC[level]] for level in levels)
    rule: Rule = {"not": {"any_of": [first, {"all_of": [second, {"not": third}]}]}}
    expected = LOGIC[2 - max(one, min(two, 2 - three))]
    assert answered(Case("", rule, expected, new="now")) is expected


def kubeconfig(server: str = "https://a", *, current: str = "main", **more: Any) -> dict[str, Any]:
    """Two clusters; the context ``main`` and its twin reach ``server``, ``far`` another one."""
    return {
        "current-context": current,
        "contexts": [
            {"name": "main", "context": {"cluster": "a", "user": "u"}},
            {"name": "twin", "context": {"cluster": "a", "user": "v"}},
            {"name": "far", "context": {"cluster": "b", "user": "u"}},
        ],
        "clusters": [
            {"name": "a", "cluster": {"server": server, "certificate-authority-data": "CA"}},
            {"name": "b", "cluster": {"server": "https://b"}},
        ],
        "users": [{"name": "u", "user": {"token": "t"}}],
        **more,
    }


YAML = """
current-context: main
contexts: [{name: main, context: {cluster: a, user: u}}]
clusters:
- name: a
  cluster: {server: "https://a", certificate-authority-data: CA}
"""
NAMELESS = {key: value for key, value in kubeconfig().items() if key != "current-context"}
FAR: Inputs = {"context": "far"}
RENAMED = {
    "contexts": [{"name": "main", "context": {"cluster": "z"}}],
    "clusters": [{**kubeconfig()["clusters"][0], "name": "z"}],
}


def elsewhere(server: str) -> dict[str, Any]:
    """The usual configuration with another cluster under the context that is not current."""
    return kubeconfig(
        clusters=[
            kubeconfig()["clusters"][0],
            {"name": "b", "cluster": {"server": server}},
        ]
    )


def reached(name: str, answer: Answer, now: Value, was: Value = None, **more: Inputs) -> Case:
    """Two configurations of a provider; the old one is the usual one if none is given."""
    old = json.dumps(kubeconfig()) if was is None else was
    return Case(
        name,
        {"same_cluster": True},
        answer,
        was={"kubeconfig": old, **more.get("old", {})},
        now={"kubeconfig": now, **more.get("new", {})},
    )


CLUSTERS = (
    reached("another form of text", YES, YAML),
    reached("an object", YES, kubeconfig()),
    reached("secret", YES, Secret(YAML), Secret(kubeconfig())),
    reached("another token", YES, kubeconfig(users=[])),
    reached("another context of it", YES, kubeconfig(current="twin")),
    reached("another name for it", YES, {**kubeconfig(), **RENAMED}),
    reached("another server", NO, kubeconfig("https://c")),
    reached("another server in a context not used", YES, kubeconfig(), elsewhere("https://c")),
    reached("another certificate", NO, YAML.replace("CA", "CB")),
    reached("another context", NO, kubeconfig(current="far")),
    reached("another context by input", NO, kubeconfig(), new={"context": "far"}),
    reached("the same context by input", YES, kubeconfig(current="far"), new={"context": "main"}),
    reached("a context by secret input", YES, NAMELESS, new={"context": Secret("main")}),
    reached("another cluster by input", NO, kubeconfig(), new={"cluster": "b"}),
    reached("another cluster by secret input", NO, kubeconfig(), new={"cluster": Secret("b")}),
    reached("the same cluster by input", YES, kubeconfig(current="far"), new={"cluster": "a"}),
    reached(
        "the cluster before the context", YES, kubeconfig(), new={"cluster": "a", "context": "far"}
    ),
    reached("another, reached by neither", YES, kubeconfig("https://c"), old=FAR, new=FAR),
    reached("not set", MAYBE, None),
    reached("unknown", MAYBE, UNKNOWN),
    reached("unknown, in a secret", MAYBE, Secret(UNKNOWN)),
    reached("encrypted", MAYBE, kubeconfig(), CLOSED),
    reached("both encrypted alike", MAYBE, CLOSED, CLOSED),
    reached("the place of a file", MAYBE, "~/.kube/config"),
    reached("no YAML", MAYBE, "{"),
    reached("empty", MAYBE, ""),
    reached("a list", MAYBE, "[]"),
    reached("no current context", MAYBE, NAMELESS),
    reached("a context that is not there", MAYBE, kubeconfig(current="gone")),
    reached("an unknown context", MAYBE, kubeconfig(), new={"context": UNKNOWN}),
    reached("an unknown cluster", MAYBE, kubeconfig(), new={"cluster": UNKNOWN}),
    reached("a cluster that is not there", MAYBE, kubeconfig(), new={"cluster": "gone"}),
    reached("no contexts", MAYBE, kubeconfig(contexts=None)),
    reached("no clusters", MAYBE, kubeconfig(clusters=[])),
    reached("a cluster without settings", MAYBE, kubeconfig(clusters=[{"name": "a"}])),
    reached("clusters as texts", MAYBE, kubeconfig(clusters=["a"])),
)


@table(*CLUSTERS)
def test_active_cluster(case: Case) -> None:
    """Its settings decide, whatever else the two configurations say of users and contexts."""
    assert answered(case) is case.answer


EXAMPLES = (
    *LITERALS,
    *TEXTS,
    *CHANGES,
    *NUMBERS,
    *RANGES,
    *LISTS,
    *NULLS,
    *OF_PROVIDER,
    *CONFIGURED,
    *OTHERS,
    *TRUTH,
    *CLUSTERS,
)


def test_every_word_has_its_cases() -> None:
    """Each word of both vocabularies is shown to hold, to fail and to stay open."""
    shown: dict[tuple[str, ...], set[Answer]] = defaultdict(set)
    for case in EXAMPLES:
        shown[tuple(case.rule)].add(case.answer)
    expected: dict[tuple[str, ...], set[Answer]] = {(word,): set(Answer) for word in TESTS}
    expected |= {("other", word): set(Answer) for word in OTHER_TESTS}
    expected |= {("provider", "is"): set(Answer), ("undecidable",): {MAYBE}}
    assert shown == expected


def test_an_unknown_word_is_an_error() -> None:
    """No rule is passed over in silence."""
    with pytest.raises(KeyError):
        answered(Case("", {"shrinks": True}, MAYBE))
    with pytest.raises(KeyError):
        answered(Case("", {"other": "a", "shrinks": True}, MAYBE))


@pytest.mark.parametrize("answer", Answer)
def test_inverting_twice_changes_nothing(answer: Answer) -> None:
    """What is open stays open, the others change places."""
    assert ~answer is NEGATION[answer]
    assert ~~answer is answer


@pytest.mark.parametrize(
    ("version", "runs"),
    [
        ("POSTGRES_17", [17]),
        ("7.0.5-alpine3", [7, 0, 5, 3]),
        (Secret("1.2"), [1, 2]),
        (16, [16]),
        (7.1, [7, 1]),
        ("latest", []),
        (None, []),
        (True, []),
        ([1], []),
        (UNKNOWN, []),
        (CLOSED, []),
    ],
)
def test_digits_of_a_version(version: Value, runs: list[int]) -> None:
    """Each run of digits is a number; what is no text or number has none."""
    assert digits(version) == runs


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ((), {"a": {"b": 1}, "l": [1, [2]], "k": {"0": "zero"}, "s": {"b": 1}, "c": CLOSED}),
        (("a", "b"), 1),
        (("l", 1, 0), 2),
        (("k", 0), "zero"),
        (("s", "b"), 1),
        (("l", 2), None),
        (("a", "b", "c"), None),
        (("a", "b", 0), None),
        (("none", "b"), None),
        (("c", "b"), CLOSED),
    ],
)
def test_value_at_a_path(path: Path, value: Value) -> None:
    """Without secrets, and None where there is nothing."""
    secret = Secret({"b": Secret(1)})
    inputs: Inputs = {"a": {"b": 1}, "l": [1, [2]], "k": {"0": "zero"}, "s": secret, "c": CLOSED}
    assert at(inputs, path) == value


@table(
    Case("encrypted", {"only_added": True}, MAYBE, old=[{"id": CLOSED}], new=[{"id": "b"}]),
    Case("unknown", {"only_removed": True}, MAYBE, old=[{"id": "b"}], new=[{"id": UNKNOWN}]),
    Case(
        "unknown on both sides",
        {"other": "x", "unchanged": True},
        MAYBE,
        was={"x": {"a": UNKNOWN}},
        now={"x": {"a": UNKNOWN}},
    ),
    Case(
        "no YAML",
        {"same_cluster": True},
        MAYBE,
        was={"kubeconfig": "x: 2024-13-45"},
        now={"kubeconfig": "x: 2024-13-45"},
    ),
)
def test_what_is_open_deep_inside_is_open(case: Case) -> None:
    """An unknown or encrypted value inside an element, an object or a cluster decides nothing."""
    assert answered(case) is case.answer
