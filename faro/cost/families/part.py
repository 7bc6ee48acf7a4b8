"""Parts that several services share."""

from decimal import Decimal

from faro.cost.families.family import HOURS_PER_MONTH, Charged, Count, Fixed, scaled

ONE = Decimal(1)


def hours(meter: str, count: Decimal | None = ONE) -> Fixed:
    """So many of something for a month's hours; None: not known how many."""
    return Fixed(meter=meter, quantity=None if count is None else HOURS_PER_MONTH * count)


def times(part: Fixed, count: Decimal | None) -> Fixed:
    """The same part so many times."""
    return scaled(part, Count(count))


def hourly(meter: str, *usage: str) -> Charged:
    """A part that runs all month, and its usage."""
    return Charged(meters=usage, fixed=lambda _inputs: (hours(meter),))


def monthly(meter: str, *usage: str) -> Charged:
    """A part that is charged once a month, and its usage."""
    return Charged(meters=usage, fixed=lambda _inputs: (Fixed(meter=meter, quantity=ONE),))


def of_type(prefix: str, kind: str | None) -> str:
    """The meter of one type; one that no book has where the type is not known."""
    return f"{prefix}_{kind or 'unknown_type'}"
