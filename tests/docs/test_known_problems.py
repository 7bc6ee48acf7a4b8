"""The table of problems that others reported names files and tests that are there."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TABLE = (ROOT / "docs" / "vendors" / "known-problems.md").read_text()
ROWS = [line for line in TABLE.splitlines() if line.startswith("| ")][1:]


def test_every_problem_is_in_the_table() -> None:
    assert len(ROWS) == 31


def test_files_are_there() -> None:
    named = set(re.findall(r"`((?:providers|docs)/[\w/.-]+)`", TABLE))
    assert named
    assert [name for name in sorted(named) if not (ROOT / name).is_file()] == []


def test_tests_are_there() -> None:
    named = set(re.findall(r"`(test_\w+\.py)::(test_\w+)`", TABLE))
    assert len(named) >= 20
    for file, test in sorted(named):
        source = (ROOT / "tests" / "vendors" / file).read_text()
        assert f"def {test}(" in source, f"{file}::{test}"
