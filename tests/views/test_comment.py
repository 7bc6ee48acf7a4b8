"""The report as a comment: a verdict, what may hurt, and within GitHub's limit at any size."""

import re
from decimal import Decimal

import pytest

from faro.model.cost import Cost, PlanCost
from faro.model.plan import Action, Change, Plan, PropertyDiff, Reason
from faro.model.report import Report
from faro.model.snapshot import Options, Resource, Snapshot, Source
from faro.views import annotations, markdown
from faro.views.limits import limits
from faro.views.markdown import MOST
from faro.views.risks import Kind, risks

from . import plans
from .plans import BUCKET, SERVICE, SQL, became, resource, update


def plan(*changes: Change, stack: str = "phase2", cost: PlanCost | None = None) -> Plan:
    olds = tuple(change.old for change in changes if change.old)
    news = tuple(change.new for change in changes if change.new)
    old = Snapshot(project="shop", stack=stack, resources=olds, origin="phase1")
    new = Snapshot(project="shop", stack=stack, resources=news)
    return Plan(old=old, new=new, changes=changes, cost=cost)


def many(count: int) -> Plan:
    """As many changes as a large program has, each with a long difference and a risk."""
    old, new = "a" * 300, "b" * 300
    return plan(
        *(
            Change(
                urn=f"urn:pulumi:phase2::shop::{SQL}::database-{at}",
                action=Action.REPLACE,
                reason=Reason.REPLACING_INPUT,
                old=resource(SQL, f"database-{at}"),
                new=resource(SQL, f"database-{at}"),
                diffs=(became("settings", "maxRows", old=old, new=new),),
                bears_data=True,
            )
            for at in range(count)
        )
    )


def test_nothing_changes() -> None:
    report = plans.report(plans.CASES["unchanged"]())
    assert markdown.render(report).startswith("## Nothing changes\n")


def test_a_failure_is_the_verdict() -> None:
    report = Report(diagnostics=(plans.FAILED,))
    assert markdown.render(report).startswith("## Preview fails\n\n```text\nerror: Program failed")


def test_five_thousand_changes_fit_and_their_totals_are_there() -> None:
    shown = markdown.render(Report(plans=(many(5_000),)))
    assert len(shown) <= MOST
    assert shown.startswith("## 5000 to replace (5000 created first); data at risk in `phase2`\n")
    assert "| to replace | 5000 |" in shown
    assert "**Data at risk: 5000**" in shown
    assert "**Limits: 5000**" in shown
    assert re.search(r"… \d,\d{3} more lines\n```\n\n</details>", shown)


def test_each_of_many_stacks_keeps_a_part_of_its_fold() -> None:
    large = many(400)
    stacks = [f"stack{at}" for at in range(20)]
    report = Report(
        plans=tuple(
            Plan(old=large.old, new=Snapshot(project="s", stack=s), changes=large.changes)
            for s in stacks
        )
    )
    shown = markdown.render(report)
    assert len(shown) <= MOST
    assert shown.count("</details>") == len(stacks)
    for stack in stacks:
        assert f"<summary><code>{stack}</code>: 400 to replace" in shown
    assert shown.count("database-0 ") >= len(stacks)


def test_money_then_and_now() -> None:
    cost = PlanCost(
        old={"a": Cost(amount=Decimal(10))},
        new={"a": Cost(amount=Decimal("12.5")), "b": Cost(amount=Decimal(0), is_open=True)},
    )
    shown = markdown.render(Report(plans=(plan(update(resource(BUCKET, "b")), cost=cost),)))
    assert "| USD a month before usage | 10.00 => ≥ 12.50 (≥ +2.50) |" in shown


def test_one_risk_of_several_stacks_is_one_line() -> None:
    found = [
        Plan(
            old=each.old,
            new=Snapshot(project="shop", stack=stack),
            changes=each.changes,
        )
        for stack in ("phase2", "phase3")
        for each in [many(1)]
    ]
    shown = markdown.render(Report(plans=tuple(found)))
    assert "starts empty in `phase2`, `phase3`" in shown


