"""How one value is put on one line."""

from __future__ import annotations

import pytest

from faro.model.value import UNKNOWN, Asset, Reference, Secret, Value
from faro.views.values import WIDTH, cut, leaves, short_pair, visible_path, whole

LONG = "x" * 200


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (None, "null"),
        (True, "true"),
        (1, "1"),
        ("1", '"1"'),
        ("a\nb", '"a\\nb"'),
        ({"a": [1, "b"]}, '{a: [1, "b"]}'),
        ('{"a": 1}', "json {a: 1}"),
        ("[not json", '"[not json"'),
        ("[" * 5000, '"' + "[" * 5000 + '"'),
        (UNKNOWN, "unknown until deployment"),
        (Secret("x"), "[secret]"),
        ([Secret("x")], "[[secret]]"),
        (Asset(hash="a" * 64, path="f.txt"), "asset f.txt aaaaaaaaaaaa"),
        (Reference("urn:pulumi:s::p::t:m:T::name"), "resource name"),
        (Reference("nonsense"), "resource nonsense"),
    ],
)
def test_whole(value: Value, shown: str) -> None:
    """Every kind of value has one form."""
    assert whole(value) == shown


def test_cut_keeps_both_ends() -> None:
    """The middle goes; what fits stays."""
    assert cut("abc" + LONG + "xyz")[:3] == "abc"
    assert cut("abc" + LONG + "xyz")[-3:] == "xyz"
    assert len(cut(LONG)) == WIDTH
    assert cut("abc") == "abc"
    assert cut(LONG, None) == LONG


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (LONG + "a" + LONG, LONG + "b" + LONG),
        ("a" + LONG, "b" + LONG),
        (LONG + "a", LONG + "b"),
        (LONG, LONG + "b"),
        ("a" + LONG, LONG),
        ('{"a":1}', '{"a": 1}'),
        (LONG + "ab" * 100 + LONG, LONG + "ba" * 100 + LONG),
    ],
)
def test_a_pair_shows_where_it_differs(old: str, new: str) -> None:
    """Two different values never look alike, and none is too long."""
    before, after = short_pair(old, new)
    assert before != after
    assert max(len(before), len(after)) <= WIDTH + 1


def test_leaves_keep_secrets_closed() -> None:
    """One line per value; an empty object is a value."""
    found = dict(leaves({"a": {"b": [1, {}]}, "c": Secret({"d": 1})}))
    assert found == {"a.b[0]": 1, "a.b[1]": {}, "c": Secret({"d": 1})}


def test_visible_path_ends_at_a_secret() -> None:
    """A list index, a key, a missing key."""
    inputs: Value = {"a": [Secret({"b": 1})], "c": {"d": 1}}
    assert visible_path(inputs, ("a", 0, "b")) == ("a", 0)
    assert visible_path(inputs, ("c", "d")) == ("c", "d")
    assert visible_path(inputs, ("x", "y")) == ("x", "y")
