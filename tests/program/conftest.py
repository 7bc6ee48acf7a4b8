"""A project for each test, and an environment that says nothing to it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from .projects import PROJECT, THING, Shop


@pytest.fixture(autouse=True)
def _plain_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a shell sets for Python and Pulumi reaches neither the test nor its programs."""
    for name in list(os.environ):
        if name.startswith("PULUMI_") or name in ("VIRTUAL_ENV", "PYTHONDONTWRITEBYTECODE"):
            monkeypatch.delenv(name)


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    """The project ``shop`` with an empty stack file and the resource class ``Thing``."""
    made = Shop(tmp_path / "shop")
    made.put("Pulumi.yaml", PROJECT)
    made.put("Pulumi.dev.yaml", "")
    made.put("thing.py", THING)
    return made
