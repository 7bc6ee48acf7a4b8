"""docs/moving.md is a session: its commands run one after the other, each line it shows comes.

It is also the test of the journey: after each deployment, what was deployed is compared with what
was there before.
"""

import re
from collections.abc import Callable, Iterator

import pytest

from tests.docs.test_commands import LEFT_OUT, ROOT
from tests.engine.engine import PASSPHRASE
from tests.engine.summary import MOVES
from tests.vendors.vendors import Vendors

from .conftest import CHAIN, Project
from .journey import Journey, offline

pytestmark = pytest.mark.engine

PAGE = (ROOT / "docs" / "moving.md").read_text()


def sessions() -> Iterator[tuple[str, list[str]]]:
    """Commands, and the lines that each is said to print."""
    for block in re.findall(r"^```console\n(.*?)^```", PAGE, re.DOTALL | re.MULTILINE):
        for session in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, *shown = session.splitlines()
            yield command, shown


def test_the_page_is_what_happens(
    faro: Project,
    vendors: Vendors,
    monkeypatch: pytest.MonkeyPatch,
    record_property: Callable[[str, object], None],
) -> None:
    monkeypatch.setenv("PULUMI_CONFIG_PASSPHRASE", PASSPHRASE)
    with offline(faro.folder) as previews:
        journey = Journey(faro, vendors, previews)
        for command, shown in sessions():
            printed = journey.run(command)
            said = iter(printed.splitlines())
            for line in shown:
                if line != LEFT_OUT:
                    pattern = ".*".join(map(re.escape, line.split(LEFT_OUT)))
                    assert any(re.search(pattern, found) for found in said), (
                        f"{command}: {line}\n{printed}"
                    )
    assert tuple(dict.fromkeys(journey.deployed)) == CHAIN
    assert vendors.fakes["supabase"].count("POST /v1/projects") == 1
    orphans = faro.orphans(*CHAIN)
    assert orphans == []
    for key, count in zip(MOVES, journey.counted(len(orphans)), strict=True):
        record_property(key, count)
