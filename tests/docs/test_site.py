"""The website of docs/: it builds, needs no network, and is accessible in light and dark."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.engine.summary import REASON_WITHOUT_AXE
from tests.views.browser import DARK, LIGHT, Browser

from .website import AXE, ROOT, addresses, build, served

PHONE, DESKTOP = 400, 1280


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    build(folder)
    return folder


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Browser:
    return Browser(tmp_path_factory.mktemp("browser"))


def test_the_navigation_has_every_page(site: Path) -> None:
    config = yaml.safe_load((ROOT / "tools/site/mkdocs.yml").read_text(encoding="utf-8"))
    assert len(list(_pages(config["nav"]))) == len(addresses(site))


def _pages(entry: Any) -> list[str]:
    """The files below an entry of the navigation: a file, a list, or a title with either."""
    if isinstance(entry, str):
        return [entry]
    below = entry.values() if isinstance(entry, dict) else entry
    return [page for each in below for page in _pages(each)]


@pytest.mark.parametrize("target", ["nowhere.md", "preview.md#nowhere", "../LICENSE"])
def test_a_broken_link_fails_the_build(tmp_path: Path, target: str) -> None:
    for name in ("docs", "tools/site"):
        shutil.copytree(ROOT / name, tmp_path / name)
    for page in ROOT.glob("*.md"):
        shutil.copy(page, tmp_path)
    with (tmp_path / "docs/glossary.md").open("a") as glossary:
        glossary.write(f"\nSee [this]({target}).\n")
    with pytest.raises(AssertionError, match=re.escape(target.partition("#")[0])):
        build(tmp_path / "site", tmp_path)


def test_nothing_is_loaded_from_elsewhere(site: Path, browser: Browser) -> None:
    with served(site) as visit:
        assert browser.hosts(visit.address + "/preview/") == {"127.0.0.1"}


@pytest.mark.parametrize("mode", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("width", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_every_page_opens_and_is_accessible(
    site: Path, browser: Browser, mode: str, width: int
) -> None:
    if not AXE.exists():
        pytest.skip(REASON_WITHOUT_AXE)
    with served(site, width) as visit:
        messages = browser.messages(visit.address + "/visit", mode)
    assert not visit.of("fault")
    assert messages == []
    assert visit.missing == []
    assert [one["page"] for one in visit.of("width")] == addresses(site)
    serious = [one for one in visit.of("rule") if one["impact"] in ("serious", "critical")]
    assert serious == []
    [found] = visit.of("search")
    assert "/moving/" in found["search"]
    assert [one for one in visit.of("width") if one["width"] > width] == []
