"""Which vendors' requests are held to the vendor's own description in this run."""

import pytest

from .openapi import FOLDER
from .vendors import FAKES


@pytest.mark.parametrize("vendor", FAKES)
def test_requests_are_held_to_the_description(vendor: str) -> None:
    path = FOLDER / FAKES[vendor].source
    if not FOLDER.exists():
        pytest.skip(f"left out: {vendor}'s requests and answers are not held to {path.name}")
    assert path.exists()
