"""The plugin framework's bridge and native providers: absent and zero are two things."""

from __future__ import annotations

from faro.model.value import UNKNOWN

from .cases import Case, check, table
from .conftest import compared


@table(
    Case("unchanged", {"a": 8}, {"a": 8}, {"a": 8, "b": True}),
    Case("changed", {"a": 9}, {"a": 8}, {"a": 8}, diffs=("update a",)),
    Case("null in the state", {}, {"a": None}),
    Case("empty in the state", {}, {"a": []}, diffs=("delete a",), doubts=("REMOVED_INPUT a",)),
    Case("a name", {}, {"name": "x"}),
    Case("a generated name under another key", {}, {"bucket": "thing-1a2b3c4d"}),
    Case(
        "no generated name",
        {},
        {"bucket": "thing-mine"},
        diffs=("delete bucket",),
        doubts=("REMOVED_INPUT bucket",),
    ),
    Case(
        "another thing's generated name",
        {},
        {"bucket": "other-1a2b3c4"},
        diffs=("delete bucket",),
        doubts=("REMOVED_INPUT bucket",),
    ),
    Case(
        "no name before the digits",
        {},
        {"bucket": "1a2b3c4d"},
        diffs=("delete bucket",),
        doubts=("REMOVED_INPUT bucket",),
    ),
    Case("written as the output", {"b": True}, {}, {"b": True}),
    Case("written null", {"b": None}, {}, {"b": True}),
    Case(
        "written null in a map", {"k": {"a": "1", "b": None}}, {"k": {"a": "1"}}, diffs=("add k.b",)
    ),
    Case("written empty text", {"p": ""}, {}, diffs=("add p",)),
    Case("written empty object", {"k": {}}, {}, diffs=("add k",)),
    Case("written zero as the output", {"n": 0}, {}, {"n": 0}),
    Case("written", {"n": 1}, {}, {"n": 0}, diffs=("add n",)),
    Case("dropped", {}, {"k": "1"}, diffs=("delete k",), doubts=("REMOVED_INPUT k",)),
    Case(
        "dropped, computed in the SDK",
        {},
        {"k": "1"},
        diffs=("delete k",),
        doubts=("REMOVED_INPUT k",),
        with_={"computed": frozenset({"k"})},
    ),
    Case(
        "dropped, optional in the SDK",
        {},
        {"k": "1"},
        diffs=("delete k",),
        with_={"computed": frozenset()},
    ),
    Case("coerced", {"a": "8"}, {"a": 8}),
    Case("unknown", {"a": UNKNOWN}, {"a": 8}, diffs=("update a",)),
)
def test_framework(case: Case) -> None:
    """Only null is absent, and a dropped computed input may get its default back."""
    check(case, compared(case.new, case.old, case.out, **case.with_))
