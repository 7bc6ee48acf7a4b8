"""Two snapshots → a plan: the target's registrations, replayed against the start."""

from __future__ import annotations

from faro.engine.deployment import Deployment
from faro.engine.stack_outputs import changed
from faro.model.diagnostic import Diagnostic
from faro.model.plan import Plan
from faro.model.snapshot import Snapshot


def diff(
    start: Snapshot | None, target: Snapshot, diagnostics: tuple[Diagnostic, ...] = ()
) -> Plan:
    """Return the plan of a deployment of ``target`` to a stack with the state ``start``."""
    verdicts = {resource.urn: resource.verdict for resource in target.resources if resource.verdict}
    deployment = Deployment(start, target.project, target.stack, target.defaults, verdicts=verdicts)
    for resource in target.resources:
        if resource.read:
            deployment.read(resource)
        else:
            deployment.register(resource)
    deployment.finish()
    return Plan(
        old=start,
        new=target,
        changes=tuple(deployment.changes),
        outputs=changed(start, target),
        diagnostics=diagnostics + tuple(deployment.diagnostics),
    )
