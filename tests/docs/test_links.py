"""Every link of the documents leads to a file, and to a heading that is there."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGES = [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")]
_LINK = re.compile(r"\]\((?!https://)([^)#\s]*)(?:#([\w-]+))?\)")
_CODE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)


def headings(page: Path) -> set[str]:
    """As GitHub names them in a link."""
    titles = re.findall(r"^#+ (.+)$", _CODE.sub("", page.read_text(encoding="utf-8")), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title).strip().lower().replace(" ", "-") for title in titles}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_leads_somewhere(page: Path) -> None:
    for target, heading in _LINK.findall(_CODE.sub("", page.read_text(encoding="utf-8"))):
        led = (page.parent / target).resolve() if target else page
        assert led.exists(), target
        assert not heading or heading in headings(led), f"{target}#{heading}"


def test_every_page_is_in_the_index() -> None:
    index = (ROOT / "docs/README.md").read_text(encoding="utf-8")
    listed = {(ROOT / "docs" / target).resolve() for target, _ in _LINK.findall(index)}
    pages = set(ROOT.glob("docs/*.md")) | set(ROOT.glob("docs/vendors/*.md"))
    assert pages - listed == {ROOT / "docs/README.md"}
