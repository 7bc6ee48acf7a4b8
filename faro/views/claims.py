"""Each claim beside today's figure, as text or Markdown."""

from __future__ import annotations

from collections.abc import Iterator

from faro.claims import Checked, Compared
from faro.views.line import Line, Span, line, printable
from faro.views.markdown import cells
from faro.views.money import least
from faro.views.wrapped import WIDTH, folded

_SIGNS = {True: ("holds", "green"), False: ("does not hold", "red"), None: ("open", "yellow")}


def render(checked: Checked, width: int = WIDTH) -> Iterator[Line]:
    """Render a block for each claim: the claim, the current figure, and the reason for a
    difference.
    """
    for said in _lines(checked):
        yield from folded(said, width, hang=6)


def _lines(checked: Checked) -> Iterator[Line]:
    yield line(Span(checked.document, "bold"))
    for one in checked.compared:
        yield line()
        word, style = _SIGNS[one.holds]
        yield line(Span(one.claim.id, "bold"), f"  {one.claim.claim}")
        said = f"said {_said(one)}, " if one.claim.said else ""
        yield line(f"    {said}today {_today(one)}: ", Span(word, style))
        yield line(Span(f"    {one.claim.reason}", "dim"))
        if one.claim.read:
            read = one.claim.read
            yield line(Span(f"    {read.source}, read on {read.as_of}", "dim"))


def document(checked: Checked) -> str:
    """A table."""
    rows = [cells(["", "claim", "said", "today", "", "why"]), cells(["---"] * 6)]
    rows += [
        cells(
            map(
                _on_one_line,
                [
                    one.claim.id,
                    one.claim.claim,
                    _said(one),
                    _today(one),
                    _SIGNS[one.holds][0],
                    one.claim.reason,
                ],
            )
        )
        for one in checked.compared
    ]
    return f"{_on_one_line(checked.document)}\n\n" + "\n".join(rows) + "\n"


def _on_one_line(text: str) -> str:
    return printable(" ".join(text.split()))


def _said(one: Compared) -> str:
    if one.claim.said is None:
        return ""
    low, high = one.claim.said
    figures = f"{low:,f}" if low == high else f"{low:,f} to {high:,f}"
    return f"{figures} {one.claim.unit}"


def _today(one: Compared) -> str:
    if one.claim.read:
        return one.claim.read.figure
    if one.today is None:
        return "?"
    return f"{least(one.today)} {one.claim.unit}"
