"""`faro claims`: the strategy's figures beside today's, and claims files that are wrong."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from faro.cli import main
from tests.cli.folds import unfolded
from tests.cost.states import written

ROOT = Path(__file__).parents[2]
CLAIMS = yaml.safe_load((ROOT / "docs" / "claims.yml").read_text())["claims"]
Capture = pytest.CaptureFixture[str]
NEON = "metered: [{vendor: neon, plan: Launch, meter: compute, quantity: %s}]"


def project(folder: Path, claims: str) -> str:
    """A project whose claims need no program."""
    written(folder / "Pulumi.yaml", "name: p\nruntime: python\n")
    written(folder / "Pulumi.dev.yaml", "")
    written(folder / "pyproject.toml", '[tool.faro]\nclaims = "claims.yml"\n')
    written(folder / "claims.yml", claims)
    return f"--program={folder}"


def one_claim(said: str, figure: str) -> str:
    return f"document: d\nclaims: [{{id: A, claim: c, {said}{figure}, reason: r}}]"


def test_each_claim_of_the_strategy_has_a_figure_or_says_that_it_has_none(
    capsys: Capture,
) -> None:
    assert main(["claims", f"--program={ROOT}"]) == 0
    first, *blocks = unfolded(capsys.readouterr().out, 6).split("\n\n")
    assert first == "Faro scaling strategy, 2025-10-12"
    assert [block.split("  ")[0] for block in blocks] == [claim["id"] for claim in CLAIMS]
    today = {block.split("  ")[0]: block.splitlines()[1] for block in blocks}
    for name, line in today.items():
        assert re.fullmatch(r" +(said .*, )?today .+: (holds|does not hold|open)", line), name
    for claim in CLAIMS:
        if "read" not in claim:
            figure = r"today (\?|(≥ )?(≈ )?[\d,]+\.\d\d(–[\d,]+\.\d\d)? USD a month): "
            assert re.search(figure, today[claim["id"]]), claim["id"]
    assert today["N4"].strip() == ("said 499,500 USD a month, today 499,500.00 USD a month: holds")


@pytest.mark.parametrize(
    ("said", "figure", "words"),
    [
        (
            'said: ["1.06", "2"], ',
            NEON % 10,
            "said 1.06 to 2 USD a month, today 1.06 USD a month: holds",
        ),
        ('said: ["1", "1.06"], ', NEON % 10, "today 1.06 USD a month: holds"),
        ('said: ["1.07", "2"], ', NEON % 10, "today 1.06 USD a month: does not hold"),
        ('said: ["1", "1.05"], ', NEON % 10, "today 1.06 USD a month: does not hold"),
        ("", NEON % 10, "    today 1.06 USD a month: open"),
        ('said: ["1", "2"], ', (NEON % 1).replace("compute", "gold"), "≥ 0.00 USD a month: open"),
        (
            "",
            "read: {figure: 4 MB, holds: true, source: s, as_of: 2026-01-01}",
            "today 4 MB: holds",
        ),
    ],
)
def test_whether_a_claim_holds(
    capsys: Capture, tmp_path: Path, said: str, figure: str, words: str
) -> None:
    assert main(["claims", project(tmp_path, one_claim(said, figure))]) == 0
    assert words in capsys.readouterr().out


def test_a_table_that_no_text_can_leave(capsys: Capture, tmp_path: Path) -> None:
    text = 'document: d\nclaims: [{id: "a|b", claim: "1|2\\n3", reason: "x|y\\n\\n# z", ' + NEON % 1
    assert main(["claims", project(tmp_path, text + "}]"), "--format=markdown"]) == 0
    title, empty, head, rule, row = capsys.readouterr().out.splitlines()
    assert (title, empty, rule) == ("d", "", "| --- | --- | --- | --- | --- | --- |")
    columns = [len(re.findall(r"(?<!\\)\|", line)) for line in (head, rule, row)]
    assert columns == [7, 7, 7]
    assert row.startswith(r"| a\|b | 1\|2")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "document: Field required"),
        ("[1]", "file: Input should be a valid dictionary"),
        ("document: d", "claims: Field required"),
        (one_claim("", "figure: 1"), "claims.0.figure: Extra inputs are not permitted"),
        (one_claim("", "unit: USD"), "claims.0: Value error, give one of modelled, metered and"),
        (one_claim("said: [1], ", NEON % 1), "claims.0.said"),
        (one_claim('said: ["2", "1"], ', NEON % 1), "claims.0: Value error, the least of said"),
        (one_claim("", NEON % -1), "claims.0.metered.0.quantity: Input should be greater"),
        ("a: [", "claims.yml: while parsing"),
    ],
)
def test_a_wrong_claims_file_is_one_diagnostic(
    capsys: Capture, tmp_path: Path, text: str, said: str
) -> None:
    assert main(["claims", project(tmp_path, text)]) == 1
    shown = capsys.readouterr()
    assert shown.out == ""
    assert shown.err.startswith("error: Invalid claims file\n")
    assert said in shown.err


def test_a_project_without_claims(capsys: Capture, tmp_path: Path) -> None:
    words = project(tmp_path, "")
    (tmp_path / "claims.yml").unlink()
    assert main(["claims", words]) == 1
    assert "Cannot read the claims file" in capsys.readouterr().err
    (tmp_path / "pyproject.toml").unlink()
    assert main(["claims", words]) == 1
    assert "No claims file" in capsys.readouterr().err
