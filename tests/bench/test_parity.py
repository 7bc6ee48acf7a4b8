"""The programs of the goldens: each line priced or named, and enough of them to the cent."""

from collections import Counter

import pytest

from .parity import VENDORS, Found, compare

SHARE_SAME = 0.9


@pytest.mark.parametrize("vendor", VENDORS)
def test_every_line_of_a_golden_is_priced_or_named(vendor: str) -> None:
    found = list(compare(vendor))
    assert [one for one in found if one.found is Found.NONE] == []
    counted = Counter(one.found for one in found)
    assert counted[Found.SAME] >= SHARE_SAME * len(found) > 0


@pytest.mark.parametrize("vendor", VENDORS)
def test_what_differs_says_why(vendor: str) -> None:
    silent = [
        (one.golden, one.resource, one.meter, one.expected, one.amount)
        for one in compare(vendor)
        if one.found is Found.DIFFERENT and not one.reason
    ]
    assert silent == []
