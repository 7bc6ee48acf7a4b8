"""The file of facts, read once."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import yaml

_FILE = Path(__file__).with_name("facts.yml")


@cache
def facts(section: str) -> dict[str, Any]:
    """Return one section of ``facts.yml``; KeyError for a section that it does not have."""
    section_facts: dict[str, Any] = _whole_file()[section]
    return section_facts


@cache
def _whole_file() -> dict[str, Any]:
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    loaded: dict[str, Any] = yaml.load(_FILE.read_text(), loader)  # noqa: S506 both are safe
    return loaded
