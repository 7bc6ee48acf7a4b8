"""What a program says never acts on the reader's screen or page, and secrets never get there."""

from __future__ import annotations

import io
import json as json_module
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st
from rich.console import Console

from faro.model.plan import Action, Change, DiffKind, Doubt, Plan, PropertyDiff, Reason, Undecided
from faro.model.value import Archive, Ciphertext, Path, Secret, Value
from faro.views import json, markdown, terminal, text
from faro.views.line import Span, line, plain, printable
from faro.views.markdown import code, fenced

from . import plans

HIDDEN = "hunter2-swordfish"

plain_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3)
    ),
    max_leaves=5,
)
secret_contents: list[Value] = [
    HIDDEN,
    [HIDDEN],
    {"k": HIDDEN},
    {HIDDEN: 1},
    f'{{"k": "{HIDDEN}"}}',
    {"a": [{"b": HIDDEN}]},
]
secret_values = st.sampled_from(secret_contents).map(Secret) | st.just(Ciphertext(HIDDEN))
nested = st.recursive(
    secret_values,
    lambda inner: (
        st.lists(inner | plain_values, max_size=3)
        | st.dictionaries(st.text(max_size=3), inner | plain_values, max_size=3)
        | inner.map(lambda value: Archive(hash="00", assets={"member": value}))
    ),
    max_leaves=6,
)


def inner_diffs(old: Value, new: Value, at: Path) -> list[PropertyDiff]:
    """Differences at every depth, inside secrets too, as a careless comparison finds them."""
    found = [PropertyDiff(at, DiffKind.UPDATE, old, new)]
    below = old.value if isinstance(old, Secret) else old
    if isinstance(below, dict):
        for key, item in below.items():
            found += inner_diffs(item, item, (*at, key))
    elif isinstance(below, list):
        for index, item in enumerate(below):
            found += inner_diffs(item, item, (*at, index))
    return found


def plan_around(value: Value, other: Value) -> Plan:
    """A creation, an update and a deletion that hold the value in inputs and outputs."""
    held = replace(plans.RUN, inputs={"value": value}, outputs={"value": value})
    options = replace(held.options, replacement_trigger=value)
    after = replace(held, inputs={"value": other}, options=options)
    diffs = tuple(inner_diffs(value, other, ("value",)))
    changed = Change(
        urn=held.urn,
        action=Action.UPDATE,
        reason=Reason.INPUTS_CHANGED,
        old=held,
        new=after,
        diffs=diffs,
        doubts=tuple(Doubt(Undecided.SECRET, diff.path) for diff in diffs),
    )
    return plans.plan(plans.create(after), changed, plans.delete(held))


@settings(max_examples=150)
@given(value=nested, other=nested)
def test_no_view_shows_a_secret(value: Value, other: Value) -> None:
    """Wherever it stands, whatever wraps it, and however deep a comparison looked."""
    report = plans.report(plan_around(value, other))
    for diff in (False, True):
        assert HIDDEN not in plain(text.render(report, diff=diff, show_same=True))
        assert HIDDEN not in markdown.render(report, diff=diff, show_same=True)
    assert HIDDEN not in json.render(report, show_same=True)


@given(st.text())
def test_nothing_acts_on_a_terminal(untrusted: str) -> None:
    """One line stays one line, without control characters."""
    shown = plain([line(untrusted, "|")])
    assert shown.endswith("|\n")
    assert shown[:-1].isprintable()


@given(st.text())
def test_rich_markup_is_text(untrusted: str) -> None:
    """A name such as ``[red]`` is printed, not obeyed."""
    stream = io.StringIO()
    terminal.paint([line(Span(f"[red]{untrusted}[/]", "bold"))], Console(file=stream))
    assert stream.getvalue() == printable(f"[red]{untrusted}[/]") + "\n"


@given(st.text(alphabet="`a |<\n", max_size=30))
def test_code_cannot_be_left(untrusted: str) -> None:
    """Neither a span nor a block ends before its own fence."""
    span = code(untrusted)
    fence = span[: len(span) - len(span.lstrip("`"))]
    assert fence not in span.strip("`").replace(" ", "x")
    block = fenced("text", untrusted)
    opening = block[: len(block) - len(block.lstrip("`"))]
    assert opening not in untrusted


def test_hostile_names_survive_json() -> None:
    """JSON keeps the very name, escaped by its own rules to plain ASCII."""
    shown = json.render(plans.report(plans.hostile()))
    assert shown.isascii()
    assert "\x1b[2J" in json_module.loads(shown)["steps"][1]["urn"]
