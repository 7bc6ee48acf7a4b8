"""`faro cost --format json` is a document of Infracost's schema, and adds up."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from faro.cli import main
from tests.cost.states import export, written
from tests.cost.test_estimate import RAILWAY, SUPABASE, resource

from .infracost_schema import Breakdown, Root

ROOT = Path(__file__).parents[2]
CASES = ("one", "phases", "comparison", "none", "made")
USAGE = """\
plans: {railway: Pro}
resource_usage:
  db: {egress: 350, mau: 0}
  api: {egress: 500}
"""
TOKENS = """\
account_usage:
  - {vendor: gemini, meter: gemini-2.5-flash_input, quantity: 2000000}
  - {vendor: gemini, meter: gemini-9_input, quantity: 1}
"""
KEYS = resource("acme:index:Thing", "keys")


@pytest.fixture(scope="module")
def documents(tmp_path_factory: pytest.TempPathFactory, phases: dict[str, Path]) -> dict[str, str]:
    """What the command prints in each case."""
    folder = tmp_path_factory.mktemp("infracost")
    made = export(
        folder / "made.json",
        resource(SUPABASE, "db", plan="pro", compute_size="small"),
        resource("pulumi-python:dynamic/supabase:Addon", "mystery", plan="pro", type="gold"),
        resource(RAILWAY, "api"),
        KEYS,
    )
    usage = written(folder / "usage.yml", USAGE)
    tokens = written(folder / "tokens.yml", TOKENS)
    old, new = str(phases["phase1.5"]), str(phases["phase2"])
    load = ("--mau=123457", f"--program={ROOT}")
    words = {
        "one": (new, *load),
        "phases": (*map(str, phases.values()), *load),
        "comparison": (f"--from={old}", f"--to={new}", *load),
        "none": ("none", f"--usage={tokens}"),
        "made": (str(made), f"--usage={usage}"),
        "unknown": (str(export(folder / "unknown.json", KEYS)),),
        "to unknown": (f"--from={made}", f"--to={folder / 'unknown.json'}", f"--usage={usage}"),
    }
    for name, given in words.items():
        out = folder / f"{name}.out"
        assert main(["cost", *given, "--format=json", f"--out={out}"]) == 0
    return {name: (folder / f"{name}.out").read_text() for name in words}


def breakdowns(root: Root) -> Iterator[Breakdown]:
    for project in root.projects:
        yield from (project.pastBreakdown, project.breakdown, project.diff)


def number(text: str | None) -> Decimal:
    assert text is not None
    return Decimal(text)


def near(one: Decimal, other: Decimal) -> bool:
    """The same, but for the last of 28 digits."""
    return abs(one - other) < Decimal("1e-15")


@pytest.mark.parametrize("case", [*CASES, "unknown", "to unknown"])
def test_a_document_has_what_the_schema_wants_and_nothing_else(
    documents: dict[str, str], case: str
) -> None:
    root = Root.model_validate_json(documents[case])
    assert root.version == "0.2"
    assert len(root.projects) == (5 if case == "phases" else 1)


@pytest.mark.parametrize("case", CASES)
def test_resources_make_up_their_total(documents: dict[str, str], case: str) -> None:
    for found in breakdowns(Root.model_validate_json(documents[case])):
        parts = (Decimal(r.monthlyCost) for r in found.resources if r.monthlyCost)
        assert near(sum(parts, Decimal(0)), number(found.totalMonthlyCost))


@pytest.mark.parametrize("case", CASES)
def test_components_make_up_their_resource(documents: dict[str, str], case: str) -> None:
    for found in breakdowns(Root.model_validate_json(documents[case])):
        for one in found.resources:
            known = [Decimal(c.monthlyCost) for c in one.costComponents if c.monthlyCost]
            if known:
                assert near(sum(known, Decimal(0)), number(one.monthlyCost)), one.name


def test_what_is_not_known_is_null(documents: dict[str, str]) -> None:
    """No usage, no price, neither: never a zero."""
    [project] = Root.model_validate_json(documents["made"]).projects
    costs = {
        (one.name, part.name): part.monthlyCost
        for one in project.breakdown.resources
        for part in one.costComponents
    }
    assert costs["db", "egress"] == "31.5"
    assert costs["db", "storage"] is None
    assert costs["mystery", "unknown add-on"] is None
    not_found = {
        p.name for r in project.breakdown.resources for p in r.costComponents if p.priceNotFound
    }
    assert not_found == {"unknown add-on"}
    assert {one.name: one.monthlyCost for one in project.breakdown.resources} == {
        "supabase account": "25",
        "railway account": "20",
        "db": "46.54",  # 730 x 0.0206, in cents, + 350 x 0.09
        "mystery": None,
        "api": "25",
        "supabase free allowances": "-22.5",
        "supabase credit": "-10",
        "railway credit": "-20",
    }
    assert project.summary.unsupportedResourceCounts == {KEYS.type: 1}
    assert project.summary.noPriceResourceCounts == {"pulumi-python:dynamic/supabase:Addon": 1}


def test_a_total_of_nothing_known_is_null(documents: dict[str, str]) -> None:
    root = Root.model_validate_json(documents["unknown"])
    assert root.totalMonthlyCost is root.totalHourlyCost is None
    compared = Root.model_validate_json(documents["to unknown"])
    assert compared.diffTotalMonthlyCost is None
    assert number(compared.pastTotalMonthlyCost) > 0


def test_targets_side_by_side_have_no_common_total(documents: dict[str, str]) -> None:
    root = Root.model_validate_json(documents["phases"])
    assert root.totalMonthlyCost is root.totalHourlyCost is root.diffTotalMonthlyCost is None
    assert all(project.breakdown.totalMonthlyCost for project in root.projects)
    whole = sum(project.summary.totalResources for project in root.projects)
    assert root.summary.totalResources == whole


def test_the_past_and_the_difference_make_the_new(documents: dict[str, str]) -> None:
    root = Root.model_validate_json(documents["comparison"])
    past, more = number(root.pastTotalMonthlyCost), number(root.diffTotalMonthlyCost)
    assert more
    assert near(past + more, number(root.totalMonthlyCost))
    [project] = root.projects
    past, more, new = (
        number(side.totalMonthlyUsageCost)
        for side in (project.pastBreakdown, project.diff, project.breakdown)
    )
    assert near(past + more, new)
    assert 0 < new < number(root.totalMonthlyCost)
    assert near(number(root.totalMonthlyCost) / 730, number(root.totalHourlyCost))
