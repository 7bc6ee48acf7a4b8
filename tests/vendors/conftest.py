"""The fakes, each served for one test and held to its vendor's description at the end."""

from collections.abc import Callable, Iterator

import pytest

from providers import http, waiting
from tests.engine.conftest import engine, pytest_collection_modifyitems

from .driver import Driver
from .fake import Fake
from .fly import Fly
from .vendors import FAKES

__all__ = ["engine", "pytest_collection_modifyitems"]


@pytest.fixture(autouse=True)
def short_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pauses are as many as ever, and a hundred times shorter."""
    monkeypatch.setattr(waiting, "FIRST_PAUSE_SECONDS", 0.002)
    monkeypatch.setattr(http, "FIRST_PAUSE_SECONDS", 0.0025)


def _served(kind: type[Fake]) -> Callable[[], Iterator[Fake]]:
    """The fixture of one vendor without anything in it."""

    def fake() -> Iterator[Fake]:
        served = kind()
        with served.serving():
            yield served
        assert served.violations == []

    return fake


for name, kind in FAKES.items():
    globals()[name] = pytest.fixture(name=name)(_served(kind))


@pytest.fixture
def app(fly: Fly) -> str:
    """Give an app at Fly."""
    return Driver("fly:App", fly).create(name="faro-api", organization="faro")[0]
