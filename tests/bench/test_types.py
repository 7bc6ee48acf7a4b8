"""The types that Infracost prices: most are priced, and none is taken for free or unknown."""

import pytest

from .parity import VENDORS
from .types import Kind, count, kinds

SHARE = 0.85


@pytest.mark.parametrize("vendor", VENDORS)
def test_most_of_infracosts_types_have_a_price(vendor: str) -> None:
    found = count(vendor)
    assert found[Kind.PRICED] >= SHARE * found.total()


@pytest.mark.parametrize("vendor", VENDORS)
def test_the_others_are_named(vendor: str) -> None:
    assert set(kinds(vendor).values()) <= {Kind.PRICED, Kind.NAMED}


def test_every_type_is_one_of_the_provider() -> None:
    """A misspelt token would count as not supported; a list cut short would count for more."""
    assert {vendor: len(kinds(vendor)) for vendor in VENDORS} == {"aws": 107, "google": 54}
