"""`faro curve`: crossings in words, a table, a picture, and numbers of users that are none."""

from __future__ import annotations

import csv
import io
import re
from decimal import Decimal
from pathlib import Path
from xml.etree import ElementTree

import pytest

from faro.cli import main
from tests.cli.folds import unfolded
from tests.cost.states import export, written
from tests.cost.test_estimate import RAILWAY, resource

ROOT = Path(__file__).parents[2]
SVG = "{http://www.w3.org/2000/svg}"
Capture = pytest.CaptureFixture[str]


def shown(capsys: Capture, *words: str, program: Path = ROOT) -> str:
    assert main(["curve", *words, f"--program={program}"]) == 0
    return capsys.readouterr().out


def project(folder: Path) -> Path:
    """A project whose usage is never known."""
    written(folder / "Pulumi.yaml", "name: p\nruntime: python\n")
    written(folder / "Pulumi.dev.yaml", "")
    written(folder / "pyproject.toml", '[tool.faro]\nusage = "usage.py"\n')
    written(folder / "usage.py", "import sys\nfor _ in sys.stdin: print('---\\n{}')\n")
    return folder


def test_the_phases_are_compared_with_those_that_they_may_follow(capsys: Capture) -> None:
    text = unfolded(shown(capsys), 2)
    heads = re.findall(r"^USD a month +(.*)$", text, re.MULTILINE)
    assert " ".join(heads).split() == ["1k", "10k", "100k", "1m", "10m"]
    assert re.search(
        r"^phase2 becomes cheaper than phase1\.5 between [\d,]+0 \(high load\) and [\d,]+0 "
        r"\(low load\) users a month, typically at [\d,]+0$",
        text,
        re.MULTILINE,
    )
    assert re.search(
        r"^phase2-cloudrun becomes cheaper than phase1\.5 between .* users a month, more than "
        r"phase1\.5 is sized for; not at low load$",
        text,
        re.MULTILINE,
    )
    assert re.search(r"^phase1 carries up to [\d,]+00 users a month; beyond, ", text, re.MULTILINE)
    assert re.search(r"^own-llama (becomes cheaper|is cheaper) than gemini", text, re.MULTILINE)
    assert "own-llama-spot cost as much as gemini at this price of a unit (hours):" in text
    assert not re.search("phase(1|3) .*phase(3|1) ", text)


def test_a_table_has_a_row_for_each_point_of_each_curve(
    capsys: Capture, phases: dict[str, Path]
) -> None:
    files = [str(phases[name]) for name in ("phase1", "phase2")]
    text = shown(capsys, *files, "--mau-from=1k", "--mau-to=10m", "--format=csv")
    rows = list(csv.DictReader(io.StringIO(text)))
    ways = ["own-llama", "own-llama-1y", "own-llama-3y", "own-llama-spot"]
    names = ["phase1.json", "phase2.json", "gemini", *ways]
    assert list(dict.fromkeys(row["name"] for row in rows)) == names
    assert len(rows) == 60 * len(names)
    [phase2] = [r for r in rows if r["name"] == "phase2.json" and r["mau"] == "100000"]
    assert main(["cost", files[1], "--mau=100k", f"--program={ROOT}"]) == 0
    total = re.search(r"^total +(\S+)$", capsys.readouterr().out, re.MULTILINE)
    assert total
    assert phase2["usd_a_month"] == total[1].replace(",", "")


def test_a_price_at_which_an_alternative_costs_as_much(
    capsys: Capture, phases: dict[str, Path]
) -> None:
    """Today's price, by as much as the other costs more."""
    words = (str(phases["phase2"]), "--mau-from=100k", "--mau-to=10m")
    rows = list(csv.DictReader(io.StringIO(shown(capsys, *words, "--format=csv"))))
    text = shown(capsys, *words)
    today = re.search(r"^today: own-llama (\S+) ", text, re.MULTILINE)
    assert today
    for load, column in {
        "typical": "usd_a_month",
        "low": "usd_at_low_load",
        "high": "usd_at_high_load",
    }.items():
        cost = {(row["name"], row["mau"]): Decimal(row[column]) for row in rows}
        [cells] = re.findall(rf"^{load} load +(.*)$", text, re.MULTILINE)
        for mau, cell in zip(("100000", "1000000", "10000000"), cells.split(), strict=True):
            dearer = cost["gemini", mau] / cost["own-llama", mau]
            assert abs(Decimal(cell) - Decimal(today[1]) * dearer) < Decimal("0.01")


def test_a_picture_is_svg_that_needs_nothing_else(
    capsys: Capture, phases: dict[str, Path], tmp_path: Path
) -> None:
    """Well-formed whatever a file is called, without script or anything from elsewhere."""
    hostile = tmp_path / "<script>&'\".json"
    hostile.write_text(phases["phase1.5"].read_text())
    text = shown(capsys, str(hostile), str(phases["phase2"]), "--format=svg")
    tree = ElementTree.fromstring(text)  # noqa: S314 our own
    assert tree.tag == f"{SVG}svg"
    tags = {element.tag for element in tree.iter()}
    assert tags <= {SVG + tag for tag in ("svg", "style", "path", "text", "polyline", "circle")}
    assert {hostile.name, "phase2.json"} <= {element.text for element in tree.iter(f"{SVG}text")}
    assert len(tree.findall(f"{SVG}circle")) == 1, "where they cross"
    assert not re.search(r"href|url\(|@import|https?://(?!www\.w3\.org/2000/svg)", text)


@pytest.mark.parametrize("format_", ["text", "csv", "svg"])
@pytest.mark.parametrize("words", [(), ("--mau-from=1k", "--mau-to=1k")])
def test_costs_that_are_not_known_are_drawn_as_nothing(
    capsys: Capture, tmp_path: Path, words: tuple[str, ...], format_: str
) -> None:
    service = str(export(tmp_path / "service.json", resource(RAILWAY)))
    text = shown(capsys, service, *words, f"--format={format_}", program=project(tmp_path))
    assert not set(text) & set("▁▂▃▄▅▆▇█")
    assert "<polyline" not in text


@pytest.mark.parametrize("format_", ["text", "svg"])
def test_a_curve_may_have_a_single_point(
    capsys: Capture, phases: dict[str, Path], format_: str
) -> None:
    one = ("--mau-from=1k", "--mau-to=1k", f"--format={format_}")
    assert "phase2.json" in shown(capsys, str(phases["phase2"]), *one)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--mau-from=0",), "--mau-from must be at least 1"),
        (("--mau-from=2k", "--mau-to=1k"), "not more than --mau-to"),
        (("--mau-to=many",), "'many' is not a number of users"),
        (("--mau-to=-1",), "'-1' is not a number of users"),
        (("--mau-to=" + "9" * 5000,), "is not a number of users"),
        (("--mau-from=10000m", "--mau-to=10000m"), "mau: Input should be less than or equal"),
        (("--format=png",), "'png' is not one of"),
    ],
)
def test_numbers_of_users_that_are_none(capsys: Capture, words: tuple[str, ...], said: str) -> None:
    assert main(["curve", "none", *words, f"--program={ROOT}"]) == 1
    shown = capsys.readouterr()
    assert said in shown.err
    assert shown.err.count("error: ") == 1
    assert shown.out == ""
