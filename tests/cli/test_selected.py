"""The selected stack: read where the Pulumi CLI keeps it, taken where none is named, and told."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from faro.cli import main
from faro.model.diagnostic import Failure
from faro.program.project import Project
from faro.program.selection import selected

Capture = pytest.CaptureFixture[str]
CLOUD = "https://api.pulumi.com"
Select = Callable[[object], None]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project of two stacks without resources."""
    folder = tmp_path / "shop"
    folder.mkdir()
    (folder / "Pulumi.yaml").write_text("name: shop\nruntime: python\n")
    (folder / "__main__.py").write_text("")
    for name in ("dev", "prod"):
        (folder / f"Pulumi.{name}.yaml").write_text("")
    return folder


@pytest.fixture
def select(project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Select:
    """Write the workspace file of the project, as the CLI names it."""
    monkeypatch.setenv("PULUMI_HOME", str(tmp_path / "home"))
    for name in ("PULUMI_STACK", "PULUMI_BACKEND_URL"):
        monkeypatch.delenv(name, raising=False)

    def write(settings: object) -> None:
        digest = hashlib.sha1(str(project / "Pulumi.yaml").encode()).hexdigest()  # noqa: S324 as the CLI does
        path = tmp_path / "home" / "workspaces" / f"shop-{digest}-workspace.json"
        path.parent.mkdir(parents=True)
        path.write_text(settings if isinstance(settings, str) else json.dumps(settings))

    return write


@pytest.mark.parametrize(
    "said",
    [
        ({"stack": "prod"}, "", "prod"),
        ({"stack": "acme/shop/prod"}, "", "prod"),
        ({"stacks": {CLOUD: "acme/shop/dev"}}, "", "dev"),
        ({"stack": "prod", "stacks": {CLOUD: "dev"}}, CLOUD, "dev"),
        ({"stack": "prod", "stacks": {CLOUD: "dev"}}, "file:///state", "prod"),
        ({"stacks": {CLOUD: "dev", "file:///state": "prod"}}, "file:///state", "prod"),
        ({}, "", None),
    ],
)
def test_what_the_workspace_says(
    project: Path,
    select: Select,
    monkeypatch: pytest.MonkeyPatch,
    said: tuple[object, str, str | None],
) -> None:
    settings, backend, stack = said
    select(settings)
    monkeypatch.setenv("PULUMI_BACKEND_URL", backend)
    found = selected(Project.read(project))
    assert (found.stack if found else None) == stack


@pytest.mark.parametrize(("given", "stack"), [("acme/prod", "prod"), ("", None)])
def test_the_variable_comes_first(
    project: Path, select: Select, monkeypatch: pytest.MonkeyPatch, given: str, stack: str | None
) -> None:
    """Also an empty one, as the CLI has it."""
    select({"stack": "dev"})
    monkeypatch.setenv("PULUMI_STACK", given)
    found = selected(Project.read(project))
    assert (found.stack if found else None) == stack


@pytest.mark.parametrize(
    ("settings", "summary"),
    [
        ("{", "Invalid workspace file"),
        ("[]", "Invalid workspace file"),
        ({"stacks": [1]}, "Invalid workspace file"),
        ({"stacks": {CLOUD: "dev", "file:///state": "prod"}}, "Ambiguous stack selection"),
    ],
)
def test_a_selection_that_cannot_be_told(
    project: Path, select: Select, settings: object, summary: str
) -> None:
    select(settings)
    with pytest.raises(Failure, match=summary):
        selected(Project.read(project))


@pytest.mark.parametrize(
    ("words", "stacks"),
    [
        (["preview"], ["prod"]),
        (["cost"], ["prod"]),
        (["preview", "--all-stacks"], ["dev", "prod"]),
        (["cost", "--all-stacks"], ["dev", "prod"]),
        (["preview", "dev"], ["dev"]),
        (["cost", "--phase", "dev"], ["dev"]),
    ],
)
def test_it_is_what_a_command_takes(
    project: Path,
    select: Select,
    capsys: Capture,
    words: list[str],
    stacks: list[str],
) -> None:
    """What was not named is told, and how to have every stack."""
    select({"stack": "prod"})
    assert main([*words, f"--program={project}"]) == 0
    shown = capsys.readouterr()
    assert [name for name in ("dev", "prod") if name in shown.out] == stacks
    told = "Selected stack\n  prod, from `pulumi stack select`; --all-stacks takes every stack."
    assert (told in shown.err) is (len(words) == 1)


def test_a_wrong_selection_is_a_document_in_json(
    project: Path, select: Select, capsys: Capture
) -> None:
    select("{")
    assert main(["preview", "--json", f"--program={project}"]) == 1
    [found] = json.loads(capsys.readouterr().out)["diagnostics"]
    assert found["message"].startswith("Invalid workspace file: ")


def test_all_stacks_and_one(project: Path, capsys: Capture) -> None:
    assert main(["preview", "dev", "--all-stacks", f"--program={project}"]) == 1
    assert "--all-stacks contradicts dev." in capsys.readouterr().err
