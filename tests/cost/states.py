"""Files that the cost commands read, made by hand."""

from __future__ import annotations

import json
from pathlib import Path

from faro.model.snapshot import Resource

ROOT = {
    "urn": "urn:pulumi:dev::p::pulumi:pulumi:Stack::p-dev",
    "custom": False,
    "type": "pulumi:pulumi:Stack",
}


def export(path: Path, *resources: Resource) -> Path:
    """A stack export of ``dev``."""
    states = [
        {"urn": r.urn, "custom": True, "type": r.type, "id": r.name, "inputs": r.inputs}
        for r in resources
    ]
    deployment = {"manifest": {}, "resources": [ROOT, *states]}
    path.write_text(json.dumps({"version": 3, "deployment": deployment}))
    return path


def written(path: Path, text: str) -> Path:
    """A file with a text."""
    path.write_text(text, encoding="utf-8")
    return path
