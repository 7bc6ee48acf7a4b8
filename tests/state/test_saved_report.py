"""A report saved as JSON is the same report to every view, and any other file one diagnostic."""

import json as json_module
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from faro.model.cost import Cost, PlanCost
from faro.model.diagnostic import Failure
from faro.model.report import Report
from faro.preview import NOTHING, PreviewRequest, preview
from faro.state.saved_report import read
from faro.views import annotations, json, markdown, text
from faro.views.line import plain
from tests.views import plans

ROOT = Path(__file__).parents[2]


def saved(folder: Path, report: Report) -> Path:
    path = folder / "report.json"
    path.write_text(json.render(report, show_same=True))
    return path


def priced(report: Report) -> Report:
    """With a price for every resource that is new, and a fee."""
    costs = [
        PlanCost(
            old={"": Cost(amount=Decimal(25))},
            new={"": Cost(amount=Decimal(25), is_open=True)}
            | {c.new.urn: Cost(amount=Decimal("1.5")) for c in plan.changes if c.new},
        )
        for plan in report.plans
    ]
    both = zip(report.plans, costs, strict=True)
    return replace(report, plans=tuple(replace(plan, cost=cost) for plan, cost in both))


@pytest.mark.parametrize("program", ["shapes", "options", "secrets", "components", "guarded"])
def test_a_saved_report_shows_the_same(tmp_path: Path, program: str) -> None:
    asked = PreviewRequest(program=ROOT / "tests/programs" / program, against=NOTHING)
    report = priced(preview(asked, lambda _what, _done, _all: None))
    assert report.plans
    again = read(saved(tmp_path, report))
    assert shown(again) == shown(report)


def test_so_does_one_of_every_phase(tmp_path: Path) -> None:
    asked = PreviewRequest(program=ROOT)
    report = priced(preview(asked, lambda _what, _done, _all: None))
    assert shown(read(saved(tmp_path, report))) == shown(report)


def shown(report: Report) -> tuple[str, ...]:
    """Every view of a report."""
    return (
        plain(text.render(report)),
        markdown.render(report),
        annotations.render(report),
    )


def test_what_has_no_step_is_counted(tmp_path: Path) -> None:
    """A leftover of an earlier replacement, and a component that a plugin builds."""
    report = plans.report(plans.CASES["options"](), plans.WARNING)
    again = read(saved(tmp_path, report))
    assert again.plans[0].counts == report.plans[0].counts
    assert again.all_diagnostics == report.all_diagnostics
    assert again.exit_code == report.exit_code


def test_a_healthy_stack_beside_one_that_failed(tmp_path: Path) -> None:
    """The error is the report's: the one plan is complete."""
    report = Report(plans=(plans.CASES["updates"](),), diagnostics=(plans.FAILED,))
    again = read(saved(tmp_path, report))
    assert again.diagnostics == (plans.FAILED,)
    assert again.plans[0].diagnostics == report.plans[0].diagnostics
    assert text.total(again.plans[0]) == text.total(report.plans[0])
    assert "not complete" not in text.total(again.plans[0])


def test_a_failure_without_a_plan(tmp_path: Path) -> None:
    again = read(saved(tmp_path, Report(diagnostics=(plans.FAILED,))))
    assert again.diagnostics == (plans.FAILED,)


def test_a_report_that_leaves_unchanged_resources_out(tmp_path: Path) -> None:
    path = tmp_path / "report.json"
    path.write_text(json.render(plans.report(plans.CASES["updates"]())))
    with pytest.raises(Failure, match="Incomplete report"):
        read(path)


@pytest.mark.parametrize(
    "content",
    [
        "",
        "[]",
        "{}",
        '{"formatVersion": "2.0"}',
        '{"formatVersion": "1.0", "previews": []}',
        '{"formatVersion": "1.0", "previews": {"a": {"steps": [1]}}}',
        '{"formatVersion": "1.0", "faro": {"stack": "a", "from": 1}}',
        "[" * 100_000,
        "\xff",
    ],
)
def test_any_other_file_is_one_diagnostic(tmp_path: Path, content: str) -> None:
    path = tmp_path / "report.json"
    path.write_text(content, encoding="latin-1")
    with pytest.raises(Failure) as caught:
        read(path)
    [found] = caught.value.diagnostics
    assert found.summary == "Not a saved report"
    assert "faro preview" in found.command


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(Failure, match="No such file"):
        read(tmp_path / "none.json")


def places(document: Any, at: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Where each value of a document is."""
    if isinstance(document, dict):
        return [at, *(p for key, item in document.items() for p in places(item, (*at, key)))]
    if isinstance(document, list):
        return [at, *(p for key, item in enumerate(document) for p in places(item, (*at, key)))]
    return [at]


WHOLE = json_module.loads(json.render(priced(plans.phases()), show_same=True))
EVERY_PLACE = [place for place in places(WHOLE) if place]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=300)
@given(
    place=st.sampled_from(EVERY_PLACE),
    value=st.sampled_from([None, 0, -1, "", "x", [], {}, [{}], True, "NaN", 1e308]),
)
def test_a_stranger_changes_one_value(tmp_path: Path, place: tuple[Any, ...], value: Any) -> None:
    """The report is shown, or refused with a diagnostic; nothing else comes out."""
    document = json_module.loads(json_module.dumps(WHOLE))
    inside = document
    for step in place[:-1]:
        inside = inside[step]
    inside[place[-1]] = value
    path = tmp_path / "report.json"
    path.write_text(json_module.dumps(document))
    try:
        report = read(path)
    except Failure:
        return
    assert all(isinstance(view, str) for view in shown(report))
