"""Physical names."""

from __future__ import annotations

import pytest

from components.naming import compose


def test_a_name_is_project_and_role() -> None:
    assert compose("faro", "cache", limit=40) == "faro-cache"


def test_a_generation_marks_names_that_stay_reserved() -> None:
    assert compose("faro", "postgres", limit=84, generation=2) == "faro-postgres-g2"


@pytest.mark.parametrize("role", ["Cache", "cache_1", "cache-", ""])
def test_signs_a_service_refuses_are_refused(role: str) -> None:
    with pytest.raises(ValueError, match="only a-z"):
        compose("faro", role, limit=40)


def test_a_name_is_never_cut() -> None:
    with pytest.raises(ValueError, match="35 characters; the limit is 30"):
        compose("faro", "x" * 30, limit=30)
