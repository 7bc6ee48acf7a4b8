"""The engine itself, with simulated providers, decides as the offline rules say it does."""

from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from . import drift
from .engine import Preview, State
from .parity import OTHERS, Case, Parity
from .plugin import top

pytestmark = pytest.mark.engine

RULES: dict[str, dict[str, dict[str, str]]] = yaml.safe_load(
    Path(__file__).with_name("rules.yml").read_text()
)
Steps = dict[str, list[dict[str, object]]]


def steps_by_name(preview: Preview) -> Steps:
    """Sort the steps of a preview by logical name."""
    found = defaultdict(list)
    for step in preview.steps:
        found[step["urn"].split("::", 3)[3]].append(step)
    return found


def mismatch(steps: list[dict[str, object]], expected: str) -> str:
    """Say how the steps of one resource differ from what a rule expects, if they do."""
    op, *reasons = expected.split()
    wanted = dict(reason.split("=") for reason in reasons)
    actual = "+".join(sorted(str(step["op"]) for step in steps))
    found = [actual] if actual != op else []
    for letter, key in (("R", "replaceReasons"), ("D", "diffReasons")):
        if letter in wanted:
            keys = {top(str(k)) for step in steps for k in list(step.get(key) or [])}  # type: ignore[call-overload]
            if ",".join(sorted(keys)) != wanted[letter]:
                found.append(f"{letter}={','.join(sorted(keys))}")
    return " ".join(found)


@pytest.mark.parametrize("name", RULES)
def test_engine_decides_by_the_rules(name: str, parity: Parity) -> None:
    """Each rule is shown by the resources that the table names for it."""
    case = Case(deployed=1, now=2)
    state = parity.start(name, case)
    steps = steps_by_name(parity.engine.preview(parity.program(name, 2), state, OTHERS))
    wrong = [
        f"{rule}: {resource} is {found}, not {expected}"
        for rule, resources in RULES[name].items()
        for resource, expected in resources.items()
        if (found := mismatch(steps[resource], expected))
    ]
    assert not wrong, "\n".join(["", *wrong])


FLAGS: list[tuple[Callable[[State, drift.Resource], None], dict[str, str]]] = [
    (drift.tainted, {"replaced": "replace R=id D=", "by-name": "replace R=bucket"}),
    (drift.half_made, {"replaced": "update R= D=", "by-name": "same"}),
    (drift.pending_replacement, {"replaced": "replace R= D=", "by-name": "replace"}),
    (drift.pending_deletion, {"replaced": "same", "by-name": "same"}),
    (drift.removed, {"replaced": "create", "by-name": "replace", "by-url": "update"}),
    (drift.drifted, {"replaced": "replace R=location"}),
    (drift.forgotten, {"replaced": "same", "by-name": "same"}),
    (drift.reported, {"replaced": "same", "by-url": "update", "by-name": "same"}),
]


@pytest.mark.parametrize(("edit", "expected"), FLAGS, ids=[edit.__name__ for edit, _ in FLAGS])
def test_engine_decides_by_the_state(
    edit: Callable[[State, drift.Resource], None], expected: dict[str, str], parity: Parity
) -> None:
    """What happened to one resource behind the program's back decides, and spreads."""
    before = parity.start("spread", Case(deployed=1, now=1))
    assert before is not None
    state = drift.edited(before, "replaced", edit)
    steps = steps_by_name(parity.engine.preview(parity.program("spread", 1), state))
    wrong = {
        name: found for name, text in expected.items() if (found := mismatch(steps[name], text))
    }
    assert not wrong


def test_state_is_what_an_export_prints(parity: Parity) -> None:
    """The state that the harness hands out is the export of the CLI, secrets encrypted."""
    state = parity.start("secrets", Case(deployed=1, now=1))
    assert state is not None
    assert parity.engine.export(parity.program("secrets", 1), state) == state
