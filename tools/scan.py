"""Scans the exports of the phases on Google Cloud, and writes the table in ``docs/security.md``.

Usage: make scan. Needs ``.tools/checkov`` and ``.tools/bin/kube-score``, which that target makes.
Ends with 1 if a check fails that ``docs/security.yml`` gives no reason for, or if a reason is for a
check that no longer fails.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "security.md"
REASONS = ROOT / "docs" / "security.yml"
BEGIN, END = "<!-- scan -->", "<!-- end of scan -->"
_CHECKOV = ROOT / ".tools" / "checkov" / "bin" / "checkov"
_KUBE_SCORE = ROOT / ".tools" / "bin" / "kube-score"
_SECONDS = 600
_EXPORTS = (
    ("phase2-cloudrun", "terraform-plan", "terraform_plan"),
    ("phase3", "terraform-plan", "terraform_plan"),
    ("phase3", "kubernetes", "kubernetes"),
)


@dataclass(frozen=True, slots=True)
class Scan:
    """What one tool says of one export: ``failed`` holds a check and a resource each."""

    of: str
    tool: str
    passed: int
    failed: tuple[tuple[str, str], ...]


def checkov(folder: Path, framework: str, of: str) -> Scan:
    """All checks of Checkov for a framework, none skipped."""
    source = (
        ["-d", str(folder)] if framework == "kubernetes" else ["-f", str(folder / "tfplan.json")]
    )
    told = subprocess.run(
        [str(_CHECKOV), *source, "--framework", framework, "--compact", "--quiet", "-o", "json"],
        capture_output=True,
        check=False,
    )
    document: dict[str, Any] = json.loads(told.stdout)
    results, summary = document["results"]["failed_checks"], document["summary"]
    failed = tuple(sorted((each["check_id"], each["resource"]) for each in results))
    return Scan(of, f"Checkov {summary['checkov_version']}", summary["passed"], failed)


def kube_score(folder: Path, of: str) -> Scan:
    """The critical findings of kube-score."""
    command = [str(_KUBE_SCORE), "score", *map(str, sorted(folder.glob("*.yaml"))), "-o", "ci"]
    lines = subprocess.run(command, capture_output=True, check=False).stdout.decode().splitlines()
    found = [line.partition("] ")[2].partition(": ") for line in lines if "[CRITICAL]" in line]
    failed = tuple(sorted((why, which.partition(" ")[0]) for which, _, why in found))
    return Scan(of, "kube-score", sum(line.startswith("[OK]") for line in lines), failed)


def table(scans: list[Scan], reasons: dict[str, str]) -> str:
    """The scans, then each check that fails with its resources and the reason."""
    rows = [f"| {s.of} | {s.tool} | {s.passed} | {len(s.failed)} |" for s in scans]
    checks: dict[str, list[str]] = {}
    for scan in scans:
        for check, resource in scan.failed:
            if resource not in checks.setdefault(check, []):
                checks[check].append(resource)
    found = [
        f"| {check} | {', '.join(f'`{each}`' for each in resources)} | {reasons.get(check, '')} |"
        for check, resources in sorted(checks.items())
    ]
    return "\n".join(
        [
            *("| export | tool | passed | failed |", "|---|---|---|---|", *rows, ""),
            *("| check | where it fails | why |", "|---|---|---|", *found),
        ]
    )


def main() -> int:
    """Scan, write the page, and say what has no reason."""
    reasons: dict[str, str] = yaml.safe_load(REASONS.read_text(encoding="utf-8"))
    scans = []
    with tempfile.TemporaryDirectory() as folder:
        for phase, format_, framework in _EXPORTS:
            out = Path(folder) / f"{phase}-{format_}"
            faro = [str(Path(sys.executable).parent / "faro"), "export", phase, "--format", format_]
            more = ["--out", str(out), "--time-limit", str(_SECONDS)]
            subprocess.run([*faro, *more], cwd=ROOT, check=True, capture_output=True)
            scans.append(checkov(out, framework, f"{phase}, {format_}"))
            if format_ == "kubernetes":
                scans.append(kube_score(out, f"{phase}, {format_}"))
    head, _, rest = PAGE.read_text(encoding="utf-8").partition(BEGIN)
    text = f"{head}{BEGIN}\n{table(scans, reasons)}\n{END}{rest.partition(END)[2]}"
    PAGE.write_text(text, encoding="utf-8")
    failed = {check for scan in scans for check, _ in scan.failed}
    for check in sorted(failed ^ reasons.keys()):
        known = "fails without a reason" if check in failed else "has a reason and does not fail"
        print(f"{check} {known}")  # noqa: T201 the answer of the tool
    return 1 if failed ^ reasons.keys() else 0


if __name__ == "__main__":
    sys.exit(main())
