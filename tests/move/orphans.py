"""What the simulated providers made and still have, compared with what the states hold."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.engine.plugin import PACKAGES


class Made:
    """What was made since this object was, and not deleted."""

    def __init__(self, store: Path) -> None:
        self._store = store
        self._start = store.stat().st_size

    def now(self) -> Counter[tuple[str, str]]:
        """Type and id of each."""
        there: Counter[tuple[str, str]] = Counter()
        for note in self._store.read_bytes()[self._start :].decode().splitlines():
            sign, kind, identity = note.split(" ", 2)
            there[kind, identity] += 1 if sign == "+" else -1
        return +there

    def orphans(self, states: list[dict[str, Any]]) -> list[str]:
        """Say what is there and in no state, and what a state has that is not there."""
        held = Counter(each for state in states for each in _simulated(state))
        there = self.now()
        lost = [f"{kind} {identity} is in no state" for kind, identity in there - held]
        return lost + [f"{kind} {identity} is not there" for kind, identity in held - there]


def _simulated(state: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for raw in (state.get("deployment") or {}).get("resources") or ():
        by_plugin = raw["type"].partition(":")[0] in PACKAGES
        if raw.get("custom") and by_plugin and not raw.get("external"):
            yield raw["type"], raw["id"]
