"""The arithmetic of one line of a bill."""

from __future__ import annotations

from decimal import Decimal

from faro.cost.bill import Line, Usage
from faro.cost.book import ANY_PLAN, Price
from faro.cost.estimate import NO_PLAN

_DIGITS = Decimal("0.000001")
_PRINTED = 8


def figure(number: Decimal) -> str:
    """A quantity or a unit price, without zeros at its end and with at most six decimals."""
    short = number if number == 0 else number.quantize(_DIGITS) or number
    return f"{short.normalize():,f}"


def arithmetic(line: Line) -> str:
    """Return quantity, allowance and price of a line, or which of them is missing."""
    price, quantity = line.price, line.usage.quantity
    if line.usage.left_out:
        return line.usage.left_out
    if line.usage.plan == NO_PLAN and price is None:
        return "plan not named in the usage file"
    if price is None:
        near = f"; {line.near}" if line.near else ""
        where = f" in {line.usage.region}" if line.usage.region else ""
        on = f" on {line.usage.plan}" if line.usage.plan != ANY_PLAN else ""
        return f"no price{on}{where}{near}"
    if quantity is None:
        return f"usage not known ({price.unit})"
    used = _quantity(line.usage, quantity)
    if line.included:
        used = f"({used} - {figure(line.included)} included)"
    off = f" - {figure(line.usage.discount * 100)} %" if line.usage.discount else ""
    basis = f"; {line.basis}" if line.basis else ""
    return f"{used} {price.unit} × {_charge(price, quantity - line.included)}{off}{basis}"


def _quantity(usage: Usage, quantity: Decimal) -> str:
    if usage.least is None and usage.most is None:
        return figure(quantity)
    ends = (quantity if end is None else end for end in (usage.least, usage.most))
    return "–".join(map(figure, ends))


def _charge(price: Price, quantity: Decimal) -> str:
    per = f" per {figure(price.per)}" if price.per != 1 else ""
    if price.price is not None:
        whole = ", begun ones whole" if price.whole_packages else ""
        return f"{_rate(price.price)}{per}{whole}"
    return " + ".join(
        f"{figure(part)} at {_rate(rate)}{per}" for part, rate in price.parts(quantity)
    )


def _rate(price: Decimal) -> str:
    """A list price as it is printed; an estimated one has more digits than it is good for."""
    digits = len(price.normalize().as_tuple().digits)
    return f"{price:f}" if digits <= _PRINTED else f"{float(price):.4g}"
