"""Plain English: words and phrases that no help text, summary, page or docstring uses."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from faro.cli import app
from tests.docs.summaries import Summary, every

ROOT = Path(__file__).parents[2]
PAGES = [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")]
AVOID = {
    r"\banew\b": "again",
    r"\bmend(s|ed|ing)?\b": "fix",
    r"\bstand-ins?\b": "synthetic value",
    r"\b(no|some)body\b": "name who: another stack, another user",
    r"\bstrangers?\b": "untrusted",
    r"\blikelier\b": "more likely",
    r"\b(is|are) told\b": "receives",
    r"\bsays so\b": "reports it",
    r"\bhangs? on\b": "depends on",
    r"\bgo(es)? down with\b": "is deleted with",
    r"\bcondemned\b": "to be replaced",
    r"\b(house|rooms)\b": "project, layer",
    r"\bhas not[.,;:)]": "lacks",
    r"\bunder way\b": "in progress",
    r"\bcomes? along\b": "is included",
    r"\blooked at\b": "read, previewed",
    r"\bmade by hand\b": "existing",
    r"\bnever is\b": "is never",
    r"\bthe rest of the way\b": "the remaining steps",
    r"(?<!price )(?<!the )\bbook of\b(?! dated)": "price book",
    r"\borganisation": "organization",
    r"\bdear(er|est)?\b": "more expensive",
}
"""A pattern, and what to write instead."""
LONGEST_SUMMARY = 70
SENTENCE = re.compile(r"^(The|A|An|There|It|This|Two|No such) |[.!?]$")


def found(text: str) -> list[str]:
    """What is wrong in a text, each with a proposal."""
    return [
        f"{hit[0]!r}: write {instead!r}"
        for pattern, instead in AVOID.items()
        for hit in re.finditer(pattern, text, re.IGNORECASE | re.MULTILINE)
    ]


def _helps() -> Iterator[tuple[str, str]]:
    """The name and the help of ``faro`` and of each of its commands."""
    context = click.Context(app, info_name="faro")
    yield "faro", app.get_help(context)
    for name in app.list_commands(context):
        command = app.get_command(context, name)
        assert command is not None
        yield name, command.get_help(click.Context(command, context, info_name=name))


def prose(page: str) -> str:
    """A page without its code."""
    return re.sub(r"^```.*?^```|`[^`\n]*`", "", page, flags=re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize(("name", "text"), list(_helps()))
def test_help(name: str, text: str) -> None:
    assert found(text) == [], name


@pytest.mark.parametrize("summary", every(), ids=lambda summary: summary.text[:40])
def test_a_summary_is_a_short_noun_phrase(summary: Summary) -> None:
    place = f"{summary.file}:{summary.line}"
    assert found(summary.text) == [], place
    assert not SENTENCE.search(summary.text), place
    assert summary.text[0].isupper() or summary.text[0] == "{", place
    assert len(re.sub(r"{.*?}", "", summary.text)) <= LONGEST_SUMMARY, place


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_a_page(page: Path) -> None:
    assert found(prose(page.read_text(encoding="utf-8"))) == []


@pytest.mark.parametrize("folder", ["faro", "components", "stacks", "providers"])
def test_docstrings(folder: str) -> None:
    for path in (ROOT / folder).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef):
                text = re.sub(r"``.*?``", "", ast.get_docstring(node) or "")
                assert found(text) == [], f"{path.relative_to(ROOT)}: {text}"


def test_every_kind_of_place_is_read() -> None:
    """The lists are not empty, and a word that is inserted is found."""
    texts = {summary.text for summary in every()}
    assert {"Unknown stack", "Old prices", "GitHub server error", "{name} server error"} <= texts
    assert "Modelled component costs" in texts, "a summary from a loop"
    assert "explain" in dict(_helps())
    assert found(prose("```\nmend\n```\nRun `anew` and mend it.")) == ["'mend': write 'fix'"]
