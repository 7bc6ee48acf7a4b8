"""The price book: every entry of every file, what is refused, and a book of one's own."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faro.cost.book import FOLDER, Price, load
from faro.model.diagnostic import Failure

DAY = date(2026, 11, 26)
ENTRY = """\
vendor: neon
currency: USD
prices:
  - {meter: compute, plans: [Launch], price: "0.09", unit: CU-hours, source: contract 7,
     as_of: 2026-11-01, confidence: high}
"""


def own(folder: Path, text: str) -> Path:
    path = folder / "own.yml"
    path.write_text(text, encoding="utf-8")
    return path


def entry(**changes: object) -> Price:
    given: dict[str, object] = {
        "meter": "m",
        "plans": ("any",),
        "price": "1",
        "unit": "GB",
        "source": "s",
        "as_of": "2026-11-01",
        "confidence": "high",
    }
    return Price.model_validate(given | changes)


def test_every_file_is_read() -> None:
    vendors = {vendor for vendor, _ in load().entries()}
    assert vendors == {path.name.partition(".")[0] for path in FOLDER.glob("*.yml")}


def test_no_two_entries_are_for_the_same() -> None:
    seen = [
        (vendor, plan, price.meter, region, price.valid_from, price.valid_until, price.threshold)
        for vendor, price in load().entries()
        for plan in price.plans
        for region in price.regions or (price.region,)
        if price.meter != "cdn_flat_tier"  # Vercel sells four of them
    ]
    assert len(seen) == len(set(seen))


def test_a_book_of_ones_own_goes_first(tmp_path: Path) -> None:
    book = load([own(tmp_path, ENTRY)])
    found = book.find("neon", "Launch", "compute", region=None, day=DAY)
    assert found is not None
    assert found[1].price == Decimal("0.09")
    assert book.find("neon", "Launch", "storage", region=None, day=DAY) is not None


def test_a_price_ends_and_another_begins() -> None:
    prices = [
        found[1].price
        for day in (date(2026, 12, 31), date(2027, 1, 1))
        if (found := load().find("gemini", "Paid", "gemini-3.8-flash_input", region=None, day=day))
    ]
    assert prices == [Decimal("0.75"), Decimal("1.50")]


@pytest.mark.parametrize("region", [None, "mars"])
def test_no_price_where_no_ratio_is_known(region: str | None) -> None:
    meter = "machine_shared-cpu-1x_1gb"
    assert load().find("fly", "Pay as you go", meter, region=region, day=DAY) is None


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (ENTRY.replace('"0.09"', '"-1"'), "prices.0.price: Input should be greater than or equal"),
        (ENTRY.replace("currency: USD", "currency: EUR"), "currency: Input should be 'USD'"),
        (ENTRY.replace("unit:", "units:"), "prices.0.units: Extra inputs are not permitted"),
        (ENTRY.replace('price: "0.09",', ""), "give one of price, tiers and regions"),
        (
            ENTRY.replace('price: "0.09"', 'tiers: [{up_to: "1", price: "1"}]'),
            "only the last tier may be without an end",
        ),
        (
            ENTRY.replace(
                'price: "0.09"',
                'tiers: [{up_to: "5", price: "1"}, {up_to: "5", price: "1"},'
                ' {up_to: null, price: "1"}]',
            ),
            "tiers must be in ascending order",
        ),
        ("a: [", "own.yml: "),
        ("", "own.yml: "),
    ],
)
def test_a_wrong_book_is_one_diagnostic(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(Failure) as caught:
        load([own(tmp_path, text)])
    [found] = caught.value.diagnostics
    assert found.summary == "Invalid price book"
    assert said in found.detail


def test_a_book_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(Failure, match="Cannot read the"):
        load([tmp_path / "none.yml"])


def test_tiers_are_graduated() -> None:
    tiers = [
        {"up_to": "10", "price": "2"},
        {"up_to": "30", "price": "1"},
        {"up_to": None, "price": "0.5"},
    ]
    price = entry(price=None, tiers=tiers)
    assert [price.cost(Decimal(n)) for n in (0, 10, 11, 30, 50)] == [0, 20, 21, 40, 50]


def test_volume_is_charged_at_the_tier_that_it_reaches() -> None:
    tiers = [{"up_to": "10", "price": "2"}, {"up_to": None, "price": "1"}]
    cost = entry(price=None, tiers=tiers, volume=True).cost
    assert [cost(Decimal(n)) for n in (0, 10, 11)] == [0, 20, 11]


def test_what_is_begun_of_a_package_is_charged_whole() -> None:
    price = entry(price="2.5", per="1000", whole_packages=True)
    assert [price.cost(Decimal(n)) for n in (0, 1, 1000, 1001)] == [0, 2.5, 2.5, 5]


@given(st.lists(st.integers(0, 10**12), min_size=2, max_size=2))
def test_more_never_costs_less(quantities: list[int]) -> None:
    less, more = sorted(map(Decimal, quantities))
    for _, price in load().entries():
        assert 0 <= price.cost(less) <= price.cost(more)
