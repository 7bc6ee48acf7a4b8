"""Quantities are written as an API server writes them back."""

import pytest

from components import quantity


@pytest.mark.parametrize(
    ("cores", "written"), [(0.25, "250m"), (0.5, "500m"), (1, "1"), (1.5, "1500m"), (8, "8")]
)
def test_cores(cores: float, written: str) -> None:
    assert quantity.cpu(cores) == written


@pytest.mark.parametrize(
    ("mib", "written"),
    [(256, "256Mi"), (1024, "1Gi"), (1536, "1536Mi"), (4096, "4Gi"), (1024**2, "1Ti")],
)
def test_memory(mib: int, written: str) -> None:
    assert quantity.memory(mib) == written
