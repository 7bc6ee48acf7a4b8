"""One engine and one comparison for a test run."""

from collections.abc import Iterator

import pytest

from tests.vendors.vendors import serving

from .engine import Engine, find_cli
from .parity import Parity
from .summary import REASON_WITHOUT_CLI


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave out what needs the CLI where there is none."""
    if find_cli() is None:
        for item in items:
            if item.get_closest_marker("engine"):
                item.add_marker(pytest.mark.skip(reason=REASON_WITHOUT_CLI))


@pytest.fixture(scope="session")
def engine() -> Iterator[Engine]:
    """Give one engine for all tests of this process."""
    cli = find_cli()
    assert cli is not None
    with Engine(cli) as running:
        yield running


@pytest.fixture(scope="session")
def parity(engine: Engine) -> Iterator[Parity]:
    """Give the comparison with the states of this test run."""
    with serving() as vendors:
        yield Parity(engine, vendors)
