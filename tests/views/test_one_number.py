"""Text, Markdown, HTML and JSON of one report say the same, whatever is known of it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import pytest

from faro.cli import main

ROOT = Path(__file__).parents[2]
Capture = pytest.CaptureFixture[str]
LABELS = ("total", "usage-based")


def cents(text: str) -> str:
    return f"{Decimal(text).quantize(Decimal('0.01'), ROUND_HALF_UP):,}"


def text(shown: str) -> dict[str, str]:
    found = re.findall(
        r"^ *(total|usage-based) +(?:[!≥≈] )*([\d,.]+(?:–[\d,.]+)?)$", shown, re.MULTILINE
    )
    return dict(found)


def markdown(shown: str) -> dict[str, str]:
    found = re.findall(
        r"^\| \**(total|usage-based)\** \| (?:[!≥≈] )*([\d,.]+(?:–[\d,.]+)?) \|$", shown, re.M
    )
    return dict(found)


def html(shown: str) -> dict[str, str]:
    return dict(
        re.findall(r"<td>(total|usage-based)</td><td>(?:[!≥≈] )*([\d,.]+(?:–[\d,.]+)?)</td>", shown)
    )


def infracost(shown: str) -> dict[str, str]:
    root = json.loads(shown)
    [project] = root["projects"]
    assert root["totalMonthlyCost"] == project["breakdown"]["totalMonthlyCost"]
    used = project["breakdown"]["totalMonthlyUsageCost"]
    return {"total": cents(root["totalMonthlyCost"]), "usage-based": cents(used)}


FORMATS: dict[str, Callable[[str], dict[str, str]]] = {
    "text": text,
    "markdown": markdown,
    "html": html,
    "json": infracost,
}


@pytest.mark.parametrize(
    "load", ["--mau=100000", "--mau=10000000", f"--usage={ROOT}/docs/usage.yml"]
)
@pytest.mark.parametrize("phase", ["phase1", "phase2", "phase3"])
def test_every_format_has_the_same_numbers(
    capsys: Capture, phases: dict[str, Path], phase: str, load: str
) -> None:
    found = {}
    for format_, read in FORMATS.items():
        words = ["cost", str(phases[phase]), load, f"--program={ROOT}", f"--format={format_}"]
        assert main(words) == 0
        found[format_] = read(capsys.readouterr().out)
    assert set(found["text"]) == set(LABELS)
    if "–" in found["text"]["total"]:
        found["json"]["total"] = found["text"]["total"]  # there a range has its amount as wanted
    assert all(numbers == found["text"] for numbers in found.values()), found


def test_every_format_has_the_same_heading(capsys: Capture, phases: dict[str, Path]) -> None:
    """The answer, the load, the dates of the prices, what is assumed."""
    words = ["cost", str(phases["phase2"]), "--mau=100000", f"--program={ROOT}"]
    for format_ in FORMATS:
        assert main([*words, f"--format={format_}"]) == 0
        shown = " ".join(capsys.readouterr().out.replace("\\", "").split())
        for said in (
            r"93 % is gemini\.",
            "100,000 users a month",
            r"read \d{4}-\d\d-\d\d to \d{4}-\d\d-\d\d",
            r"daily_share 0\.3",
            "payment fees, taxes, refunds and wages are left out",
        ):
            assert re.search(said, shown), (format_, said)


@pytest.mark.parametrize("format_", FORMATS)
def test_every_format_has_the_difference(
    capsys: Capture, phases: dict[str, Path], format_: str
) -> None:
    sides = [f"--from={phases['phase1.5']}", f"--to={phases['phase2']}"]
    words = ["cost", *sides, "--mau=100000", f"--program={ROOT}", f"--format={format_}"]
    assert main(words) == 0
    shown = capsys.readouterr().out
    assert "supabase-project" in shown
    assert ("95.7" if format_ == "json" else "+95.70") in shown
    assert ("-130.46" if format_ != "json" else '"diffTotalMonthlyCost": "-130.46') in shown


@pytest.mark.parametrize(
    ("name", "start"),
    [
        ("a.html", "<!doctype"),
        ("a.md", "## Cost"),
        ("a.json", "{"),
        ("a", "none: "),
        ("a.x", "none"),
    ],
)
def test_a_file_has_the_format_of_its_name(tmp_path: Path, name: str, start: str) -> None:
    usage = tmp_path / "usage.yml"
    usage.write_text("account_usage: [{vendor: neon, meter: compute, quantity: 1}]")
    out = tmp_path / name
    words = ["cost", "none", f"--usage={usage}", f"--out={out}"]
    assert main(words) == 0
    assert out.read_text().startswith(start)
    assert main([*words, "--format=text"]) == 0
    assert out.read_text().startswith("none: ")


LONG_LOAD = "--mau=10m"
PHASE3 = "phase3"


@pytest.mark.parametrize(
    "words",
    [
        ["cost", "PHASES", LONG_LOAD],
        ["cost", PHASE3, LONG_LOAD],
        ["cost", "--from", "phase2-cloudrun", "--to", PHASE3, LONG_LOAD],
        ["curve", "PHASES"],
        ["explain", "gcp", PHASE3, LONG_LOAD],
        ["explain", "--sensitivity", PHASE3, LONG_LOAD],
        ["usage", PHASE3],
        ["prices", "gcp"],
        ["prices", "aws"],
    ],
    ids=" ".join,
)
def test_a_report_fits_a_terminal(
    capsys: Capture, phases: dict[str, Path], words: list[str]
) -> None:
    """80 columns, with every phase at ten million users; only a single word may be longer."""
    files = {name: [str(path)] for name, path in phases.items()}
    files["PHASES"] = list(map(str, phases.values()))
    given = [found for word in words for found in files.get(word, [word])]
    program = [] if words[0] == "prices" else [f"--program={ROOT}"]
    assert main([*given, *program]) == 0
    shown = capsys.readouterr().out.splitlines()
    assert len(shown) > 5
    wide = [text for text in shown if len(text) > 80]
    # A path that a test's machine makes longer than a terminal stands for a phase's name.
    assert [text for text in wide if len(text.split()) > 1 and str(ROOT) not in text] == []
