"""Explicit providers: the program's configuration must be in the state's."""

from __future__ import annotations

from faro.model.value import UNKNOWN

from .cases import Case, check, table
from .conftest import compared


@table(
    Case("unchanged", {"project": "p"}, {"project": "p", "version": "7.0.0"}),
    Case(
        "filled in",
        {"project": "p"},
        {"project": "p", "region": "r"},
        doubts=("PROVIDER_FILLED region",),
    ),
    Case("changed", {"project": "q"}, {"project": "p"}, diffs=("update project",)),
    Case("added", {"project": "p", "zone": "z"}, {"project": "p"}, diffs=("add zone",)),
    Case("nested as JSON", {"batching": {"on": True}}, {"batching": '{"on":true}'}),
    Case("a bool as text", {"skip": True}, {"skip": "true"}),
    Case("another version", {"version": "8"}, {"version": "7"}),
    Case("engine keys", {}, {"__internal": {}, "pluginDownloadURL": "x"}),
    Case("unknown", {"kubeconfig": UNKNOWN}, {"kubeconfig": "k"}, diffs=("update kubeconfig",)),
    Case("null", {"zone": None}, {}),
)
def test_provider(case: Case) -> None:
    """What only the state has was filled in by the provider, or nobody can tell."""
    check(case, compared(case.new, case.old, case.out, type_="pulumi:providers:gcp"))
