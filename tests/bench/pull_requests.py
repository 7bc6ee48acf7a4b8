"""The figures of a pull request: every phase against a revision, and a comment of 5,000 changes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from faro.model.report import Report
from faro.views import json
from tests.views.test_comment import many

from .measure import FARO, measure

RUNS = 5
CHANGES = 5_000


def figures(say: Callable[[str], None]) -> None:
    """Both, as whole commands."""
    words = [FARO, "preview", "--base=HEAD", "--format=markdown"]
    say(f"all phases against a revision          {measure(words, runs=RUNS)}   (at most 8 s)")
    with TemporaryDirectory() as name:
        report = Path(name) / "report.json"
        report.write_text(json.render(Report(plans=(many(CHANGES),)), show_same=True))
        shown = measure([FARO, "comment", str(report), "--dry-run"], runs=RUNS)
    say(f"a comment of {CHANGES:,} changes             {shown}   (at most 3 s)")
