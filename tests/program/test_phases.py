"""Which stack may follow which."""

from __future__ import annotations

from pathlib import Path

import pytest

from faro.model.diagnostic import Failure
from faro.program.phases import Phases
from faro.program.project import Project


def phases(folder: Path, text: str | None, stacks: str = "a b c d") -> Phases:
    """The phases of a project with these stack files."""
    (folder / "Pulumi.yaml").write_text("name: shop\nruntime: python\n")
    for stack in stacks.split():
        (folder / f"Pulumi.{stack}.yaml").touch()
    if text is not None:
        (folder / "pyproject.toml").write_text(text, encoding="utf-8")
    return Phases.read(Project.read(folder))


def table(**follows: list[str]) -> str:
    """``[tool.faro.phases]``."""
    lines = [f"{stack} = {before}" for stack, before in follows.items()]
    return "\n".join(["[tool.faro.phases]", *lines])


@pytest.mark.parametrize(
    "text", [None, "", "[project]\nname = 'x'\n", "[tool.other]\nphases = 3\n"]
)
def test_without_settings_no_stack_follows_another(tmp_path: Path, text: str | None) -> None:
    """The stacks are the files, by name."""
    found = phases(tmp_path, text, "b a")
    assert found.order == ("a", "b")
    assert list(found.edges()) == []
    assert found.before("a") is None


def test_settings_without_phases(tmp_path: Path) -> None:
    """``[tool.faro]`` alone names none."""
    assert phases(tmp_path, "[tool.faro]\n").order == ()


@pytest.mark.parametrize(
    ("follows", "order"),
    [
        ({"b": [], "a": []}, ("b", "a")),
        ({"a": ["b"], "b": []}, ("b", "a")),
        ({"d": ["c"], "c": ["b"], "b": ["a"], "a": []}, ("a", "b", "c", "d")),
        ({"a": [], "d": ["c"], "b": ["a"], "c": ["a"]}, ("a", "b", "c", "d")),
        ({"a": [], "c": ["a", "b"], "b": ["a"], "d": ["a"]}, ("a", "b", "c", "d")),
        ({}, ()),
    ],
)
def test_the_order(tmp_path: Path, follows: dict[str, list[str]], order: tuple[str, ...]) -> None:
    """Each after all that it may follow, otherwise as they are written."""
    assert phases(tmp_path, table(**follows)).order == order


def test_the_first_named_is_the_usual_one(tmp_path: Path) -> None:
    """The others are moves that may be asked for."""
    found = phases(tmp_path, table(a=[], b=["a"], c=["b", "a"], d=["c"]))
    assert {stack: found.before(stack) for stack in "abcd"} == {
        "a": None,
        "b": "a",
        "c": "b",
        "d": "c",
    }
    assert found.before("no-such") is None
    assert list(found.edges()) == [("a", "b"), ("b", "c"), ("a", "c"), ("c", "d")]


def test_a_stack_with_a_dot(tmp_path: Path) -> None:
    """Its name is quoted in the table."""
    found = phases(tmp_path, '[tool.faro.phases]\na = []\n"a.5" = ["a"]\n', "a a.5")
    assert found.order == ("a", "a.5")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[tool.faro\n", ["pyproject.toml"]),
        ("[tool.faro]\nphase = {}\n", ["phase: "]),
        ("[tool.faro]\nphases = []\n", ["phases: "]),
        ("[tool]\nfaro = 3\n", ["tool.faro: it must be a table"]),
        ("[tool.faro.phases]\na = 'b'\n", ["phases.a: "]),
        ("[tool.faro.phases]\na = [1]\n", ["phases.a.0: "]),
        (table(a=["a"]), ["a → a is a cycle"]),
        (table(a=["b"], b=["c"], c=["a"]), ["is a cycle"]),
        (table(a=["x"]), ["phases.a: follows 'x', which is not a phase"]),
        (table(x=[]), ["phases.x: there is no Pulumi.x.yaml"]),
        (table(x=["y"], a=["z"]), ["no Pulumi.x.yaml", "follows 'y'", "follows 'z'"]),
    ],
)
def test_settings_that_are_not_valid(tmp_path: Path, text: str, said: list[str]) -> None:
    """Each thing that is wrong, once, with the file."""
    with pytest.raises(Failure) as caught:
        phases(tmp_path, text)
    found = caught.value.diagnostics
    assert len(found) == len(said)
    for each, part in zip(found, said, strict=True):
        assert part in each.detail
        assert str(tmp_path / "pyproject.toml") in each.detail
        assert each.address


def test_settings_in_another_encoding(tmp_path: Path) -> None:
    """A file that is no UTF-8 is no TOML."""
    (tmp_path / "pyproject.toml").write_bytes(b"[tool.faro]\n# \xff\n")
    with pytest.raises(Failure, match=r"Invalid pyproject\.toml"):
        phases(tmp_path, None)


def test_another_tool_alone_gives_no_phases(tmp_path: Path) -> None:
    """Whatever stands in the place of the tools."""
    assert phases(tmp_path, "tool = 3\n", "a").follows == {"a": ()}
