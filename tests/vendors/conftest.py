"""The fakes, each served for one test and held to its vendor's description at the end."""

from collections.abc import Iterator

import pytest

from providers import http, waiting
from tests.engine.conftest import engine, pytest_collection_modifyitems

from .neon import Neon

__all__ = ["engine", "pytest_collection_modifyitems"]


@pytest.fixture(autouse=True)
def short_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pauses are as many as ever, and a hundred times shorter."""
    monkeypatch.setattr(waiting, "FIRST_PAUSE_SECONDS", 0.002)
    monkeypatch.setattr(http, "FIRST_PAUSE_SECONDS", 0.0025)


@pytest.fixture
def neon() -> Iterator[Neon]:
    """Neon without anything in it."""
    fake = Neon()
    with fake.serving():
        yield fake
    assert fake.violations == []
