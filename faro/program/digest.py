"""A digest of a program's files and configuration."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path

from faro.program.imports import sources


def digest(directory: Path, config: Mapping[str, str]) -> str:
    """SHA-256 over the program's own Python files and the stack's values."""
    found = hashlib.sha256(json.dumps(dict(config), sort_keys=True).encode())
    for path in sources(directory):
        found.update(str(path.relative_to(directory)).encode() + b"\0" + path.read_bytes() + b"\0")
    return found.hexdigest()
