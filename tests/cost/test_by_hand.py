"""Vendors that publish no worked example: bills worked by hand from their price pages' figures, as
`faro cost` prints them.
"""

from pathlib import Path
from typing import Any

import pytest
import yaml

from faro.cli import main

CASES: dict[str, tuple[str, list[tuple[str, str, dict[str, Any]]], str]] = {
    # 29 and 250,000 errors less 50,000: 100,000 x 0.0003625 + 100,000 x 0.0002188
    "sentry": (
        "Team",
        [("plan_fee", "1", {}), ("errors_payg", "250000", {})],
        "87.13",
    ),
    # 25 and 1,500 GB less 1,000 at 0.12
    "axiom": ("Axiom Cloud", [("plan_fee", "1", {}), ("data_loading", "1500", {})], "85.00"),
    # 10 M tokens in at 0.30 for a million, 4 M out at 2.50
    "gemini": (
        "any",
        [
            ("gemini-2.5-flash_input", "10000000", {}),
            ("gemini-2.5-flash_output", "4000000", {}),
        ],
        "13.00",
    ),
    # two servers of two H100 each: 1,460 x 22.122499976
    "gcp": ("any", [("vm_a3-highgpu-2g", "1460", {"region": "us-central1"})], "32,298.85"),
}


@pytest.mark.parametrize("vendor", CASES)
def test_a_bill_worked_by_hand(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], vendor: str
) -> None:
    plan, used, total = CASES[vendor]
    path = tmp_path / "usage.yml"
    usage = [{"vendor": vendor, "meter": m, "quantity": q, **more} for m, q, more in used]
    path.write_text(yaml.safe_dump({"plans": {vendor: plan}, "account_usage": usage}))
    assert main(["cost", "none", f"--usage={path}"]) == 0
    shown = capsys.readouterr().out
    assert f"total  {total:>10}".split() in [line.split() for line in shown.splitlines()]
