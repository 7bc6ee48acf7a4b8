"""`faro explain --sensitivity`: the figures that move a bill most, and by how much."""

from __future__ import annotations

from pathlib import Path

import pytest

from faro.cli import main
from tests.cost.states import export, written
from tests.cost.test_estimate import RAILWAY, resource

SCRIPT = """
import json, sys
for line in sys.stdin:
    load = json.loads(line)["workload"]
    used = {"egress": float(load["response_kb"]) * load["mau"], "vcpu_months": load["seats"]}
    usage = {"plans": {"railway": "Pro"}, "resource_usage": {"api": used}}
    print("---")
    print(json.dumps(usage))
"""
Capture = pytest.CaptureFixture[str]


@pytest.fixture
def program(tmp_path: Path) -> Path:
    """A service whose egress follows from ``response_kb``, and its CPUs from ``seats``."""
    written(tmp_path / "Pulumi.yaml", "name: p\nruntime: python\n")
    written(tmp_path / "Pulumi.dev.yaml", "")
    written(tmp_path / "pyproject.toml", '[tool.faro]\nusage = "usage.py"\n')
    written(tmp_path / "usage.py", SCRIPT)
    export(tmp_path / "service.json", resource(RAILWAY, "api"))
    return tmp_path


def explained(capsys: Capture, program: Path, *words: str) -> list[str]:
    target = f"--sensitivity={program / 'service.json'}"
    assert main(["explain", target, "--mau=100", *words, f"--program={program}"]) == 0
    return capsys.readouterr().out.splitlines()


def test_each_figure_at_its_low_and_its_high_end(capsys: Capture, program: Path) -> None:
    """Egress is 0.05 a GB, 20 kB × 100; a CPU is 20 a month, 3 of them; 20 is the plan's fee that
    pays for usage. So 100 + 60 at typical; 50 and 200 for egress, 20 and 200 for CPUs.
    """
    head, columns, *rows = explained(capsys, program)
    assert head == "service.json  ≥ 160.00 USD a month at 100 users a month"
    assert columns == "figure       low  typical  high    at low   at high  difference"
    assert [row.replace("≥ ", "").split() for row in rows[:2]] == [
        ["seats", "1", "3", "10", "120.00", "300.00", "180.00"],
        ["response_kb", "10", "20", "40", "110.00", "260.00", "150.00"],
    ]
    assert [row.partition(":")[0] for row in rows[2:]] == ["seats", "response_kb"]


def test_what_is_given_is_not_varied(capsys: Capture, program: Path, tmp_path: Path) -> None:
    habits = written(tmp_path / "habits.yml", "seats: 3\nresponse_kb: 20\n")
    [_, said] = explained(capsys, program, f"--workload={habits}")
    assert said == "No assumed figure changes it."


@pytest.mark.parametrize("words", [(), ("api", "--mau=1k")])
def test_it_takes_a_load_and_no_word(
    capsys: Capture, program: Path, words: tuple[str, ...]
) -> None:
    target = f"--sensitivity={program / 'service.json'}"
    assert main(["explain", target, *words, f"--program={program}"]) == 1
    assert "faro explain --sensitivity STACK --mau 10k" in capsys.readouterr().err
