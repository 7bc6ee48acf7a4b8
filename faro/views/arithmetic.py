"""How the amount of one line of a bill comes about, in figures."""

from __future__ import annotations

from decimal import Decimal

from faro.cost.bill import Line
from faro.cost.book import ANY_PLAN, Price
from faro.cost.estimate import NO_PLAN

_DIGITS = Decimal("0.000001")


def figure(number: Decimal) -> str:
    """A quantity or a unit price, without zeros at its end and with at most six decimals."""
    short = number if number == 0 else number.quantize(_DIGITS) or number
    return f"{short.normalize():,f}"


def arithmetic(line: Line) -> str:
    """Quantity, allowance and price of a line, or what of them is missing."""
    price, quantity = line.price, line.usage.quantity
    if line.usage.plan == NO_PLAN and price is None:
        return "plan not named in the usage file"
    if price is None:
        near = f"; {line.near}" if line.near else ""
        where = f" in {line.usage.region}" if line.usage.region else ""
        on = f" on {line.usage.plan}" if line.usage.plan != ANY_PLAN else ""
        return f"no price{on}{where}{near}"
    if quantity is None:
        return f"usage not known ({price.unit})"
    used = figure(quantity)
    if line.included:
        used = f"({used} - {figure(line.included)} included)"
    off = f" - {figure(line.usage.discount * 100)} %" if line.usage.discount else ""
    return f"{used} {price.unit} × {_charge(price, quantity - line.included)}{off}"


def _charge(price: Price, quantity: Decimal) -> str:
    per = f" per {figure(price.per)}" if price.per != 1 else ""
    if price.price is not None:
        whole = ", begun ones whole" if price.whole_packages else ""
        return f"{price.price:f}{per}{whole}"
    return " + ".join(f"{figure(part)} at {rate:f}{per}" for part, rate in price.parts(quantity))
