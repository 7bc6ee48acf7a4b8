"""The price file of Gemini's tokens, written from the data that the package genai-prices ships.

Standard processing of text: batches, speech, images and live sessions are left out. The package
takes more time to load than a whole bill, so that the command reads a file and not the package.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from importlib.metadata import version

from genai_prices.data import providers
from genai_prices.types import ModelInfo, ModelPrice, StartDateConstraint, TieredPrices

PUBLISHED = {"0.2.3": date(2026, 11, 10)}
"""The day on which PyPI got a version: the package dates none of its prices."""
_WAYS = {
    "input": "input_mtok",
    "output": "output_mtok",
    "cached_input": "cache_read_mtok",
}
_NOT_TEXT = ("tts", "image", "live", "audio", "vision", "robotics", "omni", "banana")
_HEAD = """\
# Prices of a million tokens of each Gemini model, from the package genai-prices, by `make goldens`.
vendor: gemini
currency: USD
prices:
"""


def document() -> str:
    """The whole file."""
    [google] = [each for each in providers if each.id == "google"]
    models = [model for model in google.models if _is_of_text(model)]
    return _HEAD + "".join(entry for model in models for entry in _entries(model))


def _is_of_text(model: ModelInfo) -> bool:
    is_gemini = model.id.startswith("gemini-")
    return is_gemini and not any(word in model.id.split("-") for word in _NOT_TEXT)


def _entries(model: ModelInfo) -> Iterator[str]:
    for start, end, prices in _periods(model):
        for way, field in _WAYS.items():
            price = getattr(prices, field)
            for over, amount in _steps(price):
                yield _entry(f"{model.id}_{way}", amount, over, start, end)


def _periods(model: ModelInfo) -> Iterator[tuple[date | None, date | None, ModelPrice]]:
    """The prices with the first and the last day of each; None: no such day."""
    if isinstance(model.prices, ModelPrice):
        yield None, None, model.prices
        return
    starts = [_start(each.constraint) for each in model.prices]
    ends = [start and start - timedelta(days=1) for start in (*starts[1:], None)]
    for start, end, each in zip(starts, ends, model.prices, strict=True):
        yield start, end, each.prices


def _start(constraint: object) -> date | None:
    if constraint is None:
        return None
    if isinstance(constraint, StartDateConstraint):
        return constraint.start_date
    raise ValueError(f"no price of the book holds by {constraint}")


def _steps(price: Decimal | TieredPrices | None) -> Iterator[tuple[int | None, Decimal]]:
    """Amounts, each with the tokens of a prompt over which it holds."""
    if isinstance(price, TieredPrices):
        yield None, price.base
        yield from ((tier.start, tier.price) for tier in price.tiers)
    elif price is not None:
        yield None, price


def _entry(
    meter: str, amount: Decimal, over: int | None, start: date | None, end: date | None
) -> str:
    package = version("genai-prices")
    lines = [
        f"- meter: {meter}",
        "  plans: [Paid]",
        f'  price: "{amount}"',
        '  per: "1000000"',
        '  unit: "tokens"',
        *([f'  prompt_over: "{over}"'] if over else []),
        *([f"  valid_from: {start}"] if start else []),
        *([f"  valid_until: {end}"] if end else []),
        f'  source: "pydantic/genai-prices {package}, Google"',
        f"  as_of: {PUBLISHED[package]}",
        "  confidence: high",
    ]
    return "".join(f"  {line}\n" for line in lines)
