"""The page of costs in a real browser: it needs nothing, shows everything, and obeys nobody."""

from __future__ import annotations

import re
from collections import Counter
from html.parser import HTMLParser
from pathlib import Path

import pytest
import yaml

from faro.cli import main
from faro.model.snapshot import Resource
from tests.cost.states import export, written
from tests.cost.test_estimate import SUPABASE, resource

from .browser import DARK, LIGHT, Browser
from .png import Pixel, pixels

ROOT = Path(__file__).parents[2]
EVIL = (
    "<script>document.title='obeyed'</script>",
    '"><img src=x onerror="document.title=\'obeyed\'">',
    "</style></svg></title></pre><svg onload=\"document.title='obeyed'\">",
)
OVERFLOWS = """
<script>
  const boxes = [...document.querySelectorAll("svg text")].map(text => text.getBBox());
  const wide = document.querySelector("svg").viewBox.baseVal.width;
  const out = boxes.filter(box => box.x < 0 || box.x + box.width > wide).length;
  document.title = `${out} of ${boxes.length} outside`;
</script>
"""


class Tags(HTMLParser):
    """What a document consists of."""

    def __init__(self, document: str) -> None:
        super().__init__()
        self.tags: Counter[str] = Counter()
        self.attributes: set[str] = set()
        self.title = ""
        self.feed(document)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags[tag] += 1
        self.attributes |= {name for name, _ in attrs}


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Browser:
    return Browser(tmp_path_factory.mktemp("browser"))


def made(folder: Path, *words: str) -> Path:
    out = folder / "page.html"
    assert main(["cost", *words, f"--program={ROOT}", "--format=html", f"--out={out}"]) == 0
    return out


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory, phases: dict[str, Path]) -> Path:
    """The page of all phases."""
    return made(tmp_path_factory.mktemp("page"), *map(str, phases.values()), "--mau=100k")


def evil(folder: Path) -> Path:
    """A page of everything that a program, a usage file and a price book can say."""
    book = {
        "vendor": EVIL[1],
        "currency": "USD",
        "prices": [
            {
                **{"meter": EVIL[0], "plans": [EVIL[2]], "price": "9", "unit": EVIL[0]},
                **{"source": "s", "as_of": "2026-11-01", "confidence": "high"},
            }
        ],
    }
    used = {"vendor": EVIL[1], "meter": EVIL[0], "quantity": 10}
    usage = {
        "plans": {EVIL[1]: EVIL[2]},
        "account_usage": [used, {**used, "meter": EVIL[2]}, {**used, "vendor": EVIL[0]}],
        "resource_usage": {"*": {EVIL[1]: 5}},
    }
    component = Resource(
        urn=f"urn:pulumi:dev::p::app:x:Y::{EVIL[0]}", type="app:x:Y", name=EVIL[0], custom=False
    )
    target = export(
        folder / "<script>alert(1)<&.json",
        component,
        resource(SUPABASE, EVIL[1], parent=component.urn, plan="pro", compute_size="small"),
        resource(f"a:b:{EVIL[2]}", EVIL[2]),
    )
    book_file = written(folder / "book.yml", yaml.safe_dump(book))
    usage_file = written(folder / "usage.yml", yaml.safe_dump(usage))
    return made(folder, str(target), f"--prices={book_file}", f"--usage={usage_file}")


def test_everything_is_there(browser: Browser, page: Path) -> None:
    shown = browser.dom(page)
    found = Tags(shown)
    assert (found.tags["table"], found.tags["svg"], found.tags["details"]) == (1, 1, 5)
    assert found.tags["rect"] > 30
    assert found.tags["tr"] > 25
    assert found.tags["script"] == 0
    amount = r"[!≥≈ ]*[\d,]+\.\d\d(–[\d,]+\.\d\d)?"
    assert re.search(rf"<td>total</td>(<td>{amount}</td>){{5}}", shown)


def test_it_looks_the_same_without_scripts(browser: Browser, page: Path, tmp_path: Path) -> None:
    """As a page that has one does not."""
    charset = '<meta charset="utf-8">'
    none = "<meta http-equiv=Content-Security-Policy content=\"script-src 'none'\">"
    red = f"{charset}<body><script>document.body.style.background = 'red'</script>"
    same = []
    for text in (page.read_text(), red):
        free = written(tmp_path / "free.html", text)
        bound = written(tmp_path / "bound.html", text.replace(charset, charset + none))
        pictures = [browser.picture(shown, LIGHT).read_bytes() for shown in (free, bound)]
        same.append(pictures[0] == pictures[1])
    assert same == [True, False]


def test_nothing_is_asked_of_a_network(browser: Browser, page: Path, tmp_path: Path) -> None:
    """As a page that does ask shows, the browser would say so."""
    assert browser.hosts(page) == set()
    other = written(tmp_path / "other.html", "<img src=http://elsewhere.example/a.png>")
    assert browser.hosts(other) == {"elsewhere.example"}


def brightness(shown: list[Pixel]) -> float:
    return sum(map(sum, shown)) / len(shown) / 3


def test_it_is_light_or_dark_as_the_reader_is(browser: Browser, page: Path) -> None:
    light, dark = (pixels(browser.picture(page, mode)) for mode in (LIGHT, DARK))
    assert brightness(light) > 180
    assert brightness(dark) < 75
    for shown in (light, dark):
        [(_, background), *others] = Counter(shown).most_common()
        assert background < len(shown) * 0.97, "it is not blank"
        assert len(others) > 50, "text and bars have edges of many shades"


def test_no_text_of_a_program_is_obeyed(browser: Browser, tmp_path: Path) -> None:
    shown = browser.dom(evil(tmp_path))
    found = Tags(shown)
    assert "<title>Cost of a month</title>" in shown
    assert found.tags["script"] == found.tags["img"] == 0
    assert found.tags["svg"] == 1
    assert not {name for name in found.attributes if name.startswith("on") or name == "src"}
    assert shown.count("obeyed") > 10, "all of it is shown as text"


def test_no_name_leaves_a_picture(
    browser: Browser, phases: dict[str, Path], tmp_path: Path
) -> None:
    """However long it is."""
    long = tmp_path / f"{'wide-' * 10}stack.json"
    long.write_text(phases["phase2"].read_text())
    page = made(tmp_path, str(long), str(phases["phase3"]), "--mau=100k").read_text()
    assert long.name in page, "the whole name stands in the table"
    picture = tmp_path / "curve.svg"
    words = ["curve", str(long), f"--program={ROOT}", "--format=svg", f"--out={picture}"]
    assert main(words) == 0
    for shown in (page, picture.read_text()):
        measured = written(tmp_path / "measured.html", f"{shown}{OVERFLOWS}")
        title = re.search("<title>(.*) outside</title>", browser.dom(measured))
        assert title
        assert re.fullmatch(r"0 of [1-9]\d*", title[1])
