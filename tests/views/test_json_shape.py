"""The rules by which the engine prints its steps."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

from faro.engine.wire import UNKNOWN_TEXT
from faro.model.plan import Action, Plan
from faro.model.value import UNKNOWN, Secret
from faro.views.json import document
from faro.views.resource_json import seconds, state

from . import plans


def digest(plan: Plan, *, show_same: bool = False) -> dict[str, Any]:
    return document(plans.report(plan), show_same=show_same)


def ops(plan: Plan, *, show_same: bool = False) -> list[tuple[str, str]]:
    steps = digest(plan, show_same=show_same)["steps"]
    return [(step["op"], step["urn"].rpartition("::")[2]) for step in steps]


def test_the_root_stack_is_always_a_step() -> None:
    """Even where it is the only one, and counted as the engine counts it."""
    assert ops(plans.unchanged()) == [("same", plans.ROOT)]
    assert digest(plans.unchanged())["changeSummary"] == {"same": 3}


def test_unchanged_ones_only_on_request() -> None:
    """``--show-same`` is the engine's ``--show-sames``."""
    shown = ops(plans.unchanged(), show_same=True)
    assert shown == [("same", plans.ROOT), ("same", "db"), ("same", "primary")]


def test_a_changed_protection_is_a_step() -> None:
    """The one change of an unchanged resource that the engine shows."""
    assert ("same", "primary") in ops(plans.options())


def test_what_the_engine_hides_stands_under_our_key() -> None:
    """No step for a left-over deletion nor for what a plugin registers; both are told."""
    found = digest(plans.options())
    hidden = {"delete-replaced", "not-previewed"}
    assert hidden.isdisjoint(step["op"] for step in found["steps"])
    assert hidden.isdisjoint(found["changeSummary"])
    assert {each["op"] for each in found["faro"]["notShown"]} == hidden


def test_no_difference_is_null() -> None:
    """The engine always prints ``detailedDiff``."""
    assert all(step["detailedDiff"] is None for step in digest(plans.creation())["steps"])


def test_a_replacing_property_has_its_own_kind() -> None:
    """As in ``sdk/go/common/apitype/events.go``."""
    steps = {
        step["urn"].rpartition("::")[2]: step for step in digest(plans.replacements())["steps"]
    }
    assert steps["primary"]["detailedDiff"] == {
        "databaseVersion": {"kind": "update-replace", "inputDiff": True}
    }
    assert steps["primary"]["replaceReasons"] == ["databaseVersion"]
    assert steps["primary"]["faro"]["deleteBeforeReplace"] is True


def test_a_path_below_a_secret_ends_at_it() -> None:
    """The keys of a secret object are part of the secret."""
    old = replace(plans.RUN, inputs={"auth": Secret({"user": "a"})})
    new = replace(plans.RUN, inputs={"auth": Secret({"user": "b"})})
    diffs = (plans.became("auth", "user", old="a", new="b", replaces=True),)
    change = replace(plans.update(plans.RUN), old=old, new=new, diffs=diffs)
    found = digest(plans.plan(change))["steps"][1]
    assert found["detailedDiff"] == {"auth": {"kind": "update-replace", "inputDiff": True}}


def test_a_state_leaves_out_what_is_empty() -> None:
    """Go's ``omitempty``: no id before there is one, no false flags."""
    bare = replace(plans.RUN, id=UNKNOWN, inputs={}, parent="", source=None)
    assert state(bare) == {"urn": bare.urn, "custom": True, "type": bare.type}


def test_a_new_state_is_what_was_asked_for() -> None:
    """Before the provider answers there are no outputs, and no id but an imported or read one."""
    step = digest(plans.updates())["steps"][1]
    assert {"id", "outputs"} <= set(step["oldState"])
    assert {"id", "outputs"}.isdisjoint(step["newState"])
    ids = {each["op"]: each["newState"].get("id") for each in digest(plans.options())["steps"][2:4]}
    assert ids == {"import": "media-2019", "read": "shared"}


def test_values_in_the_engines_form() -> None:
    """The sentinel for unknowns, the word for secrets; no number that JSON lacks."""
    shown = state(replace(plans.RUN, inputs={"a": UNKNOWN, "b": [Secret(UNKNOWN)], "c": math.inf}))
    assert shown["inputs"] == {"a": UNKNOWN_TEXT, "b": ["[secret]"], "c": "inf"}


def test_timeouts_are_seconds() -> None:
    """``CustomTimeouts`` of the engine holds numbers."""
    assert seconds("1h30m") == 5400
    assert seconds("1.5s") == 1.5
    assert seconds("soon") == 0


def test_counts_name_every_action() -> None:
    """Ours do not count the root stack."""
    counts = digest(plans.options())["faro"]["counts"]
    assert counts[Action.SAME.value] == 4
    assert counts[Action.NOT_PREVIEWED.value] == 1
