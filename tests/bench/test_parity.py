"""Programs of the shapes of Infracost's goldens: the same to the cent, or for a reason not."""

import pytest

from .parity import VENDORS, Found, compare, count

FEWEST_SAME = {"aws": 514, "google": 323}


@pytest.mark.parametrize("vendor", VENDORS)
def test_each_line_of_a_golden_is_priced_or_named_and_each_difference_has_its_reason(
    vendor: str,
) -> None:
    lines = compare(vendor)
    assert [one for one in lines if one.found is Found.NONE] == []
    assert [one for one in lines if one.found is not Found.SAME and not one.reason] == []
    assert count(vendor)[Found.SAME] >= FEWEST_SAME[vendor]
