"""A Railway service: containers of one image or repository, where they run and how they start."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import Field

from providers.answer import part, text
from providers.errors import VendorError
from providers.inputs import Named, Refusal
from providers.lifecycle import Lifecycle, Properties
from providers.railway.variables import Place, Variable
from providers.railway.vendor import RAILWAY, live, mutate, nodes, query
from providers.resource import VendorResource
from providers.waiting import wait

if TYPE_CHECKING:
    from providers.http import Api

_DONE = {"SUCCESS", "SLEEPING"}
_FAILED = {"CRASHED", "FAILED", "REMOVED", "SKIPPED"}

# Input: the field of Railway's service instance.
_FIELDS = {
    "start_command": "startCommand",
    "health_path": "healthcheckPath",
    "health_timeout_seconds": "healthcheckTimeout",
    "sleep": "sleepApplication",
    "restart": "restartPolicyType",
    "restart_retries": "restartPolicyMaxRetries",
    "drain_seconds": "drainingSeconds",
    "overlap_seconds": "overlapSeconds",
}


class Service(VendorResource, module="railway", name="Service"):
    """A service; what changes it deploys it and waits until the new containers are healthy."""


class ServiceInputs(Named, Variable):
    """Exactly one of ``image`` and ``repository`` (owner/name, built by Railway).

    ``replicas`` maps regions to containers. ``volume_mount`` says that a Volume is attached there:
    a volume belongs to one container. Limits are per container.
    """

    image: str | None = None
    repository: str | None = None
    start_command: str | None = None
    pre_deploy: tuple[str, ...] = ()
    health_path: Annotated[str, Field(pattern=r"^/")]
    health_timeout_seconds: Annotated[int, Field(ge=1, le=3600)] = 60
    replicas: dict[str, Annotated[int, Field(ge=1, le=50)]] = Field(min_length=1)
    vcpus: Annotated[float, Field(gt=0)] | None = None
    memory_gb: Annotated[float, Field(gt=0)] | None = None
    sleep: bool = False
    restart: Literal["ALWAYS", "NEVER", "ON_FAILURE"] = "ON_FAILURE"
    restart_retries: Annotated[int, Field(ge=0, le=100)] = 10
    drain_seconds: Annotated[int, Field(ge=0)] = 30
    overlap_seconds: Annotated[int, Field(ge=0)] = 10
    volume_mount: str | None = None

    @classmethod
    def contradictions(cls, known: Mapping[str, Any]) -> Iterator[Refusal]:
        """Refuse no source, two, and a volume for several containers."""
        yield from super().contradictions(known)
        if {"image", "repository"} <= known.keys():
            given = [name for name in ("image", "repository") if known[name]]
            if len(given) != 1:
                yield Refusal("image", "give one of image and repository")
        count = sum(known.get("replicas", {}).values())
        if known.get("volume_mount") and count > 1:
            yield Refusal("replicas", f"a volume belongs to one container: 1, not {count}")

    def instance(self) -> dict[str, Any]:
        """The service instance as Railway's requests have it."""
        values = self.dump()
        repository = {"repo": self.repository}
        return {
            **{field: values[name] for name, field in _FIELDS.items() if name in values},
            "source": repository if self.repository else {"image": self.image},
            "preDeployCommand": list(self.pre_deploy),
            "multiRegionConfig": {
                region: {"numReplicas": count} for region, count in self.replicas.items()
            },
        }


