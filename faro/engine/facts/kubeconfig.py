"""The cluster that a Kubernetes provider's configuration points to.

As ``DiffConfig`` has it (``pulumi-kubernetes/provider/pkg/provider/provider.go``): another
kubeconfig is another provider only where the settings of the active cluster differ.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from faro.model.value import Inputs, bare, contains_unknown


def same_cluster(old: Inputs, new: Inputs) -> bool | None:
    """Return whether both configurations reach one cluster; None where one does not say which."""
    before, after = _active_cluster(old), _active_cluster(new)
    if before is None or after is None or contains_unknown(before) or contains_unknown(after):
        return None
    return bool(before == after)


def _active_cluster(inputs: Inputs) -> Any:
    """The settings of the active cluster, None where they are not in the configuration itself."""
    import yaml  # noqa: PLC0415 brought by the pulumi package, needed by few programs

    text = bare(inputs.get("kubeconfig"))
    try:
        config: Any = yaml.safe_load(text) if isinstance(text, str) else text
        contexts = _by_name(config["contexts"], "context")
        context = bare(inputs.get("context")) or config["current-context"]
        cluster = bare(inputs.get("cluster")) or contexts[context]["cluster"]
        return _by_name(config["clusters"], "cluster")[cluster]
    except (yaml.YAMLError, KeyError, TypeError, ValueError):
        return None


def _by_name(entries: list[Mapping[str, Any]], key: str) -> dict[Any, Any]:
    return {entry["name"]: entry[key] for entry in entries}
