"""Where no Check stands between program and state: deep equality and nothing else."""

from __future__ import annotations

from faro.model.value import UNKNOWN, Asset, Reference, Secret

from .cases import Case, check, table
from .conftest import compared

DYNAMIC = {"type_": "pulumi-python:dynamic:Resource"}
COMPONENT = {"type_": "shop:index:Part", "custom": False, "checked": False}
PROGRAM = {"checked": False}


@table(
    Case("a component, unchanged", {"a": Secret("x")}, {"a": "x"}, with_=COMPONENT),
    Case("a component, changed", {"a": 2}, {"a": 1}, diffs=("update a",), with_=COMPONENT),
    Case("a component holds no output", {"a": 2}, {}, {"a": 2}, diffs=("add a",), with_=COMPONENT),
    Case(
        "a component in a state",
        {"a": "1"},
        {"a": 1},
        {"a": "1"},
        diffs=("update a",),
        with_={"custom": False},
    ),
    Case(
        "a remote component",
        {"a": 1},
        {},
        doubts=("REMOTE_COMPONENT ",),
        with_={**COMPONENT, "remote": True},
    ),
    Case(
        "dynamic, another provider",
        {"__provider": "b"},
        {"__provider": "a"},
        diffs=("update __provider",),
        with_=DYNAMIC,
    ),
    Case("dynamic, no coercion", {"a": "3"}, {"a": 3}, diffs=("update a",), with_=DYNAMIC),
    Case("dynamic, no output", {"a": 1}, {"a": 2}, {"a": 1}, diffs=("update a",), with_=DYNAMIC),
    Case("a program, null", {"a": None, "b": {"c": None}}, {"b": {}}, with_=PROGRAM),
    Case("a program, 1 is not true", {"a": True}, {"a": 1}, diffs=("update a",), with_=PROGRAM),
    Case("a program, 1 is not text", {"a": "1"}, {"a": 1}, diffs=("update a",), with_=PROGRAM),
    Case(
        "a program, order of a list",
        {"a": [2, 1]},
        {"a": [1, 2]},
        diffs=("update a[0]", "update a[1]"),
        with_=PROGRAM,
    ),
    Case(
        "a program, removed subtree", {}, {"a": {"b": {"c": 1}}}, diffs=("delete a",), with_=PROGRAM
    ),
    Case("a program, added subtree", {"a": {"b": [1]}}, {}, diffs=("add a",), with_=PROGRAM),
    Case("a program, name dropped", {}, {"name": "x"}, diffs=("delete name",), with_=PROGRAM),
    Case("a program, unknown", {"a": UNKNOWN}, {"a": 1}, diffs=("update a",), with_=PROGRAM),
    Case(
        "a program, unknown in a list",
        {"a": [1, UNKNOWN]},
        {"a": [1, 2]},
        diffs=("update a[1]",),
        with_=PROGRAM,
    ),
    Case(
        "a program, unknown on both sides",
        {"a": UNKNOWN},
        {"a": UNKNOWN},
        doubts=("NO_STAND_IN a",),
        with_=PROGRAM,
    ),
    Case("a program, known now", {"a": 1}, {"a": UNKNOWN}, diffs=("update a",), with_=PROGRAM),
    Case(
        "a program, asset", {"a": Asset("h", path="x")}, {"a": Asset("h", text="y")}, with_=PROGRAM
    ),
    Case("a program, reference", {"a": Reference("u", "i")}, {"a": "i"}, with_=PROGRAM),
)
def test_raw(case: Case) -> None:
    """Secrets are unwrapped, null is absent, everything else must be equal."""
    check(case, compared(case.new, case.old, case.out, **case.with_))


def test_raw_inputs_stay_the_program_s() -> None:
    """Nothing is carried over; a null at the top is dropped."""
    new = {"a": Asset("h", path="new"), "b": None}
    comparison = compared(new, {"a": Asset("h", path="old")}, checked=False)
    assert comparison.inputs["a"] == Asset("h", path="new")
    assert "b" not in comparison.inputs
