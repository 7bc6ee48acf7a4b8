"""Which rows a plan becomes."""

from __future__ import annotations

from dataclasses import replace

from faro.model.plan import Action, Change, Plan
from faro.model.snapshot import Resource
from faro.views.tree import ALIKE, FOLDED, Row, rows

from . import plans


def names(plan: Plan, *, diff: bool = False, show_same: bool = False) -> list[tuple[int, str]]:
    return [(row.depth, label(row)) for row in rows(plan, diff=diff, show_same=show_same)]


def label(row: Row) -> str:
    return "+".join(change.resource.name for change in row.changes)


def services(number: int) -> list[Change]:
    made = (plans.resource(plans.SERVICE, f"s{at}") for at in range(number))
    return [plans.create(each) for each in made]


def test_an_unchanged_component_shows_over_its_changed_child() -> None:
    """And only then."""
    found = plans.plan(plans.same(plans.DATABASE), plans.same(plans.WEB), plans.create(plans.RUN))
    assert names(found) == [(0, "web"), (1, "api")]


def test_many_alike_share_a_row() -> None:
    """More than two of one type, unless everything is asked for."""
    assert len(names(plans.plan(*services(ALIKE)))) == ALIKE
    assert names(plans.plan(*services(ALIKE + 1))) == [(0, "s0+s1+s2")]
    assert len(names(plans.plan(*services(ALIKE + 1)), diff=True)) == ALIKE + 1


def children(number: int) -> list[Change]:
    """Resources of several types inside the component ``web``."""
    made = (plans.resource(f"a:b:T{at}", f"c{at}", under=plans.WEB) for at in range(number))
    return [plans.create(each) for each in made]


def test_a_new_component_with_much_inside_is_one_row() -> None:
    """Unless everything is asked for, or something inside is not new."""
    new = plans.plan(plans.create(plans.WEB), *children(FOLDED + 1))
    assert names(new) == [(0, "web")]
    assert len(rows(new, diff=False, show_same=False)[0].inside) == FOLDED + 1
    assert len(names(new, diff=True)) == FOLDED + 2
    assert len(names(plans.plan(plans.create(plans.WEB), *children(FOLDED)))) == FOLDED + 1
    old = plans.plan(plans.same(plans.WEB), *children(FOLDED + 1))
    assert len(names(old)) == FOLDED + 2


def test_data_at_risk_is_never_folded() -> None:
    """Each such deletion has its own row."""
    gone = [plans.resource(plans.BUCKET, f"b{at}") for at in range(9)]
    found = plans.plan(*(plans.delete(each, bears_data=True) for each in gone))
    assert len(names(found)) == 9


def test_a_deleted_child_stays_under_its_renamed_component() -> None:
    """Its parent is the component's old URN."""
    old = plans.DATABASE
    new = plans.resource("app:data:Database", "database")
    renamed = replace(plans.same(new, old), action=Action.UPDATE)
    found = plans.plan(renamed, plans.delete(plans.PRIMARY))
    assert names(found) == [(0, "database"), (1, "primary")]


def test_what_is_left_over_does_not_adopt_the_children() -> None:
    """Children belong to the living component of the same URN."""
    left = replace(plans.delete(plans.WEB), action=Action.DELETE_REPLACED)
    found = plans.plan(left, plans.create(plans.WEB), plans.create(plans.RUN))
    assert names(found) == [(0, "web"), (0, "web"), (1, "api")]


def test_deep_nesting() -> None:
    """Components in components, beyond Python's own depth of calls."""
    chain: list[Resource] = [plans.WEB]
    for at in range(1500):
        parent = chain[-1].urn
        chain.append(replace(plans.RUN, urn=f"{parent}x", name=f"c{at}", parent=parent))
    found = plans.plan(*(plans.create(each) for each in chain))
    assert names(found)[-1] == (1500, "c1499")


def test_the_pickled_class_of_a_dynamic_resource_is_not_shown() -> None:
    made = replace(
        plans.resource("pulumi-python:dynamic/shop:Thing", "t"),
        inputs={"__provider": "gAS", "a": 1},
    )
    [row] = rows(plans.plan(plans.create(made)), diff=True, show_same=False)
    assert [item.path for item in row.properties] == ["a"]
