"""A database and its read nodes change size one after the other; no engine."""

from typing import Any

import pytest

from faro.model.plan import Action, Change, Plan, Reason
from faro.model.snapshot import Resource, Snapshot
from faro.model.value import UNKNOWN
from faro.move.growth import out_of_order

SQL = "gcp:sql/databaseInstance:DatabaseInstance"
EMPTY = Snapshot(project="shop", stack="live")
URN = f"urn:pulumi:live::shop::{SQL}::"
Size = tuple[str, int]


def instance(role: str, size: Size, **inputs: Any) -> Resource:
    tier, connections = size
    flags = [{"name": "log_lock_waits", "value": "on"}]
    flags += [{"name": "max_connections", "value": str(connections)}]
    settings = {"tier": tier, "databaseFlags": flags}
    return Resource(
        urn=URN + role, type=SQL, name=role, inputs={"name": role, "settings": settings, **inputs}
    )


def change(role: str, old: Size | None, new: Size, **inputs: Any) -> Change:
    before = instance(role, old, **inputs) if old else None
    action = Action.CREATE if old is None else Action.SAME if old == new else Action.UPDATE
    return Change(
        urn=URN + role,
        action=action,
        reason=Reason.INPUTS_CHANGED,
        old=before,
        new=instance(role, new, **inputs),
    )


def plan(primary: tuple[Size, Size], node: tuple[Size | None, Size]) -> Plan:
    return Plan(
        old=EMPTY,
        new=EMPTY,
        changes=(
            change("primary", *primary),
            change("node", *node, masterInstanceName="primary"),
        ),
    )


SMALL, LARGE = ("db-perf-optimized-N-4", 1000), ("db-perf-optimized-N-8", 1000)
MORE = ("db-perf-optimized-N-4", 2000)


@pytest.mark.parametrize(
    ("primary", "node", "said"),
    [
        (
            (SMALL, MORE),
            (SMALL, MORE),
            "primary would get max_connections 2000 while node has 1000",
        ),
        (
            (SMALL, MORE),
            (SMALL, SMALL),
            "primary would get max_connections 2000 while node has 1000",
        ),
        ((SMALL, LARGE), (SMALL, LARGE), "primary would get CPUs 8 while node has 4"),
        ((MORE, SMALL), (MORE, SMALL), "node would get max_connections 1000, and primary has 2000"),
        ((MORE, MORE), (MORE, SMALL), "node would get max_connections 1000, and primary has 2000"),
    ],
)
def test_both_at_once_is_refused(
    primary: tuple[Size, Size], node: tuple[Size, Size], said: str
) -> None:
    (found,) = out_of_order(plan(primary, node))
    assert said in found.detail
    assert found.address == URN + "node"
    assert found.command == "pulumi config --stack live"


@pytest.mark.parametrize(
    ("primary", "node"),
    [
        ((SMALL, SMALL), (SMALL, MORE)),
        ((SMALL, MORE), (MORE, MORE)),
        ((MORE, SMALL), (MORE, MORE)),
        ((SMALL, SMALL), (MORE, SMALL)),
        ((SMALL, LARGE), (None, LARGE)),
        ((("db-f1-micro", 25), ("db-g1-small", 25)), (SMALL, SMALL)),
    ],
)
def test_one_after_the_other_is_let_through(
    primary: tuple[Size, Size], node: tuple[Size | None, Size]
) -> None:
    assert list(out_of_order(plan(primary, node))) == []


def test_a_node_is_found_by_what_its_primary_came_from() -> None:
    """A name that is drawn is not known before the deployment."""
    node = change("node", SMALL, MORE, masterInstanceName=UNKNOWN)
    assert node.new is not None
    linked = Resource(
        urn=node.urn,
        type=SQL,
        name="node",
        inputs=node.new.inputs,
        property_dependencies={"masterInstanceName": (URN + "primary",)},
    )
    both = (
        change("primary", SMALL, MORE),
        Change(urn=node.urn, action=node.action, reason=node.reason, old=node.old, new=linked),
    )
    assert len(list(out_of_order(Plan(old=EMPTY, new=EMPTY, changes=both)))) == 1
    alone = (both[0], change("node", SMALL, MORE, masterInstanceName="another"))
    assert list(out_of_order(Plan(old=EMPTY, new=EMPTY, changes=alone))) == []
