"""``faro export`` as a user calls it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from faro.cli import main
from faro.export.folder import write

STATE = {
    "version": 3,
    "deployment": {
        "resources": [
            {
                "urn": "urn:pulumi:dev::p::kubernetes:core/v1:ConfigMap::settings",
                "custom": True,
                "type": "kubernetes:core/v1:ConfigMap",
                "inputs": {
                    "apiVersion": "v1",
                    "kind": "ConfigMap",
                    "metadata": {"name": "settings"},
                },
            },
            {
                "urn": "urn:pulumi:dev::p::pulumi-python:dynamic:Resource::mine",
                "custom": True,
                "type": "pulumi-python:dynamic:Resource",
            },
        ]
    },
}


@pytest.fixture
def state(tmp_path: Path) -> str:
    file = tmp_path / "state.json"
    file.write_text(json.dumps(STATE), encoding="utf-8")
    return str(file)


def test_manifests_are_written_to_a_folder(state: str, tmp_path: Path) -> None:
    out = tmp_path / "new" / "folder"
    assert main(["export", state, "--format", "kubernetes", "--out", str(out)]) == 0
    assert [file.name for file in out.iterdir()] == ["1-configmap-settings.yaml"]


def test_a_plan_is_printed_and_names_what_it_leaves_out(
    state: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["export", state, "--format", "terraform-plan"]) == 0
    shown = capsys.readouterr()
    [change] = json.loads(shown.out)["resource_changes"]
    assert change["address"] == "kubernetes_config_map_v1.settings"
    assert "pulumi-python:dynamic:Resource (mine)" in " ".join(shown.err.split())


def test_a_folder_that_cannot_be_written_is_an_error(
    state: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    out = tmp_path / "file" / "below"
    assert main(["export", state, "--format", "kubernetes", "--out", str(out)]) == 1
    assert "Cannot write the export" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["state.json", "--format", "helm"], "'helm' is not one of"),
        (["state.json"], "Missing option '--format'"),
        (["none", "--format", "kubernetes"], "'none' is not one stack"),
    ],
)
def test_a_wrong_call_is_refused(
    arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["export", *arguments]) == 1
    assert said in " ".join(capsys.readouterr().err.split())


def test_a_later_export_removes_the_manifests_that_are_gone(state: str, tmp_path: Path) -> None:
    out = tmp_path / "out"
    write({"old.yaml": "# Exported by faro.\n", "mine.yaml": "a: 1\n"}, out)
    assert main(["export", state, "--format", "terraform-plan", "--out", str(out)]) == 0
    names = sorted(file.name for file in out.iterdir())
    assert names == ["mine.yaml", "old.yaml", "tfplan.json"]
    assert main(["export", state, "--format", "kubernetes", "--out", str(out)]) == 0
    names = sorted(file.name for file in out.iterdir())
    assert names == ["1-configmap-settings.yaml", "mine.yaml", "tfplan.json"]


def test_a_plan_goes_to_the_json_file_that_is_named(state: str, tmp_path: Path) -> None:
    out = tmp_path / "plan.json"
    assert main(["export", state, "--format", "terraform-plan", "--out", str(out)]) == 0
    assert json.loads(out.read_text(encoding="utf-8"))["format_version"] == "1.2"
