"""Long lines in lines that fit, and wide tables in blocks."""

from datetime import date
from decimal import Decimal

import pytest

from faro.cost.bill import Usage
from faro.cost.bill import bill as billed
from faro.cost.book import load
from faro.cost.estimate import Estimate
from faro.views import bill, prices
from faro.views.columns import columns
from faro.views.line import Span, line, plain
from faro.views.wrapped import folded


def test_a_folded_line_keeps_the_style_of_each_piece() -> None:
    long = line("one two ", Span("three four", "bold"), " five")
    assert list(folded(long, 12)) == [
        (Span("one two"),),
        (Span("  "), Span("three four", "bold")),
        (Span("  "), Span("five")),
    ]


def test_a_folded_line_keeps_its_indent_and_shows_what_a_terminal_would_act_on() -> None:
    shown = plain(folded(line("    a b\x1b[31m\nc d"), 12, hang=6))
    assert shown == "    a\n      b\\x1b[31m\\nc\n      d\n"


def test_a_word_that_is_too_long_has_a_line_of_its_own() -> None:
    assert plain(folded(line("a sixteen-letters- b"), 8)) == "a\n  sixteen-letters-\n  b\n"


DAY = date(2026, 11, 28)
ROWS = [["USD", "spark", "1k", "10k"], ["one", "▁▂", "150", "1,020"], ["another", "█", "5", "16"]]


def test_a_wide_table_is_in_blocks_that_begin_with_the_first_column() -> None:
    assert plain(columns(ROWS, left=2, width=21)).splitlines() == [
        "USD      spark   1k",
        "one      ▁▂     150",
        "another  █        5",
        "",
        "USD        10k",
        "one      1,020",
        "another     16",
    ]
    assert plain(columns(ROWS, left=2, width=80)).splitlines()[0] == "USD      spark   1k    10k"


METER = "gemini-2.5-flash_output"


@pytest.mark.parametrize("width", [1, 20, 40, 80, 200])
def test_a_terminal_of_any_width_shows_every_price_and_every_charge(width: int) -> None:
    book = load()
    found = [entry for entry in book.entries("gemini") if entry[1].meter == METER]
    assert METER in plain(prices.render(found, width))
    usage = Usage(vendor="gemini", plan="Paid", meter=METER, quantity=Decimal(2_000_000))
    made = billed(book, [usage], DAY)
    estimate = Estimate(bill=made, charged=(), free=(), unpriced=())
    shown = plain(bill.render(estimate, width))
    assert METER in shown
    assert shown.rstrip().endswith("5.00")
