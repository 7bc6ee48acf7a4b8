"""`faro show`: a saved report in every form, and files that are none."""

from pathlib import Path

import pytest

from faro.cli import main
from faro.views import json
from tests.views import plans

Capture = pytest.CaptureFixture[str]


@pytest.mark.parametrize(
    ("form", "first"),
    [
        ("text", "phase1  against an empty stack"),
        ("markdown", "## 4 of 5 stacks change; data at risk in `phase2`"),
        ("annotations", "::warning file="),
    ],
)
def test_every_form(tmp_path: Path, capsys: Capture, form: str, first: str) -> None:
    path = tmp_path / "report.json"
    path.write_text(json.render(plans.phases(), show_same=True))
    assert main(["show", str(path), f"--format={form}"]) == 0
    assert capsys.readouterr().out.startswith(first)


def test_a_file_that_is_no_report(tmp_path: Path, capsys: Capture) -> None:
    path = tmp_path / "report.json"
    path.write_text("[]")
    assert main(["show", str(path)]) == 1
    assert "Not a saved report" in capsys.readouterr().err
