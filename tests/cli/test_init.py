"""`faro init`: what it writes for projects of several shapes, and what it leaves alone."""

from __future__ import annotations

import os
import re
import tomllib
from pathlib import Path

import pytest
import yaml

from faro.cli import main
from faro.program.phases import Phases
from faro.program.project import Project

ROOT = Path(__file__).parents[2]
Capture = pytest.CaptureFixture[str]
ACTION = "--action=acme/faro-scaling@0123456789012345678901234567890123456789"
POETRY = """\
# The project.
[tool.poetry]
name = "shop" # its name

[tool.black]
line-length = 80"""


def put(folder: Path, **texts: str) -> Path:
    """Write the files of a project; ``__`` in a name stands for a dot."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in {"Pulumi__yaml": "name: shop\nruntime: python\n", **texts}.items():
        (folder / name.replace("__", ".")).write_bytes(text.encode())
    return folder


def run(folder: Path, *words: str) -> int:
    return main(["init", f"--program={folder}", *words])


def tree(folder: Path) -> dict[str, bytes]:
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


@pytest.mark.parametrize(
    ("before", "gap"),
    [
        ("", ""),
        ('[project]\nname = "shop"\n', "\n"),
        (POETRY, "\n\n"),
        ("[project]\r\nname = 'shop'\r\n", "\r\n"),
    ],
)
def test_the_table_is_added_at_the_end(tmp_path: Path, before: str, gap: str) -> None:
    """All that stood there stands there, byte by byte."""
    texts = {"pyproject__toml": before} if before else {}
    folder = put(tmp_path, Pulumi__dev__yaml="", **{"Pulumi__prod__eu__yaml": ""}, **texts)
    assert run(folder, ACTION) == 0
    written = (folder / "pyproject.toml").read_bytes().decode()
    assert written.startswith(before + gap + "# Which stack")
    assert ("\r\n" in written) is ("\r\n" in before)
    phases = Phases.read(Project.read(folder))
    assert dict(phases.follows) == {"dev": (), "prod.eu": ()}


def test_the_workflows_are_those_of_the_page(tmp_path: Path) -> None:
    """One text: docs/pull-requests.md shows it, the command writes it."""
    page = (ROOT / "docs/pull-requests.md").read_text(encoding="utf-8")
    shown = re.findall(r"^```yaml\n(.*?)^```", page, re.DOTALL | re.MULTILINE)
    folder = put(tmp_path, Pulumi__dev__yaml="")
    assert run(folder) == 0
    written = [folder / ".github/workflows" / f"{name}.yml" for name in ("preview", "comment")]
    assert [path.read_text(encoding="utf-8") for path in written] == shown


@pytest.mark.parametrize(
    ("texts", "step"),
    [
        ({}, None),
        ({"requirements__txt": "pulumi\n"}, None),
        ({"uv__lock": ""}, "pipx run uv sync --locked"),
        ({"pyproject__toml": POETRY}, "pipx run poetry install --no-root"),
        ({"poetry__lock": ""}, "pipx run poetry install --no-root"),
        (
            {"Pulumi__yaml": "name: s\nruntime: {name: python, options: {toolchain: uv}}\n"},
            "pipx run uv sync --locked",
        ),
    ],
)
@pytest.mark.parametrize("below", ["", "infra"])
def test_a_workflow_fits_the_project(
    tmp_path: Path, texts: dict[str, str], step: str | None, below: str
) -> None:
    """The packages are installed by the project's tool, in the project's folder."""
    (tmp_path / ".git").mkdir()
    assert run(put(tmp_path / below, Pulumi__dev__yaml="", **texts), ACTION) == 0
    workflows = tmp_path / ".github/workflows"
    [job] = yaml.safe_load((workflows / "preview.yml").read_text())["jobs"].values()
    *_, uses = job["steps"]
    assert uses["uses"] == ACTION.partition("=")[2]
    assert uses.get("with") == ({"program": below} if below else None)
    runs = [each for each in job["steps"] if "run" in each]
    assert [step in each["run"] for each in runs if step] == [True] * bool(step)
    assert [each.get("working-directory") for each in runs] == [below or None] * bool(step)
    comment = (workflows / "comment.yml").read_text()
    assert f"acme/faro-scaling/.github/actions/comment@{ACTION.partition('@')[2]}" in comment
    assert "OWNER" not in comment


def test_a_dry_run_writes_nothing_and_shows_all(tmp_path: Path, capsys: Capture) -> None:
    folder = put(tmp_path, Pulumi__dev__yaml="")
    before = tree(folder)
    assert run(folder, "--dry-run") == 0
    assert tree(folder) == before
    shown = capsys.readouterr().out
    assert shown.startswith("Project shop: Python with pip; stacks: dev.\n")
    assert f"Would create {folder}/pyproject.toml\n" in shown
    assert "  [tool.faro.phases]\n  dev = []\n" in shown
    assert "  name: Comment\n" in shown
    assert "Replace OWNER/faro-scaling@COMMIT" in shown


def test_a_second_time_changes_nothing(tmp_path: Path, capsys: Capture) -> None:
    folder = put(tmp_path, Pulumi__dev__yaml="")
    assert run(folder, ACTION) == 0
    before = tree(folder)
    capsys.readouterr()
    assert run(folder, ACTION, "--force") == 0
    assert tree(folder) == before
    assert re.findall(r"^(\w+) /", capsys.readouterr().out, re.MULTILINE) == ["Keep"] * 3


def test_what_differs_is_kept_and_said(tmp_path: Path, capsys: Capture) -> None:
    """Unless it is to be overwritten, which is said, too."""
    own = "[tool.faro]\nphases = {dev = []}\n"
    folder = put(tmp_path, Pulumi__dev__yaml="", pyproject__toml=own)
    workflow = folder / ".github/workflows/preview.yml"
    workflow.parent.mkdir(parents=True)
    workflow.write_text("name: mine\n")
    assert run(folder, ACTION) == 0
    assert workflow.read_text() == "name: mine\n"
    assert f"Keep, though it differs, {workflow}\n" in capsys.readouterr().out
    assert run(folder, ACTION, "--force") == 0
    assert workflow.read_text().startswith("name: Preview\n")
    assert f"Overwrite {workflow}\n" in capsys.readouterr().out
    assert (folder / "pyproject.toml").read_text() == own


@pytest.mark.parametrize(
    ("texts", "said"),
    [
        ({"Pulumi__yaml": "name: s\nruntime: nodejs\n"}, "Unsupported runtime"),
        ({"Pulumi__yaml": "runtime: python\n"}, "Invalid project file"),
        ({"pyproject__toml": "[tool"}, "Invalid pyproject.toml"),
        ({"pyproject__toml": "tool = {black = {}}\n"}, "Invalid pyproject.toml"),
        ({"pyproject__toml": "a = '\udcff'"}, "Invalid pyproject.toml"),
    ],
)
def test_a_wrong_project_is_one_diagnostic(
    tmp_path: Path, capsys: Capture, texts: dict[str, str], said: str
) -> None:
    """And nothing is written."""
    raw = {name: text for name, text in texts.items() if text.isascii()}
    folder = put(tmp_path, **{"Pulumi__dev__yaml": "", **raw})
    if raw != texts:
        (folder / "pyproject.toml").write_bytes(b"a = '\xff'")
    before = tree(folder)
    assert run(folder) == 1
    assert capsys.readouterr().err.startswith(f"error: {said}\n")
    assert tree(folder) == before


def test_a_folder_without_a_project_or_a_stack(tmp_path: Path, capsys: Capture) -> None:
    assert run(tmp_path) == 1
    assert "No Pulumi project found" in capsys.readouterr().err
    assert run(put(tmp_path)) == 1
    assert "No stack found" in capsys.readouterr().err
    assert sorted(tree(tmp_path)) == ["Pulumi.yaml"]


def test_a_place_that_cannot_be_written(tmp_path: Path, capsys: Capture) -> None:
    """What was written before is named."""
    folder = put(tmp_path, Pulumi__dev__yaml="", __github="a file")
    assert run(folder) == 1
    err = capsys.readouterr().err
    assert "Cannot write the file" in err
    assert f"Written before it: {folder}/pyproject.toml." in err


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is read-only for root")
def test_a_read_only_folder(tmp_path: Path, capsys: Capture) -> None:
    folder = put(tmp_path, Pulumi__dev__yaml="")
    folder.chmod(0o500)
    try:
        assert run(folder) == 1
    finally:
        folder.chmod(0o700)
    assert "Nothing was written." in capsys.readouterr().err


@pytest.mark.parametrize("action", ["acme", "acme/faro", "acme/faro@", "a b/c@d", "acme/faro@x\ny"])
def test_an_action_without_a_commit(tmp_path: Path, capsys: Capture, action: str) -> None:
    assert run(put(tmp_path, Pulumi__dev__yaml=""), f"--action={action}") == 1
    assert "is not OWNER/REPOSITORY@COMMIT" in capsys.readouterr().err


def test_the_table_is_toml_for_any_stack(tmp_path: Path) -> None:
    folder = put(tmp_path, **{"Pulumi__a-b__yaml": "", "Pulumi__1__5__yaml": ""})
    assert run(folder) == 0
    found = tomllib.loads((folder / "pyproject.toml").read_text())
    assert found["tool"]["faro"]["phases"] == {"1.5": [], "a-b": []}
