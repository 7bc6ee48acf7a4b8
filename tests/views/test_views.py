"""Each view of each plan against a file that a person can read."""

from __future__ import annotations

import json as json_module
from collections.abc import Callable
from dataclasses import replace

import pytest

from faro.model.plan import Action, Undecided
from faro.model.report import Report
from faro.views import diagnostics, json, markdown, text, words
from faro.views.line import plain

from . import plans

Golden = Callable[[str, str], None]
PHASES_FIT = 150


@pytest.mark.parametrize("case", plans.CASES)
def test_text(case: str, golden: Golden) -> None:
    """The tree as a new user sees it."""
    report = plans.report(plans.CASES[case]())
    golden(f"{case}.txt", plain(text.render(report)))


@pytest.mark.parametrize("case", ["creation", "doubts", "hostile", "long-values"])
def test_text_with_everything(case: str, golden: Golden) -> None:
    """``--diff``: all inputs of what is new, whole values, each doubt."""
    report = plans.report(plans.CASES[case]())
    golden(f"{case}.diff.txt", plain(text.render(report, diff=True)))


def test_text_with_unchanged(golden: Golden) -> None:
    """``--show-same``: what does not change, too."""
    report = plans.report(plans.replacements())
    golden("replacements.same.txt", plain(text.render(report, show_same=True)))


@pytest.mark.parametrize("case", ["hostile", "options", "empty"])
def test_markdown(case: str, golden: Golden) -> None:
    """One stack, folded away."""
    golden(f"{case}.md", markdown.render(plans.report(plans.CASES[case]())))


@pytest.mark.parametrize("case", ["creation", "updates", "replacements", "options", "empty"])
def test_json(case: str, golden: Golden) -> None:
    """The document that ``pulumi preview --json`` prints, with our keys."""
    golden(f"{case}.json", json.render(plans.report(plans.CASES[case]())))


def test_five_phases(golden: Golden) -> None:
    """Every phase in one text and one comment."""
    lines = text.render(plans.phases())
    assert len(lines) < PHASES_FIT
    golden("phases.txt", plain(lines))
    golden("phases.md", markdown.render(plans.phases()))


def test_diagnostics(golden: Golden) -> None:
    """The gravest first; the command alone on its line."""
    golden("diagnostics.txt", plain(diagnostics.render([plans.WARNING, plans.FAILED])))


def test_several_plans_are_one_document() -> None:
    """Each stack's digest under its name, with what belongs to none beside them."""
    found = json_module.loads(json.render(plans.phases()))
    assert list(found["previews"]) == ["phase1", "phase1.5", "phase2", "phase2-cloudrun", "phase3"]
    assert found["formatVersion"] == found["previews"]["phase1"]["formatVersion"] == "1.0"
    assert found["diagnostics"][0]["faro"]["summary"] == "Config key not used"


def test_a_failure_is_a_document() -> None:
    """No plan at all: the diagnostics, in the same shape."""
    found = json_module.loads(json.render(Report(diagnostics=(plans.FAILED,))))
    assert found["steps"] == []
    assert found["diagnostics"][0]["severity"] == "error"


def test_a_plan_with_errors_says_so() -> None:
    """Counts of half a plan are not taken for all."""
    report = plans.report(replace(plans.updates(), diagnostics=(plans.FAILED,)))
    assert plain(text.render(report)).endswith("not complete, see the errors\n")
    assert "not complete" in markdown.render(report)


def test_every_action_and_doubt_has_words() -> None:
    """A new member of a closed set needs its words here."""
    assert set(words.SYMBOLS) == set(words.COUNTED) == set(Action)
    assert set(words.DOUBTS) == set(Undecided)
