"""The command of a diagnostic repeats the command line that was run."""

from __future__ import annotations

import pytest

from faro.cli import main
from faro.commands.corrected import corrected
from faro.model.diagnostic import error

Capture = pytest.CaptureFixture[str]
[UNKNOWN] = error(
    "Unknown stack", command="faro preview dev", correction=("dve", "dev")
).diagnostics


@pytest.mark.parametrize(
    ("words", "command"),
    [
        (["cost", "dve", "--mau", "10k"], "faro cost dev --mau 10k"),
        (["cost", "prod+dve", "--strict"], "faro cost prod+dev --strict"),
        (["preview", "--from=dve"], "faro preview --from=dev"),
        (["explain", "a dve", "dve"], "faro explain 'a dve' dev"),
        (["preview"], "faro preview dev"),
        (["preview", "dve", "--config", "app:password=dve"], "faro preview dev"),
        (["preview", "dve", "--config=app:password=dve"], "faro preview dev"),
    ],
)
def test_the_wrong_word_is_replaced(words: list[str], command: str) -> None:
    """In every place; not in a line that may hold a secret."""
    [one] = corrected([UNKNOWN], words)
    assert one.command == command


def test_it_is_the_command_that_was_run(capsys: Capture) -> None:
    assert main(["cost", "phase4", "--mau", "10k"]) == 1
    assert "run: faro cost phase3 --mau 10k" in capsys.readouterr().err


def test_the_phase_is_kept(capsys: Capture) -> None:
    assert main(["preview", "phase1", "--from", "phase9"]) == 1
    assert "run: faro preview phase1 --from phase" in capsys.readouterr().err
