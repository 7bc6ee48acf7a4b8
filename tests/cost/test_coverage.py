"""How much of what people use has a price, or is free for a reason."""

from collections import Counter

import pytest
import yaml

from tests.bench.costs import PUBLIC, known

PROGRAMS = yaml.safe_load(PUBLIC.read_text(encoding="utf-8"))
TYPES = sum((Counter(program["resources"]) for program in PROGRAMS), Counter[str]())


def test_of_ten_public_programs() -> None:
    assert len(PROGRAMS) == 10
    found = sum(count for type_, count in TYPES.items() if known(type_))
    assert found >= TYPES.total() * 0.9


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda p: f"{p['repository']}/{p['folder']}")
def test_each_names_what_it_was_measured_on(program: dict[str, object]) -> None:
    assert len(str(program["commit"])) == 40
    assert program["resources"]
