"""`faro preflight`: the whole command on the project's own phases, and wrong input."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from faro.cli import main

ROOT = Path(__file__).parents[2]
HERE = f"--program={ROOT}"


def test_lists_what_phase3_needs(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    out = tmp_path / "steps.json"
    words = ["--time-limit", "300", "--format", "json", "--out", str(out)]
    assert main(["preflight", "phase3", HERE, *words]) == 0
    found = json.loads(out.read_text())
    by_hand = [s["text"] for s in found["steps"] if s["group"] == "Google APIs" and not s["done"]]

    assert found["unknownTypes"] == []
    assert by_hand == ["cloudresourcemanager.googleapis.com", "serviceusage.googleapis.com"]
    assert {s["group"] for s in found["steps"]} == {
        *("Plans to buy", "Credentials", "Google APIs", "Roles of the deployer", "Quotas"),
        *("Images to push", "DNS", "Mails to confirm"),
    }
    assert "N2_CPUS in asia-northeast1: 52" in [s["text"] for s in found["steps"]]
    assert capsys.readouterr().err == ""


def test_lists_what_a_stack_export_needs(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """Of any program: the file alone is enough."""
    urn = "urn:pulumi:dev::shop::gcp:storage/bucket:Bucket::media"
    bucket = {"urn": urn, "custom": True, "type": "gcp:storage/bucket:Bucket", "id": "media"}
    state = tmp_path / "state.json"
    state.write_text(json.dumps({"version": 3, "deployment": {"resources": [bucket]}}))

    assert main(["preflight", str(state)]) == 0
    shown = capsys.readouterr().out
    assert "[ ] storage.googleapis.com (media)" in shown
    assert "--project=PROJECT" in shown


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["phase9"], "phase9"),
        (["phase2+phase3"], "One stack at a time"),
        (["missing.json"], "missing.json"),
        ([], "Missing argument"),
        (["phase1", "--format", "yaml"], "'yaml'"),
    ],
)
def test_wrong_input_is_refused(
    capsys: pytest.CaptureFixture[str], words: list[str], said: str
) -> None:
    assert main(["preflight", *words, HERE]) == 1
    assert said in capsys.readouterr().err
