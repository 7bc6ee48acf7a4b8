"""GitHub on loopback, a client of it, and what it would have slept."""

from collections.abc import Iterator
from contextlib import closing

import pytest

from faro.github.api import Api
from tests.vendors.fake import TOKEN

from .server import GitHub


@pytest.fixture
def github() -> Iterator[GitHub]:
    """One repository with the pull request 7, held to GitHub's description."""
    fake = GitHub()
    with fake.serving():
        yield fake
    assert fake.violations == []


@pytest.fixture
def naps() -> list[float]:
    """The seconds of each pause, none of which is made."""
    return []


@pytest.fixture
def api(github: GitHub, naps: list[float]) -> Iterator[Api]:
    with closing(Api(TOKEN, github.url, sleep=naps.append)) as made:
        yield made
