"""Deploys a Railway service, and waits until its new containers are healthy."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from providers.answer import items, part, text
from providers.errors import VendorError
from providers.railway.graphql import mutate, query
from providers.waiting import LONGEST_WAIT_SECONDS, wait

if TYPE_CHECKING:
    from providers.http import Api
    from providers.railway.place import Place

# DeploymentStatus of Railway's schema; what they mean: docs.railway.com/deployments/reference.
READY = frozenset({"SUCCESS", "SLEEPING"})
MOVING = frozenset({"INITIALIZING", "QUEUED", "WAITING", "BUILDING", "DEPLOYING"})
FAILED = frozenset({"CRASHED", "FAILED", "NEEDS_APPROVAL", "SKIPPED"})
GONE = frozenset({"REMOVING", "REMOVED"})

_INSTANCE = (
    "($service: String!, $environment: String!) "
    "{ serviceInstance(serviceId: $service, environmentId: $environment) { %s } }"
)


class Deployment(NamedTuple):
    """One deployment and its status."""

    id: str
    status: str


def latest(api: Api, place: Place) -> Deployment | None:
    """The newest deployment of a service; None where it never had one."""
    answer = query(api, _INSTANCE % "latestDeployment { id status }", **_named(place))
    found = part(answer, "serviceInstance", "latestDeployment")
    return None if found is None else Deployment(text(found, "id"), text(found, "status"))


def deploy(api: Api, place: Place) -> str:
    """Start a deployment and give its id. A second one would be of the same; the later stays."""
    answer = mutate(
        api,
        "($service: String!, $environment: String!) "
        "{ serviceInstanceDeployV2(serviceId: $service, environmentId: $environment) }",
        repeatable=True,
        **_named(place),
    )
    return text(answer, "serviceInstanceDeployV2")


def finish(api: Api, place: Place, deployment: str, title: str, patience: float = 0.0) -> None:
    """Wait until a deployment, or a newer one that took its place, is healthy.

    ``patience``: seconds that the health check may take. VendorError where it is not to become
    healthy, with what runs then.
    """

    def state() -> str | None:
        nonlocal deployment
        answer = query(api, "($id: String!) { deployment(id: $id) { status } }", id=deployment)
        status = text(answer, "deployment", "status")
        if status in GONE:
            newest = latest(api, place)
            if newest is not None and newest.id != deployment:
                deployment = newest.id
                return "being deployed by another client"
        if status in FAILED | GONE:
            raise _ended(api, place, Deployment(deployment, status))
        return None if status in READY else status.lower()

    wait(title, state, LONGEST_WAIT_SECONDS + patience)


def _ended(api: Api, place: Place, deployment: Deployment) -> VendorError:
    remedy = f"Read its logs: railway logs {deployment.id}"
    if deployment.status == "NEEDS_APPROVAL":
        remedy = "Approve it in Railway's dashboard, then run the command again."
    elif deployment.status == "SKIPPED":
        remedy = "Railway's dashboard says why, such as a check on GitHub that failed."
    return VendorError(
        f"Deployment ended as {deployment.status}",
        f"Deployment {deployment.id}; {_running(api, place, deployment.id)}.",
        remedy,
    )


def _running(api: Api, place: Place, failed: str) -> str:
    """What of the service runs: Railway keeps the older one only until the newer was active."""
    try:
        answer = query(api, _INSTANCE % "activeDeployments { id }", **_named(place))
        active = items(answer, "serviceInstance", "activeDeployments")
        others = [text(one, "id") for one in active if text(one, "id") != failed]
    except VendorError:
        return "the running deployment is unknown"
    return (
        f"{' and '.join(others)} still runs"
        if others
        else "no deployment of the service is running"
    )


def _named(place: Place) -> dict[str, str | None]:
    return {"service": place.service, "environment": place.environment}
