"""`faro cost`: which words go together, and what a comparison prints."""

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


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--from=phase1"], "Give --from and --to together"),
        (["--to=phase1"], "Give --from and --to together"),
        (["phase1", "--from=phase1", "--to=phase2"], "no PHASE beside them"),
        (["--from=phase1", "--to=phase2", "--format=json"], "printed as text"),
        (["--from=phase1", "--to=phase9"], "phase9"),
        (["--usage=a", "--mau=1"], "give one"),
    ],
)
def test_words_that_do_not_go_together(
    capsys: pytest.CaptureFixture[str], words: list[str], said: str
) -> None:
    assert main(["cost", *words, f"--program={ROOT}"]) == 1
    assert said in capsys.readouterr().err
