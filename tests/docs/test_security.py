"""The security page says of each check that fails why it may."""

from __future__ import annotations

import re
from pathlib import Path

import yaml

DOCS = Path(__file__).parents[2] / "docs"


def test_each_check_that_fails_has_the_written_reason() -> None:
    """The tables are those that ``make scan`` wrote with the reasons of today."""
    reasons = yaml.safe_load((DOCS / "security.yml").read_text(encoding="utf-8"))
    page = (DOCS / "security.md").read_text(encoding="utf-8")
    _, _, rows = page.partition("| check | where it fails | why |")
    found = dict(re.findall(r"^\| (?!-)([^|]+) \| [^|]+ \| ([^|]*) \|$", rows, re.MULTILINE))
    assert found == {check: reason.strip() for check, reason in reasons.items()}