def replaced(type_: str, *, first: bool = False, may: bool = False) -> Change:
    action = Action.UPDATE if may else Action.REPLACE
    return Change(
        urn="u",
        action=action,
        reason=Reason.REPLACING_INPUT,
        old=resource(type_, "one"),
        new=resource(type_, "one"),
        delete_first=first,
        may_replace=may,
        bears_data=type_ == SQL,
    )


def unprotected(diff: PropertyDiff | None = None) -> Change:
    old = resource(SQL, "one", options=Options(protect=diff is None))
    return Change(
        urn="u",
        action=Action.UPDATE,
        reason=Reason.INPUTS_CHANGED,
        old=old,
        new=resource(SQL, "one"),
        diffs=(diff,) if diff else (),
    )


@pytest.mark.parametrize(
    ("change", "kinds"),
    [
        (replaced(SQL), [Kind.DATA]),
        (replaced(SQL, first=True), [Kind.DATA]),
        (replaced(SERVICE, first=True), [Kind.DOWNTIME]),
        (replaced(SERVICE), [Kind.REPLACEMENT]),
        (replaced(SERVICE, may=True), [Kind.REPLACEMENT]),
        (unprotected(), [Kind.PROTECTION]),
        (unprotected(became("deletionProtection", old=True, new=False)), [Kind.PROTECTION]),
        (unprotected(became("deletionProtection", old=False, new=True)), []),
        (update(resource(BUCKET, "b")), []),
    ],
)
def test_what_may_hurt(change: Change, kinds: list[Kind]) -> None:
    assert [risk.kind for risk in risks(plan(change))] == kinds


@pytest.mark.parametrize(
    ("path", "shown"),
    [
        (("scaling", "maxInstanceCount"), True),
        (("quotaConfig", "preferredValue"), True),
        (("settings", "tier"), True),
        (("memorySizeGb",), True),
        (("labels", "team"), False),
        (("description",), False),
    ],
)
def test_which_inputs_are_limits(path: tuple[str, ...], shown: bool) -> None:
    old = resource(SERVICE, "s")
    change = Change(
        urn=old.urn,
        action=Action.UPDATE,
        reason=Reason.INPUTS_CHANGED,
        old=old,
        new=old,
        diffs=(became(*path, old=1, new=2),),
    )
    found = list(limits(plan(change)))
    assert [(limit.old, limit.new) for limit in found] == ([("1", "2")] if shown else [])


def placed(file: str, line: int = 3) -> Resource:
    return Resource(
        urn=f"urn:pulumi:phase2::shop::{SQL}::a,b:c%\nd",
        type=SQL,
        name="a,b:c%\nd",
        source=Source(file, line),
    )


def deleted(file: str) -> Report:
    change = Change(
        urn="u", action=Action.DELETE, reason=Reason.REMOVED, old=placed(file), bears_data=True
    )
    return Report(plans=(plan(change),))


def test_an_annotation_is_one_command_at_the_line() -> None:
    assert annotations.render(deleted("stacks/a.py")) == (
        "::warning file=stacks/a.py,line=3,title=Data at risk::phase2: a,b:c%25%0Ad "
        "(gcp:sql:DatabaseInstance) holds data and would be deleted\n"
    )


def test_a_file_name_cannot_add_to_the_command() -> None:
    shown = annotations.render(deleted("a.py,line=1::x\n::error::y"))
    assert shown.count("\n") == 1
    assert shown.startswith("::warning file=a.py%2Cline=1%3A%3Ax\\n%3A%3Aerror%3A%3Ay,line=3,")


def test_no_more_annotations_than_github_shows() -> None:
    one = placed("a.py")
    changes = tuple(
        Change(urn=str(at), action=Action.DELETE, reason=Reason.REMOVED, old=one, bears_data=True)
        for at in range(30)
    )
    assert annotations.render(Report(plans=(plan(*changes),))).count("\n") == annotations.MOST
