"""What a plan may do to the traffic, and what a vendor would refuse; no engine."""

from collections.abc import Mapping
from typing import Any

import pytest

from faro.model.plan import Action, Change, DiffKind, Plan, PropertyDiff, Reason
from faro.model.snapshot import Resource, Snapshot
from faro.move import traffic
from faro.move.impossible import impossible
from faro.move.restarts import restarted_by

REMEDY = traffic.Remedy(
    finish="finish", begin="begin", config={"shop:previous": "old", "shop:image": "img"}
)


def resource(type_: str, stack: str = "next", **inputs: Any) -> Resource:
    return Resource(
        urn=f"urn:pulumi:{stack}::shop::{type_}::x", type=type_, name="x", inputs=inputs
    )


def split(percent: Mapping[str, int] | None) -> Snapshot:
    stated = (
        () if percent is None else (resource("faro:traffic:Split", path="/api", percent=percent),)
    )
    return Snapshot(project="shop", stack="next", resources=stated)


def plan(old: Mapping[str, int] | None, new: Mapping[str, int] | None) -> Plan:
    return Plan(old=split(old), new=split(new))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ({"web": 100}, {"web": 100, "run": 0}),
        ({"web": 100, "run": 0}, {"web": 90, "run": 10}),
        ({"web": 90, "run": 10}, {"web": 0, "run": 100}),
        ({"web": 0, "run": 100}, {"web": 100, "run": 0}),
        ({"web": 0, "run": 100}, {"run": 100, "pods": 0}),
        ({"run": 100, "pods": 0}, {"run": 100}),
        (None, {"web": 0, "run": 100}),
        ({"web": 100}, None),
    ],
)
def test_a_move_in_steps_is_let_through(
    old: Mapping[str, int] | None, new: Mapping[str, int] | None
) -> None:
    assert list(traffic.jumps(plan(old, new), REMEDY)) == []


@pytest.mark.parametrize(
    ("old", "new", "said", "command"),
    [
        (
            {"web": 90, "run": 10},
            {"run": 100},
            "90 % of /api to web, and next removes it",
            "finish",
        ),
        ({"web": 100}, {"web": 0, "run": 100}, "100 % of /api to run, which next does", "begin"),
        ({"web": 100}, {"web": 90, "run": 10}, "10 % of /api to run, which next does", "begin"),
        (
            {"web": 50, "run": 50},
            {"web": 60, "run": 40, "pods": 0},
            "sends 50 % of /api to web, 50 % of /api to run, next starts with 60 % of /api to web",
            "begin",
        ),
        (
            {"run": 100},
            {"old": 100, "pods": 0},
            "next names old as the previous backend",
            "pulumi config set shop:previous run --stack next",
        ),
        (
            {"old": 0, "run": 100},
            {"old": 100, "pods": 0},
            "next names old as the previous backend",
            "pulumi config set shop:previous run --stack next",
        ),
    ],
)
def test_a_jump_is_refused(
    old: Mapping[str, int], new: Mapping[str, int], said: str, command: str
) -> None:
    (found,) = traffic.jumps(plan(old, new), REMEDY)
    assert said in found.detail
    assert found.command == command


def test_each_share_that_moves_is_listed() -> None:
    found = traffic.changes(plan({"web": 90, "run": 10}, {"web": 50, "run": 50, "pods": 0}))
    assert [(share.backend, share.old, share.new) for share in found] == [
        ("web", 90, 50),
        ("run", 10, 50),
    ]


def test_a_first_deployment_moves_nothing() -> None:
    assert traffic.changes(plan(None, {"web": 100})) == ()


def update(type_: str, old: dict[str, Any], new: dict[str, Any], *paths: tuple[Any, ...]) -> Change:
    return Change(
        urn=f"urn:pulumi:next::shop::{type_}::x",
        action=Action.UPDATE,
        reason=Reason.INPUTS_CHANGED,
        old=resource(type_, **old),
        new=resource(type_, **new),
        diffs=tuple(PropertyDiff(path=path, kind=DiffKind.UPDATE) for path in paths),
    )


SQL = "gcp:sql/databaseInstance:DatabaseInstance"
SUBNET = "gcp:compute/subnetwork:Subnetwork"
PODS = {"rangeName": "pods", "ipCidrRange": "10.20.0.0/16"}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (
            update(SQL, {"databaseVersion": "POSTGRES_17"}, {"databaseVersion": "POSTGRES_16"}),
            "runs POSTGRES_17, and the program asks for POSTGRES_16",
        ),
        (
            update(
                SUBNET,
                {"secondaryIpRanges": [PODS]},
                {"secondaryIpRanges": [{**PODS, "ipCidrRange": "10.22.0.0/16"}]},
            ),
            "has 10.20.0.0/16 for pods, and the program asks for 10.22.0.0/16",
        ),
    ],
)
def test_what_a_vendor_refuses(change: Change, said: str) -> None:
    (found,) = impossible(Plan(old=split(None), new=split(None), changes=(change,)))
    assert said in found.detail
    assert found.command == "pulumi config --stack next"


@pytest.mark.parametrize(
    "change",
    [
        update(SQL, {"databaseVersion": "POSTGRES_16"}, {"databaseVersion": "POSTGRES_17"}),
        update(SUBNET, {"secondaryIpRanges": []}, {"secondaryIpRanges": [PODS]}),
    ],
)
def test_what_a_vendor_takes(change: Change) -> None:
    assert list(impossible(Plan(old=split(None), new=split(None), changes=(change,)))) == []


def test_what_restarts_a_database() -> None:
    change = update(
        SQL, {}, {}, ("settings", "tier"), ("settings", "databaseFlags", 3), ("labels",)
    )
    assert list(restarted_by(change)) == ["settings.tier", "settings.databaseFlags[3]"]
    assert list(restarted_by(update(SUBNET, {}, {}, ("settings", "tier")))) == []
