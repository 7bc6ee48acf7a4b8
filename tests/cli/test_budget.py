"""`faro cost --budget`: how it ends, and what it says on the way."""

from __future__ import annotations

from pathlib import Path

import pytest

from faro.cli import main
from tests.cost.states import export, written
from tests.cost.test_estimate import SUPABASE, resource

Capture = pytest.CaptureFixture[str]
USED = "resource_usage: {db: {mau: 0, egress: 0, cached_egress: 0, disk_gp3: 0, storage: 0}}"


@pytest.fixture
def files(tmp_path: Path) -> dict[str, str]:
    """Two stacks, 25.00 and 30.04 USD a month, and what they use."""
    found = {
        size: export(
            tmp_path / f"{size}.json", resource(SUPABASE, "db", plan="pro", compute_size=size)
        )
        for size in ("micro", "small")
    }
    usage = written(tmp_path / "usage.yml", USED)
    return {name: str(path) for name, path in found.items()} | {"usage": f"--usage={usage}"}


def budget(folder: Path, limits: str) -> str:
    path = written(folder / "budget.yml", f"currency: USD\n{limits}")
    return f"--budget={path}"


@pytest.mark.parametrize(("ceiling", "code"), [("30.04", 0), ("30.03", 3)])
def test_a_ceiling_decides_how_it_ends(
    capsys: Capture, tmp_path: Path, files: dict[str, str], ceiling: str, code: int
) -> None:
    given = budget(tmp_path, f"any: {{ceiling: {ceiling}}}")
    assert main(["cost", files["micro"], files["small"], files["usage"], given]) == code
    shown = capsys.readouterr()
    assert "30.04" in shown.out, "the table is there in any case"
    assert shown.err.count("error: Budget exceeded") == (1 if code else 0)
    assert ("small.json costs 30.04 USD a month" in shown.err) is bool(code)


@pytest.mark.parametrize(("limit", "code"), [("increase: 5.04", 0), ("increase_percent: 20", 3)])
def test_an_increase_is_of_what_is_compared(
    capsys: Capture, tmp_path: Path, files: dict[str, str], limit: str, code: int
) -> None:
    given = budget(tmp_path, f"any: {{{limit}}}")
    sides = [f"--from={files['micro']}", f"--to={files['small']}"]
    assert main(["cost", *sides, files["usage"], given]) == code
    assert ("20.2 % more than before; 20 % allowed" in capsys.readouterr().err) is bool(code)


def test_a_limit_for_each_component_and_target_is_a_line(
    capsys: Capture, tmp_path: Path, files: dict[str, str]
) -> None:
    given = budget(tmp_path, "any: {ceiling: 1}\ncomponents: {(account): {ceiling: 2}}")
    assert main(["cost", files["micro"], files["small"], files["usage"], given]) == 3
    assert capsys.readouterr().err.count("error: Budget exceeded") == 4


def test_a_limit_of_nothing_is_a_warning(
    capsys: Capture, tmp_path: Path, files: dict[str, str]
) -> None:
    given = budget(tmp_path, "phases: {smal.json: {ceiling: 1}}")
    assert main(["cost", files["small"], files["usage"], given]) == 0
    err = capsys.readouterr().err
    assert "warning: Budget limit matches nothing\n" in err
    assert "phases.smal.json (did you mean small.json?)" in err


@pytest.mark.parametrize(
    ("limits", "said"),
    [
        ("any: {increase: 1}", "The budget limits an increase: give --from and --to."),
        ("components: {x: {increase_percent: 1}}", "give --from and --to."),
        ("any: {top: 1}", "any.top: Extra inputs are not permitted"),
    ],
)
def test_a_budget_that_cannot_be_held(
    capsys: Capture, tmp_path: Path, files: dict[str, str], limits: str, said: str
) -> None:
    assert main(["cost", files["small"], budget(tmp_path, limits)]) == 1
    shown = capsys.readouterr()
    assert shown.out == ""
    assert said in shown.err
