"""``--json``: a document on standard output, the same as with ``--format json``."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from faro.cli import main
from tests.cost.states import export
from tests.cost.test_estimate import SUPABASE, resource

ROOT = Path(__file__).parents[2]
Capture = pytest.CaptureFixture[str]


@pytest.fixture
def state(tmp_path: Path) -> str:
    """A stack of one priced resource."""
    db = resource(SUPABASE, "db", plan="pro", compute_size="small")
    return str(export(tmp_path / "state.json", db))


def printed(capsys: Capture, *words: str) -> str:
    assert main([*words, f"--program={ROOT}"]) == 0
    return capsys.readouterr().out


def test_it_is_short_for_the_format(capsys: Capture, state: str) -> None:
    for words in (["cost", state], ["explain", "db", state]):
        short = json.loads(printed(capsys, *words, "--json"))
        long = json.loads(printed(capsys, *words, "--format=json"))
        assert {**short, "timeGenerated": ""} == {**long, "timeGenerated": ""}


def test_an_explanation(capsys: Capture, state: str) -> None:
    """Each line with its amount; what is not known is null."""
    found = json.loads(printed(capsys, "explain", "db", state, "--json"))
    [one] = found["explanations"]
    assert (found["currency"], found["per"]) == ("USD", "month")
    amounts = {line["meter"]: line["cost"] for line in one["lines"]}
    assert None in amounts.values(), "usage is not given"
    assert any(cost and float(cost["amount"]) > 0 for cost in amounts.values())


def test_another_format_beside_it(capsys: Capture, state: str) -> None:
    assert main(["cost", state, "--json", "--format=html"]) == 1
    assert "--json and --format html contradict each other." in capsys.readouterr().err


def test_it_comes_before_the_name_of_a_file(capsys: Capture, state: str, tmp_path: Path) -> None:
    out = tmp_path / "report.html"
    assert printed(capsys, "cost", state, "--json", f"--out={out}") == ""
    assert json.loads(out.read_text())["currency"] == "USD"
