"""The real engine, for the documents' commands of it."""

from tests.engine.conftest import engine, pytest_collection_modifyitems

__all__ = ["engine", "pytest_collection_modifyitems"]
