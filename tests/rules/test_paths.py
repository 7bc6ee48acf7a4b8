"""Property paths and ignoreChanges."""

from __future__ import annotations

import pytest

from faro.engine import paths
from faro.model.value import Inputs, Path, Secret, path_text

PATHS = {
    "a": ("a",),
    "a.b[0].c": ("a", "b", 0, "c"),
    'a["b.c"]': ("a", "b.c"),
    '["x\\"y"].z': ('x"y', "z"),
    "a[*].b": ("a", "*", "b"),
    "a.*": ("a", "*"),
}


@pytest.mark.parametrize(("text", "path"), PATHS.items())
def test_reads_a_path_as_the_engine_does(text: str, path: Path) -> None:
    assert paths.parse(text) == path


@pytest.mark.parametrize("text", [".a", "a[", "a[x]", 'a["b'])
def test_refuses_what_is_no_path(text: str) -> None:
    with pytest.raises(ValueError, match="not a property path"):
        paths.parse(text)


def test_writes_a_path_that_it_can_read_again() -> None:
    path: Path = ("a", "b.c", 0, 'd"e')
    assert paths.parse(path_text(path)) == path


IGNORED: dict[str, tuple[list[str], Inputs, Inputs, Inputs]] = {
    "the old value comes back": (["a"], {"a": 1}, {"a": 2}, {"a": 1}),
    "an ignored key that is new goes": (["a"], {}, {"a": 2, "b": 1}, {"b": 1}),
    "an ignored key that was dropped comes back": (["a"], {"a": 1}, {}, {"a": 1}),
    "below an object": (["m.x"], {"m": {"x": 1, "y": 1}}, {"m": {"y": 2}}, {"m": {"x": 1, "y": 2}}),
    "no object is made on the way": (["m.x"], {"m": {"x": 1}}, {}, {}),
    "an element by index": (["l[1]"], {"l": [1, 2]}, {"l": [3, 4]}, {"l": [3, 2]}),
    "no element is added": (["l[1]"], {"l": [1, 2]}, {"l": [3]}, {"l": [3]}),
    "each element's key": (
        ["l[*].i"],
        {"l": [{"i": 1, "j": 1}]},
        {"l": [{"i": 2, "j": 2}, {"i": 3}]},
        {"l": [{"i": 1, "j": 2}, {"i": 3}]},
    ),
    "all keys": (["m.*"], {"m": {"x": 1}}, {"m": {"y": 2}}, {"m": {"x": 1}}),
    "all keys at the top": (["*"], {"a": 1}, {"b": 2}, {"a": 1}),
    "a key with a dot": (['m["a.b"]'], {"m": {"a.b": 1}}, {"m": {"a.b": 2}}, {"m": {"a.b": 1}}),
    "through a secret": (
        ["m.x"],
        {"m": {"x": 1}},
        {"m": Secret({"x": 2})},
        {"m": Secret({"x": 1})},
    ),
    "what is no path is passed over": (["a["], {"a": 1}, {"a": 2}, {"a": 2}),
}


@pytest.mark.parametrize(("patterns", "old", "new", "kept"), IGNORED.values(), ids=IGNORED)
def test_ignored_changes(patterns: list[str], old: Inputs, new: Inputs, kept: Inputs) -> None:
    assert paths.with_old_values(new, old, patterns) == kept


def test_the_program_s_own_inputs_stay_as_they_are() -> None:
    new: Inputs = {"m": {"x": 2}}
    paths.with_old_values(new, {"m": {"x": 1}}, ["m.x"])
    assert new == {"m": {"x": 2}}
