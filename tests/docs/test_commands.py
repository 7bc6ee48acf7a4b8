"""The console blocks of the documents are sessions: each command runs, each line it shows comes."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.engine.engine import Engine

ROOT = Path(__file__).parents[2]
MOVING = ROOT / "docs" / "moving.md"
"""One session from its first line to its last; tests/move/test_page.py runs it."""
DOCUMENTS = [
    *(ROOT / "README.md", ROOT / "CONTRIBUTING.md"),
    *(page for page in sorted(ROOT.glob("docs/**/*.md")) if page != MOVING),
]
LEFT_OUT = "…"
RUNS_TESTS = frozenset(
    {
        *("test", "unit", "coverage", "bench", "faults", "goldens", "fix", "lock", "engine"),
        *("axe", "site", "kubernetes", "scan"),
    }
)
"""Targets that would run this test again, change the checkout, or build the website."""


def sessions() -> Iterator[tuple[str, str, list[str]]]:
    """Document, command and the lines that it is said to print."""
    for document in DOCUMENTS:
        text = document.read_text(encoding="utf-8")
        for block in re.findall(r"^```console\n(.*?)^```", text, re.DOTALL | re.MULTILINE):
            for session in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
                command, *lines = session.splitlines()
                yield document.name, command, lines


EVERY_SESSION = list(sessions())
SESSIONS = [session for session in EVERY_SESSION if not session[1].startswith("pulumi ")]
FOR_THE_ENGINE = [session[1] for session in EVERY_SESSION if session[1].startswith("pulumi ")]


@pytest.mark.engine
@pytest.mark.parametrize("command", FOR_THE_ENGINE)
def test_a_command_of_pulumi_works(engine: Engine, command: str) -> None:
    """In a stack of its own; what it asks for is given."""
    *words, stack = command.removeprefix("pulumi ").removesuffix(" ").split()
    assert words.pop() == "--stack"
    done = engine.command(engine.adopt(ROOT, stack), *words, given="a-token")
    assert done.returncode == 0, done.stderr
    assert "a-token" not in done.stdout + done.stderr


@pytest.mark.parametrize(("document", "command", "lines"), SESSIONS, ids=[s[1] for s in SESSIONS])
def test_a_command_prints_what_the_document_shows(
    document: str, command: str, lines: list[str]
) -> None:
    """In this order, with only what is marked left out."""
    done = subprocess.run(
        command.split(),
        cwd=ROOT,
        env={**{k: v for k, v in os.environ.items() if "MAKE" not in k}, "COLUMNS": "80"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    printed = done.stdout.splitlines()
    at = 0
    skipping = False
    for line in lines:
        if line == LEFT_OUT:
            skipping = True
            continue
        found = printed.index(line, at) if line in printed[at:] else None
        assert found is not None, f"{document}: {line!r} is not printed after line {at}"
        assert skipping or found == at, f"{document}: {printed[at]!r} stands before {line!r}"
        at, skipping = found + 1, False


def test_the_documents_show_something() -> None:
    """The README has two commands at least, and both are seen here."""
    assert sum(document == "README.md" for document, _, _ in SESSIONS) >= 2


def test_every_target_that_is_named_exists() -> None:
    """A document names no command of the Makefile that is not there."""
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z]+):", makefile, re.MULTILINE))
    texts = (document.read_text(encoding="utf-8") for document in DOCUMENTS)
    named = {name for text in texts for name in re.findall(r"`make ([a-z]+)", text)}
    assert named <= targets
    ran = {command.split()[1] for _, command, _ in SESSIONS if command.startswith("make ")}
    assert named - ran <= RUNS_TESTS


def test_the_phases_table_agrees_with_the_curve() -> None:
    """Each phase carries as many users in both."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    estimates = (ROOT / "docs/estimates.md").read_text(encoding="utf-8")
    table = dict(re.findall(r"^\| `(\S+)` \| \d[^|]* \| ([\d,]+)", readme, re.MULTILINE))
    says = r"^(\S+) (?:carries|is sized for) up to ([\d,]+) users a month"
    assert len(table) == 5
    assert table == dict(re.findall(says, estimates, re.MULTILINE))
