"""Infracost's goldens: the same to the cent, or different for a reason that is written down."""

from pathlib import Path

import pytest

from tests.bench.parity.google import compared, counts, files

FEWEST_SAME = {"google": 320}


@pytest.mark.parametrize("path", files(), ids=lambda path: path.stem)
def test_every_line_is_there_and_each_difference_has_its_reason(path: Path) -> None:
    found = list(compared(path))
    assert [line for line in found if line.state == "no line"] == []
    assert [line for line in found if line.state != "same" and not line.reason] == []
    assert counts(found)["same"] >= FEWEST_SAME.get(path.stem, 0)
