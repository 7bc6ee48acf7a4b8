"""State files: what ``pulumi stack export`` writes, and the checkpoints of a file backend."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from faro.engine.wire import from_json
from faro.model.diagnostic import error
from faro.model.snapshot import Snapshot
from faro.model.value import Value
from faro.state.resources import resource_of, snapshot_of
from faro.state.secrets import opener

_VERSIONS: Final = (3, 4)
_MARKS: Final = ("deployment", "checkpoint", "latest", "manifest")


def is_state(document: dict[str, Any]) -> bool:
    """Return whether the file is a state, by the keys it has."""
    return any(key in document for key in _MARKS)


def read_state(document: dict[str, Any], path: Path, passphrase: str | None) -> Snapshot:
    """The snapshot that a state file holds."""
    deployment = deployment_of(document)
    open_secrets = opener(deployment.get("secrets_providers"), passphrase)

    def decode(raw: Any) -> Value:
        value = from_json(raw)
        return open_secrets(value) if open_secrets else value

    resources = [
        resource_of(raw, f"deployment.resources[{index}]", decode)
        for index, raw in enumerate(_resources(deployment))
        if not (isinstance(raw, dict) and raw.get("viewOf"))
    ]
    return snapshot_of(resources, f"the state in {path}")


def deployment_of(document: dict[str, Any]) -> dict[str, Any]:
    """The deployment inside an export, a checkpoint, or bare."""
    inner: Any = document
    if "deployment" in document or "checkpoint" in document:
        _check_version(document.get("version"))
        inner = document.get("deployment", document.get("checkpoint"))
    if isinstance(inner, dict) and "latest" in inner:
        inner = inner["latest"]
    if inner is None:
        return {}
    if isinstance(inner, dict):
        return inner
    raise error(
        "No deployment in the state file",
        "`deployment` must be a JSON object with a list of resources; export the state again.",
        address="deployment",
        command="pulumi stack export --file state.json",
    )


def _check_version(version: Any) -> None:
    if version in _VERSIONS and not isinstance(version, bool):
        return
    raise error(
        "Unknown state version",
        f"The file has version {version!r}; supported are {' and '.join(map(str, _VERSIONS))}. "
        "Export the state again with a current Pulumi CLI.",
        address="version",
        command="pulumi stack export --file state.json",
    )


def _resources(deployment: dict[str, Any]) -> list[Any]:
    resources = deployment.get("resources")
    if resources is None:
        return []
    if isinstance(resources, list):
        return resources
    raise error(
        "Invalid state file",
        f"`resources` is {type(resources).__name__}, not a JSON list; export the state again.",
        address="deployment.resources",
        command="pulumi stack export --file state.json",
    )