class ServiceLifecycle(Lifecycle[ServiceInputs]):
    """Services are found by the mark in their name."""

    vendor = RAILWAY
    type_name = "railway:Service"
    kind = "service"
    inputs = ServiceInputs
    replaces = frozenset({"project_id", "environment_id"})
    unreadable = frozenset({"environment_id", "vcpus", "memory_gb", "volume_mount"})

    def matching(self, api: Api, inputs: ServiceInputs) -> list[str]:
        """Ids of the project's services under the marked name."""
        answer = query(
            api,
            "($id: String!) { project(id: $id) "
            "{ services { edges { node { id name deletedAt } } } } }",
            id=inputs.project_id,
        )
        found = nodes(answer, "project", "services")
        return [
            text(service, "id")
            for service in found
            if text(service, "name") == inputs.marked_name and not service["deletedAt"]
        ]

    def make(self, api: Api, inputs: ServiceInputs) -> str:
        """Create the service without a source: it is deployed once, with all that it needs."""
        answer = mutate(
            api,
            "($input: ServiceCreateInput!) { serviceCreate(input: $input) { id } }",
            input={
                "projectId": inputs.project_id,
                "environmentId": inputs.environment(api),
                "name": inputs.marked_name,
            },
        )
        return text(answer, "serviceCreate", "id")

    def settle(self, api: Api, id_: str, inputs: ServiceInputs) -> None:
        """Set variables, source and limits, deploy, and wait until it is healthy."""
        place = Place.of(api, inputs, id_)
        place.put(api, inputs)
        mutate(
            api,
            "($service: String!, $environment: String, $input: ServiceInstanceUpdateInput!) "
            "{ serviceInstanceUpdate(serviceId: $service, environmentId: $environment, "
            "input: $input) }",
            repeatable=True,
            service=id_,
            environment=place.environment,
            input=inputs.instance(),
        )
        _limit(api, id_, place.environment, inputs)
        _deploy(api, id_, place.environment, inputs)

    def fetch(self, api: Api, id_: str, inputs: ServiceInputs) -> Properties:
        """Read the service; its limits have no description that could be read."""
        environment = inputs.environment(api)
        answer = query(
            api,
            "($service: String!, $environment: String!) { "
            "service(id: $service) { name projectId deletedAt } "
            "serviceInstance(serviceId: $service, environmentId: $environment) { "
            f"{' '.join(_FIELDS.values())} preDeployCommand source {{ image repo }} }} "
            "environment(id: $environment) { config } }",
            service=id_,
            environment=environment,
        )
        service = live(part(answer, "service"))
        instance = part(answer, "serviceInstance")
        deploy = part(answer, "environment", "config", "services", id_, "deploy")
        source = instance.get("source") or {}
        found = {
            **{name: instance[field] for name, field in _FIELDS.items()},
            **Place(inputs.project_id, environment, id_).read(api, inputs),
            "name": inputs.unmarked(text(service, "name")),
            "project_id": text(service, "projectId"),
            "image": source.get("image"),
            "repository": source.get("repo"),
            "pre_deploy": instance["preDeployCommand"] or [],
            "replicas": {
                region: part(config, "numReplicas")
                for region, config in part(deploy, "multiRegionConfig").items()
            },
        }
        return {name: value for name, value in found.items() if value is not None}

    def change(self, api: Api, id_: str, old: Properties, inputs: ServiceInputs) -> None:
        """Rename it, and delete the variables that are no longer there."""
        if inputs.name != old.get("name"):
            mutate(
                api,
                "($id: String!, $input: ServiceUpdateInput!) "
                "{ serviceUpdate(id: $id, input: $input) { id } }",
                repeatable=True,
                id=id_,
                input={"name": inputs.marked_name},
            )
        before = {*old.get("variables", ()), *old.get("secrets", ())}
        gone = before - inputs.variables.keys() - inputs.secrets.keys()
        Place.of(api, inputs, id_).delete(api, gone)

    def remove(self, api: Api, id_: str, old: ServiceInputs) -> None:
        """Delete the service in every environment."""
        mutate(api, "($id: String!) { serviceDelete(id: $id) }", repeatable=True, id=id_)


def _limit(api: Api, service: str, environment: str, inputs: ServiceInputs) -> None:
    named = {"vCPUs": inputs.vcpus, "memoryGB": inputs.memory_gb}
    limits = {key: value for key, value in named.items() if value is not None}
    if limits:
        mutate(
            api,
            "($input: ServiceInstanceLimitsUpdateInput!) "
            "{ serviceInstanceLimitsUpdate(input: $input) }",
            repeatable=True,
            input={"serviceId": service, "environmentId": environment, **limits},
        )


def _deploy(api: Api, service: str, environment: str, inputs: ServiceInputs) -> None:
    # Twice would be two deployments of the same, of which the later stays.
    answer = mutate(
        api,
        "($service: String!, $environment: String!) "
        "{ serviceInstanceDeployV2(serviceId: $service, environmentId: $environment) }",
        repeatable=True,
        service=service,
        environment=environment,
    )
    deployment = text(answer, "serviceInstanceDeployV2")

    def state() -> str | None:
        found = query(api, "($id: String!) { deployment(id: $id) { status } }", id=deployment)
        status = text(found, "deployment", "status")
        if status in _FAILED:
            raise VendorError(
                f"The deployment ended as {status}",
                f"Deployment {deployment}; what ran before still runs.",
                f"Read its logs: railway logs {deployment}",
            )
        return None if status in _DONE else status.lower()

    wait(f"Railway service {inputs.name}", state)
