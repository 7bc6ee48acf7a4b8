"""`faro usage`: a file that prices the same as the workload it comes from."""

import json
from pathlib import Path

import pytest
import yaml

from faro.cli import main

ROOT = Path(__file__).parents[2]
PHASES = ("phase1", "phase1.5", "phase2", "phase2-cloudrun", "phase3")


def shown(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    assert main([*words, f"--program={ROOT}"]) == 0
    return capsys.readouterr().out


def total(document: str) -> str:
    return f"{float(json.loads(document)['totalMonthlyCost']):.2f}"


@pytest.mark.parametrize("phase", PHASES)
def test_prices_the_same_when_given_back(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], phase: str
) -> None:
    path = tmp_path / "usage.yml"
    path.write_text(shown(capsys, "usage", phase, "--mau=123457"))
    words = ("cost", phase, "--format=json")
    again = total(shown(capsys, *words, f"--usage={path}"))
    assert again == total(shown(capsys, *words, "--mau=123457"))


def test_is_worked_out_for_so_many_users(capsys: pytest.CaptureFixture[str]) -> None:
    text = shown(capsys, "usage", "phase2", "--mau=20000")
    assert text.startswith("# phase2 at 20,000 users a month.")
    assert yaml.safe_load(text)["resource_usage"]["supabase-project"]["mau"] == 20_000


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("phase9", "--mau=1"), "There is no phase 'phase9'; the phases are phase1, "),
        (("phase2",), "mau: Field required"),
        (("phase2", "--mau=-1"), "'-1' is no number of users"),
    ],
)
def test_what_it_cannot_work_out(
    capsys: pytest.CaptureFixture[str], words: tuple[str, ...], said: str
) -> None:
    assert main(["usage", *words, f"--program={ROOT}"]) == 1
    assert said in capsys.readouterr().err
