"""Pages and pictures that commands make: as they are in the repository, so they come out today."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from faro.cli import main

from .component_pages import write
from .costs_page import page
from .terminal import picture

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
WRITTEN = date(2026, 11, 27)
"""The day that ages are counted from."""

Golden = Callable[[str, str, Path], None]


def made(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    assert main([*words, f"--program={ROOT}"]) in (0, 2)
    return capsys.readouterr().out


def test_what_is_priced(golden: Golden) -> None:
    golden("costs.md", page(WRITTEN), DOCS)


def test_the_curve(golden: Golden, capsys: pytest.CaptureFixture[str]) -> None:
    golden("curve.svg", made(capsys, "curve", "--format=svg"), DOCS)


def test_the_picture(golden: Golden) -> None:
    golden("preview.svg", picture(ROOT, "phase2"), DOCS)


def test_the_claims(golden: Golden, capsys: pytest.CaptureFixture[str]) -> None:
    golden("claims.md", made(capsys, "claims", "--format=markdown"), DOCS)


def test_the_components(golden: Golden, capsys: pytest.CaptureFixture[str]) -> None:
    pages = write(ROOT, made(capsys, "preview", "--from=none", "--format=json"))
    for name, text in pages.items():
        golden(name, text, DOCS / "components")
    assert {path.name for path in (DOCS / "components").iterdir()} == pages.keys()


def test_the_comment(golden: Golden, capsys: pytest.CaptureFixture[str]) -> None:
    golden("comment.md", made(capsys, "preview", "--format=markdown"), DOCS / "examples")
