"""Random faults and kills, by seed: whatever happens, state and vendor agree in the end.

``FARO_FAULT_RUNS=50`` makes as many runs as ``make faults`` does; `make test` makes one for each
vendor.
"""

import json
import os
import signal
import threading
from dataclasses import dataclass
from random import Random
from typing import Any

import pytest

from tests.engine.engine import Engine

from .case import Case
from .fake import TOKEN, Fault
from .stack import Stack
from .vendors import CASES

pytestmark = pytest.mark.engine

RUNS = int(os.environ.get("FARO_FAULT_RUNS", len(CASES)))
MOST_DEPLOYMENTS = 6
KILLS = (None, signal.SIGINT, signal.SIGKILL)
FAULTS: tuple[dict[str, Any], ...] = (
    {"status": 429, "headers": {"Retry-After": "0"}},
    {"status": 429},
    {"status": 423},
    {"status": 500},
    {"status": 503, "done": True},
    {"reset": True},
)


@dataclass(frozen=True)
class Undisturbed:
    """A deployment where nothing goes wrong: what is there in the end, and what was asked."""

    things: int
    kinds: tuple[str, ...]


def faults(random: Random, kinds: tuple[str, ...]) -> list[Fault]:
    """Up to eight faults on requests of any kind."""
    return [
        Fault(random.choice(kinds), times=random.randint(1, 2), **random.choice(FAULTS))
        for _ in range(random.randint(3, 8))
    ]


@pytest.mark.parametrize("seed", range(RUNS))
def test_nothing_is_lost_or_doubled(engine: Engine, seed: int) -> None:
    random = Random(seed)  # noqa: S311 to be drawn again
    case = list(CASES.values())[seed % len(CASES)]
    usual = undisturbed(engine, case)
    fake = case.fake()
    with fake.serving():
        stack = Stack(engine=engine, fakes={case.namespace: fake}, resources=case.resources)
        fake.faults += faults(random, usual.kinds)
        how = random.choice(KILLS)
        if how is not None:
            fake.alarm = (random.randint(2, 12), threading.Event())
            stack = stack.interrupted_up(fake.alarm[1], how)
        for _ in range(MOST_DEPLOYMENTS):
            stack, worked = stack.trying_up()
            if worked:
                break
        assert worked, (seed, how, stack.said[-1])
        assert stack.preview() == {}
        assert stack.refresh().preview() == {}, "state and vendor agree"
        assert case.things(fake) == usual.things, "none twice"
        everything = [json.dumps(stack.state), *stack.said]
        hidden = [TOKEN, *fake.secrets()]
        assert [s for s in hidden for text in everything if s in text] == []
        fake.faults.clear()
        stack.destroy()
        assert case.things(fake) == 0, "nothing is left"


def undisturbed(engine: Engine, case: Case) -> Undisturbed:
    """Deploy a case once without a fault."""
    if case.namespace not in _UNDISTURBED:
        with case.fake().serving() as fake:
            Stack(engine=engine, fakes={case.namespace: fake}, resources=case.resources).up()
            kinds = tuple(sorted({call.kind for call in fake.calls}))
            _UNDISTURBED[case.namespace] = Undisturbed(case.things(fake), kinds)
    return _UNDISTURBED[case.namespace]


_UNDISTURBED: dict[str, Undisturbed] = {}
