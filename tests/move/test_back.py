"""A pair of the shipped phases: killed at every stage, rolled back, and promoted again."""

import re
from collections.abc import Callable

import pytest

from tests.engine.engine import PASSPHRASE
from tests.engine.summary import MOVES
from tests.vendors.vendors import Vendors

from .conftest import CHAIN, Project
from .journey import Journey, offline

pytestmark = pytest.mark.engine

DATA = {"database-primary", "database-database", "database-password"}
"""What only the later phase has, and what bears its data."""
FROM, TO = "phase2", "phase2-cloudrun"


def test_there_and_back_and_there_again(
    faro: Project,
    vendors: Vendors,
    monkeypatch: pytest.MonkeyPatch,
    record_property: Callable[[str, object], None],
) -> None:
    """What both phases have keeps its id; data stays where it is; nothing is without a stack."""
    monkeypatch.setenv("PULUMI_CONFIG_PASSPHRASE", PASSPHRASE)
    with offline(faro.folder) as previews:
        journey = Journey(faro, vendors, previews)
        journey.run(f"pulumi config set moveStep contract --stack {FROM}")
        journey.run(f"pulumi up --stack {FROM}")
        journey.killed("promote", FROM, TO)
        journey.run(f"faro promote {FROM} {TO} --yes")
        journey.run(f"pulumi up --stack {TO}")
        expanded = journey.ids

        said = journey.run(f"faro rollback {FROM} {TO} --yes")
        stayed = faro.ids(TO)
        assert stayed.keys() >= DATA
        assert re.search(rf"^  stays in {TO}: database \(faro:postgres:CloudSql\)$", said, re.M)
        journey.back(FROM)
        assert faro.ids(TO) == stayed, "an update of the earlier phase touches nothing of it"
        assert faro.orphans(*CHAIN) == []

        journey.run(f"faro promote {FROM} {TO} --yes")
        journey.run(f"pulumi up --stack {TO}")
    kept = expanded.keys() & (stayed.keys() | faro.ids(TO).keys())
    again = {name for name in kept if journey.ids[name] != expanded[name]}
    assert again & stayed.keys() == set()
    orphans = faro.orphans(*CHAIN)
    assert orphans == []
    for key, count in zip(MOVES, journey.counted(len(orphans)), strict=True):
        record_property(key, count)
