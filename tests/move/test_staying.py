"""What a rollback leaves, and what a plan of a move refuses; pure, no engine."""

from typing import Any

import pytest

from faro.model.plan import Action, Change, Plan, Reason
from faro.model.snapshot import Options, Resource, Snapshot
from faro.move.plan import plan
from faro.move.states import State
from faro.move.staying import staying

BOX, STORE, NETWORK = "shop:index:Box", "aws:s3/bucket:Bucket", "aws:ec2/vpc:Vpc"
FROM = State.of("test", "shop", {})


def urn(name: str, type_: str, stack: str = "live") -> str:
    return f"urn:pulumi:{stack}::shop::{type_}::{name}"


def raw(name: str, type_: str, **more: Any) -> dict[str, Any]:
    return {"urn": urn(name, type_), "type": type_.rpartition("$")[2], **more}


def state(*resources: dict[str, Any]) -> State:
    return State.of("live", "shop", {"deployment": {"resources": list(resources)}})


def deletes(*resources: dict[str, Any], **guards: Any) -> Plan:
    """A plan of the earlier stack that deletes these; ``guards`` are of the last."""
    changes = []
    for each in resources:
        own = guards if each is resources[-1] else {}
        name = each["urn"].rpartition("::")[2]
        there = each["urn"].replace("urn:pulumi:live", "urn:pulumi:test")
        old = Resource(
            urn=there,
            type=each["type"],
            name=name,
            options=own.get("options", Options()),
            inputs=own.get("inputs", {}),
        )
        change = Change(
            urn=there,
            action=Action.DELETE,
            reason=Reason.REMOVED,
            old=old,
            bears_data=own.get("bears_data", False),
        )
        changes.append(change)
    empty = Snapshot(project="shop", stack="test")
    return Plan(old=empty, new=empty, changes=tuple(changes))


NET = raw("net", NETWORK)
PARENT = raw("box", BOX, dependencies=[NET["urn"]])
CHILD = raw("data", f"{BOX}${STORE}", parent=PARENT["urn"])


@pytest.mark.parametrize(
    "guard",
    [
        {"bears_data": True},
        {"options": Options(protect=True)},
        {"options": Options(retain_on_delete=True)},
        {"inputs": {"deletionProtection": True}},
    ],
)
def test_a_tree_stays_with_what_it_needs(guard: dict[str, Any]) -> None:
    other = raw("other", NETWORK)
    found = staying(
        state(NET, PARENT, CHILD, other), FROM, deletes(other, NET, PARENT, CHILD, **guard)
    )
    assert found == {NET["urn"], PARENT["urn"], CHILD["urn"]}


def test_what_nothing_guards_goes() -> None:
    assert staying(state(NET, PARENT, CHILD), FROM, deletes(NET, PARENT, CHILD)) == frozenset()


def test_a_tree_of_both_phases_moves_as_a_whole() -> None:
    """The engine cannot leave a child behind."""
    protected = {"options": Options(protect=True)}
    assert staying(state(NET, PARENT, CHILD), FROM, deletes(CHILD, **protected)) == frozenset()


def test_references_across_the_cut_are_named() -> None:
    user = raw("user", NETWORK, propertyDependencies={"box": [PARENT["urn"]]})
    kept = {PARENT["urn"], CHILD["urn"]}
    found = plan(state(NET, PARENT, CHILD, user), FROM, kept)
    assert found.moves == (NET["urn"], user["urn"])
    assert found.kept == (PARENT["urn"], CHILD["urn"])
    assert found.dropped == (
        f"{PARENT['urn']} refers to {NET['urn']}",
        f"{user['urn']} refers to {PARENT['urn']}",
    )


def provider(stack: str, identity: str, region: str) -> dict[str, Any]:
    type_ = "pulumi:providers:aws"
    return {
        "urn": urn("default", type_, stack),
        "type": type_,
        "id": identity,
        "inputs": {"region": region},
    }


@pytest.mark.parametrize(
    ("identity", "region", "refused"),
    [("1", "b", False), ("2", "a", False), ("2", "b", True)],
)
def test_a_provider_that_differs_is_refused(identity: str, region: str, refused: bool) -> None:
    """As the engine would: only the same provider, or one with the same inputs, is shared."""
    mine = provider("live", "1", "a")
    used = raw("net", NETWORK, provider=f"{mine['urn']}::1")
    theirs = provider("test", identity, region)
    target = State.of("test", "shop", {"deployment": {"resources": [theirs]}})
    found = plan(state(mine, used), target).problems
    assert [each.summary for each in found] == ["Different provider in the two stacks"] * refused
    for each in found:
        assert each.command == f"pulumi state delete --stack test '{theirs['urn']}'"


def test_a_component_with_a_provider_of_its_own_is_refused() -> None:
    """The engine's command fails on it; where the component stays, it does not matter."""
    inner = {**provider("live", "1", "a"), "parent": PARENT["urn"]}
    (found,) = plan(state(PARENT, inner), FROM).problems
    assert "cannot leave urn:pulumi:live::shop::pulumi:providers:aws::default" in found.detail
    assert found.command == "pulumi up --stack live"
    assert plan(state(NET, PARENT, inner), FROM, {PARENT["urn"]}).problems == ()
