"""Names that hold the stack's: found offline, in one program and at a vendor."""

import pytest

from faro.model.plan import Action, Change, DiffKind, Plan, PropertyDiff, Reason
from faro.model.snapshot import Resource, Snapshot
from faro.move.names import named_after_stack

BUCKET = "gcp:storage/bucket:Bucket"
STACK = Snapshot(project="shop", stack="live")


def resource(name: str, type_: str = BUCKET) -> Resource:
    return Resource(urn=f"urn:pulumi:live::shop::{type_}::{name}", type=type_, name=name)


def made(name: str) -> Change:
    new = resource(name)
    return Change(urn=new.urn, action=Action.CREATE, reason=Reason.NEW, new=new)


def deleted(name: str) -> Change:
    old = resource(name)
    return Change(urn=old.urn, action=Action.DELETE, reason=Reason.REMOVED, old=old)


def replaced(old: str, new: str) -> Change:
    return Change(
        urn=resource("media").urn,
        action=Action.REPLACE,
        reason=Reason.REPLACING_INPUT,
        old=resource("media"),
        new=resource("media"),
        diffs=(
            PropertyDiff(path=("name",), kind=DiffKind.UPDATE, old=old, new=new, replaces=True),
        ),
    )


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        (
            (deleted("test-media"), made("live-media")),
            "test-media would be deleted and live-media created",
        ),
        ((replaced("media-test", "media-live"),), "would be replaced by 'media-live'"),
    ],
)
def test_a_name_that_holds_the_stack(changes: tuple[Change, ...], said: str) -> None:
    plan = Plan(old=STACK, new=STACK, changes=changes)
    (found,) = named_after_stack(plan, "test", "live")
    assert said in found.detail
    assert "--stack test" in found.command


@pytest.mark.parametrize(
    "changes",
    [
        (deleted("testing-media"), made("liveing-media")),
        (deleted("test-media"), made("other")),
        (made("live-media"),),
        (replaced("media-a", "media-b"),),
    ],
)
def test_other_names_are_let_through(changes: tuple[Change, ...]) -> None:
    plan = Plan(old=STACK, new=STACK, changes=changes)
    assert list(named_after_stack(plan, "test", "live")) == []
