"""Text output on a terminal of 80 columns."""

from __future__ import annotations

from pathlib import Path

import pytest

from faro.cli import main
from faro.move.standing import Standing
from faro.views import phases as phases_view
from faro.views.line import plain

ROOT = Path(__file__).parents[2]
Capture = pytest.CaptureFixture[str]
STACKS = ("phase1", "phase1.5", "phase2", "phase2-cloudrun", "phase3")


@pytest.fixture(autouse=True)
def _eighty(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")


def wide(text: str) -> list[str]:
    return [line for line in text.splitlines() if len(line) > 80]


@pytest.mark.parametrize(
    "words",
    [
        ("preview", "--all-stacks"),
        ("preview", "phase3", "--step", "all"),
        ("cost", *STACKS, "--mau", "1m"),
        ("cost", "--from", "phase1", "--to", "phase3", "--mau", "1m"),
    ],
    ids=" ".join,
)
def test_no_line_of_a_table_is_wider(capsys: Capture, words: tuple[str, ...]) -> None:
    assert main([*words, f"--program={ROOT}"]) == 0
    shown = capsys.readouterr().out
    assert shown.count("\n") > 10
    assert wide(shown) == []


def test_a_saved_report_is_not_wider(capsys: Capture, tmp_path: Path) -> None:
    report = tmp_path / "report.json"
    assert main(["preview", "phase2", f"--out={report}", "--json", f"--program={ROOT}"]) == 0
    assert main(["show", str(report)]) == 0
    assert wide(capsys.readouterr().out) == []


def test_the_phases_are_not_wider() -> None:
    """However many one may follow; every name is whole."""
    names = tuple(f"a-stack-of-a-long-name-{number}" for number in range(6))
    rows = [
        Standing(phase=name, follows=names, resources=None, updated="", moving_to=names[0])
        for name in names
    ]
    shown = plain(phases_view.render(rows, 100))
    assert all(name in shown for name in names)
    assert max(map(len, shown.splitlines())) <= 124, "three columns cannot be cut"
    short = [Standing(phase="p", follows=STACKS, resources=12, updated="2026-11-28T10:00:00Z")]
    assert wide(plain(phases_view.render(short, 80))) == []
    assert all(name in plain(phases_view.render(short, 80)) for name in STACKS)
