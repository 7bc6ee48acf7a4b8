"""What holds for any values."""

from __future__ import annotations

import copy
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from faro.engine.compare.keys import DEFAULTS, RESERVED

from .conftest import compared

KEYS = st.text("abcxyz_", min_size=1, max_size=4).filter(lambda key: key not in RESERVED)
SCALARS = (
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=6)
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3),
    max_leaves=8,
)
INPUTS = st.dictionaries(KEYS, VALUES, max_size=4)
KINDS: list[dict[str, Any]] = [
    {},
    {"checked": False},
    {"type_": "pulumi:providers:made"},
    {"type_": "kubernetes:core/v1:Pod"},
    {"type_": "pulumi-python:dynamic:Resource"},
]


def mutations(value: Any, at: tuple[Any, ...] = ()) -> list[tuple[tuple[Any, ...], Any]]:
    """Each scalar that stands for itself, with a text that no rule takes for it."""
    if isinstance(value, dict):
        return [m for key, item in value.items() for m in mutations(item, (*at, key))]
    if isinstance(value, list):
        return [m for index, item in enumerate(value) for m in mutations(item, (*at, index))]
    return [] if value is None or value == "" else [(at, f"{value}#changed")]


def with_value(value: Any, path: tuple[Any, ...], new: Any) -> Any:
    """A copy with another value at one path."""
    changed = copy.deepcopy(value)
    inner = changed
    for step in path[:-1]:
        inner = inner[step]
    inner[path[-1]] = new
    return changed


@given(inputs=INPUTS, out=INPUTS, kind=st.sampled_from(KINDS))
def test_a_value_equals_itself(inputs: Any, out: Any, kind: Any) -> None:
    """No family finds a difference between inputs and themselves."""
    beside = out
    if "kubernetes" in kind.get("type_", ""):
        inputs, beside = {"metadata": {"name": "a"}, **inputs}, {}
    assert compared(copy.deepcopy(inputs), inputs, beside, **kind).diffs == ()


@given(inputs=INPUTS, out=INPUTS)
def test_defaults_change_nothing(inputs: Any, out: Any) -> None:
    """A state of the SDKv2 bridge equals the program that made it."""
    assert compared(copy.deepcopy(inputs), {DEFAULTS: [], **inputs}, out).diffs == ()


@given(inputs=INPUTS, kind=st.sampled_from(KINDS), data=st.data())
def test_one_change_is_seen(inputs: Any, kind: Any, data: st.DataObject) -> None:
    """A scalar with another value is a difference in every family."""
    places = mutations(inputs)
    if not places:
        return
    path, new = data.draw(st.sampled_from(places))
    comparison = compared(with_value(inputs, path, new), inputs, **kind)
    assert comparison.diffs
