"""`faro prices`: what it lists, and what it says where there is nothing."""

import json
import re
from pathlib import Path

import pytest

from faro.cli import main


def test_lists_what_every_word_is_in(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["prices", "supabase", "compute_small"]) == 0
    shown = capsys.readouterr()
    assert "0.0206" in shown.out
    assert re.search(r"read in\s+supabase/supabase:", shown.out)
    assert "Old prices" in shown.err


def test_shows_every_field_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["prices", "neon", "compute", "launch", "--format", "json"]) == 0
    [entry] = json.loads(capsys.readouterr().out)["prices"]
    assert (entry["price"], entry["unit"]) == ("0.106", "CU-hours")
    assert entry["source"]


def test_each_region_has_a_row(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["prices", "gcp", "vm_e2-small"]) == 0
    rows = capsys.readouterr().out.splitlines()
    [here] = [row for row in rows if "any, us-central1" in row and "spot" not in row]
    assert "0.016752855" in here


def test_nothing_is_found(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["prices", "gold"]) == 1
    assert "No matching price" in capsys.readouterr().err


def test_a_book_of_ones_own(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "own.yml"
    path.write_text("vendor: x\n")
    assert main(["prices", "--prices", str(path)]) == 1
    assert "currency: Field required" in capsys.readouterr().err
