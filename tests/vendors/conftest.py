"""The fakes, each served for one test and held to its vendor's description at the end."""

import sys
from collections.abc import Iterator

import pytest

from providers import http, waiting
from tests.engine.conftest import engine, pytest_collection_modifyitems

from .axiom import Axiom
from .fly import Fly
from .neon import Neon
from .railway import Railway
from .sentry import Sentry
from .supabase import Supabase

__all__ = ["engine", "pytest_collection_modifyitems"]


@pytest.fixture(autouse=True)
def short_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pauses are as many as ever, and a hundred times shorter."""
    monkeypatch.setattr(waiting, "FIRST_PAUSE_SECONDS", 0.002)
    monkeypatch.setattr(http, "FIRST_PAUSE_SECONDS", 0.0025)


@pytest.fixture(autouse=True)
def whole_tracebacks(monkeypatch: pytest.MonkeyPatch) -> None:
    """A provider's failure shortens tracebacks in its process: not in this one."""
    monkeypatch.setattr(sys, "tracebacklimit", 1000, raising=False)


@pytest.fixture
def neon() -> Iterator[Neon]:
    """Neon without anything in it."""
    fake = Neon()
    with fake.serving():
        yield fake
    assert fake.violations == []


@pytest.fixture
def supabase() -> Iterator[Supabase]:
    """Supabase with one organization and nothing in it."""
    fake = Supabase()
    with fake.serving():
        yield fake
    assert fake.violations == []


@pytest.fixture
def axiom() -> Iterator[Axiom]:
    """Axiom with one organization and nothing in it."""
    fake = Axiom()
    with fake.serving():
        yield fake
    assert fake.violations == []


@pytest.fixture
def sentry() -> Iterator[Sentry]:
    """Sentry with one organization and nothing in it."""
    fake = Sentry()
    with fake.serving():
        yield fake
    assert fake.violations == []


@pytest.fixture
def railway() -> Iterator[Railway]:
    """Railway with one workspace and nothing in it."""
    fake = Railway()
    with fake.serving():
        yield fake
    assert fake.violations == []


@pytest.fixture
def fly() -> Iterator[Fly]:
    """Fly with one organization and nothing in it."""
    fake = Fly()
    with fake.serving():
        yield fake
    assert fake.violations == []
