"""Bills that vendors work out themselves, through the command: one readable file for each."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

from faro.cli import main
from faro.cost.book import load
from faro.model.cost import cents

from .states import written
from .test_bill import EXAMPLES, raised

BILLS = Path(__file__).with_name("bills")
DEARER = ("cloudflare", "fly", "neon", "railway", "supabase", "upstash", "vercel")
Example = dict[str, Any]
Capture = pytest.CaptureFixture[str]


def name(example: Example) -> str:
    slug = re.sub(r"[^a-z0-9]+", "-", example["title"].lower()).strip("-")
    return f"{example['vendor']}-{slug}"


def usage(folder: Path, example: Example) -> Path:
    """The usage file of an example."""
    about = {"vendor": example["vendor"], "region": example.get("region")}
    document = {
        "plans": {example["vendor"]: example["plan"]},
        "account_usage": [{**about, **used} for used in example["usage"]],
    }
    return written(folder / "usage.yml", yaml.safe_dump(document))


def bill(capsys: Capture, folder: Path, example: Example, *words: str) -> str:
    assert main(["cost", "none", f"--usage={usage(folder, example)}", *words]) == 0
    shown = capsys.readouterr()
    assert "error: " not in shown.err
    return shown.out


@pytest.mark.parametrize("example", EXAMPLES, ids=name)
def test_a_vendors_own_bill(
    example: Example, golden: Callable[[str, str, Path], None], capsys: Capture, tmp_path: Path
) -> None:
    """As the vendor works it out, to the cent."""
    shown = bill(capsys, tmp_path, example)
    printed = example.get("printed", example["total"])
    head = (
        f"{example['title']}\n{example['source']}, {example['as_of']}\n"
        f"The vendor's total: {printed} USD\n\n"
    )
    golden(f"{name(example)}.txt", head + shown, BILLS)
    total = re.search(r"^total +(\S+)$", shown, re.MULTILINE)
    assert total
    assert Decimal(total[1].replace(",", "")) == cents(Decimal(example["total"]))


def test_there_is_a_bill_for_each_example_and_no_other() -> None:
    assert sorted(map(name, EXAMPLES)) == sorted(path.stem for path in BILLS.glob("*"))


@pytest.mark.parametrize("vendor", DEARER)
def test_a_dearer_book_is_another_bill(vendor: str, capsys: Capture, tmp_path: Path) -> None:
    """One per cent more on each price of a vendor, in a book of one's own."""
    [file] = [file for file in load().files if file.vendor == vendor]
    dear = file.model_copy(update={"prices": tuple(map(raised, file.prices))})
    text = yaml.safe_dump(dear.model_dump(mode="json", exclude_defaults=True))
    own = written(tmp_path / "dear.yml", text)
    for example in EXAMPLES:
        if example["vendor"] == vendor:
            usual = (BILLS / f"{name(example)}.txt").read_text(encoding="utf-8")
            assert bill(capsys, tmp_path, example, f"--prices={own}") not in usual
