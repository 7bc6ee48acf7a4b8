"""docs/moving.md is a session: its commands run one after the other, each line it shows comes."""

import re

import pytest

from tests.docs.test_commands import LEFT_OUT, ROOT
from tests.vendors.vendors import Vendors

from .conftest import Project
from .test_phases import faro, vendors

__all__ = ["faro", "vendors"]

pytestmark = pytest.mark.engine

PAGE = (ROOT / "docs" / "moving.md").read_text()


def test_the_page_is_what_happens(faro: Project, vendors: Vendors) -> None:
    vendors.sells("phase1.5")
    blocks = re.findall(r"^```console\n(.*?)^```", PAGE, re.DOTALL | re.MULTILINE)
    sessions = [s for block in blocks for s in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]]
    assert len(sessions) == 7
    vendors.sells("phase1")
    for session in sessions:
        command, *shown = session.splitlines()
        if command.startswith("pulumi up --stack "):
            vendors.sells(command.rpartition(" ")[2])
            faro.up(command.rpartition(" ")[2])
            continue
        printed = faro.faro(*command.removeprefix("faro ").split())
        said = iter(printed.splitlines())
        for line in shown:
            if line != LEFT_OUT:
                pattern = ".*".join(map(re.escape, line.split(LEFT_OUT)))
                assert any(re.search(pattern, found) for found in said), (
                    f"{command}: {line}\n{printed}"
                )
