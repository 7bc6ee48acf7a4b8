"""`faro cost`: which words go together, and what a comparison prints."""

from decimal import Decimal
from pathlib import Path

import pytest

from faro.cli import main

ROOT = Path(__file__).parents[2]


def test_one_phase_against_another(capsys: pytest.CaptureFixture[str]) -> None:
    words = ["cost", "--from=phase1.5", "--to=phase2", "--mau=1000", f"--program={ROOT}"]
    assert main(words) == 0
    first, *rows, total = capsys.readouterr().out.splitlines()
    assert first == "phase1.5 => phase2, USD a month"
    assert any(row.startswith("+") and "api-service" in row for row in rows)
    assert total.startswith("total ")


def test_the_parts_make_up_the_total(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["cost", "phase1.5", "phase2", "--mau=100000", f"--program={ROOT}"]) == 0
    rows = [line.split("  ") for line in capsys.readouterr().out.splitlines()]
    found = {
        name: [Decimal(cell.replace(",", "")) for cell in cells]
        for name, cells in map(_cells, rows)
        if name in ("total", "fixed", "by usage", "credits", "free allowances")
    }
    parts = zip(*(found[part] for part in found if part != "total"), strict=True)
    for part, total in zip(parts, found["total"], strict=True):
        assert abs(sum(part) - total) <= Decimal("0.02"), "each is rounded by itself"


def _cells(row: list[str]) -> tuple[str, list[str]]:
    """The name of a row of the table, and what stands in its columns."""
    words = [cell.strip() for cell in row if cell.strip()]
    return (words[0], words[1:]) if words else ("", [])


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--from=phase1"], "Give --from and --to together"),
        (["--to=phase1"], "Give --from and --to together"),
        (["phase1", "--from=phase1", "--to=phase2"], "no PHASE beside them"),
        (["--from=phase1", "--to=phase9"], "phase9"),
        (["--usage=a", "--mau=1"], "give one"),
    ],
)
def test_words_that_do_not_go_together(
    capsys: pytest.CaptureFixture[str], words: list[str], said: str
) -> None:
    assert main(["cost", *words, f"--program={ROOT}"]) == 1
    assert said in capsys.readouterr().err
