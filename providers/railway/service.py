"""A Railway service: containers of one image or repository, where they run and how they start."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import Field

from providers.answer import part, text
from providers.errors import NotFound
from providers.inputs import Named, Refusal
from providers.lifecycle import Properties
from providers.railway.deployments import FAILED, GONE, READY, deploy, finish, latest
from providers.railway.graphql import PAGE, every, live, mutate, query
from providers.railway.kind import OnRailway
from providers.railway.variable_sets import VARIABLES, Variable, keys, put
from providers.resource import VendorResource
from providers.waiting import wait

if TYPE_CHECKING:
    from providers.http import Api
    from providers.railway.place import Place

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
# What holds where a field is null: docs.railway.com/deployments/healthchecks, /deployment-teardown.
_UNSET = {"health_timeout_seconds": 300, "sleep": False, "drain_seconds": 0, "overlap_seconds": 0}
# Inputs that are at the service itself, in all of its environments; the others are deployed.
_NOT_DEPLOYED = frozenset({"name", "project_id", "environment_id", "volume_mount"})
_BYTES_PER_GB = 1_000_000_000
# An instance of a new service may show later (issue 82 of the Terraform provider).
LONGEST_LAG_SECONDS = 90.0


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

    def instance(self, before: Iterable[str]) -> dict[str, Any]:
        """The service instance as Railway's requests have it; ``before`` are its regions until now.

        A field, or a region, that is not sent stays as it is; null takes it away.
        """
        values = self.dump()
        repository = {"repo": self.repository}
        return {
            **{field: values.get(name) for name, field in _FIELDS.items()},
            "source": repository if self.repository else {"image": self.image},
            "preDeployCommand": list(self.pre_deploy),
            "multiRegionConfig": {
                **dict.fromkeys(before),
                **{region: {"numReplicas": count} for region, count in self.replicas.items()},
            },
        }


def _as_far_as_told(wanted: Any, live: Any) -> bool:
    """Limits that Railway does not return count as unchanged."""
    return live is None or bool(wanted == live)


class ServiceLifecycle(OnRailway[ServiceInputs]):
    """Services are found by the mark in their name."""

    type_name = "railway:Service"
    kind = "service"
    inputs = ServiceInputs
    replaces = frozenset({"project_id", "environment_id"})
    unreadable = frozenset({"environment_id", "volume_mount"})
    equal = {"vcpus": _as_far_as_told, "memory_gb": _as_far_as_told}  # noqa: RUF012
    deletion = "serviceDelete(id: $id)"

    def matching(self, api: Api, inputs: ServiceInputs) -> list[str]:
        """Ids of the project's services under the marked name."""
        found = every(
            api,
            "($id: String!, $after: String) { project(id: $id) { services(after: $after) "
            f"{{ edges {{ node {{ id name deletedAt }} }} {PAGE} }} }} }}",
            "project",
            "services",
            id=inputs.project_id,
        )
        return [
            text(service, "id")
            for service in found
            if text(service, "name") == inputs.marked_name and not service.get("deletedAt")
        ]

    def make(self, api: Api, inputs: ServiceInputs) -> str:
        """Create the service without a source: it is deployed once, with all that it needs."""
        answer = mutate(
            api,
            "($input: ServiceCreateInput!) { serviceCreate(input: $input) { id } }",
            input={**inputs.place(api).where, "name": inputs.marked_name},
        )
        return text(answer, "serviceCreate", "id")

    def settle(self, api: Api, id_: str, inputs: ServiceInputs) -> None:
        """Deploy it where it never was, or where its newest deployment failed; else wait for that
        one.
        """
        place = inputs.place(api, id_)

        def state() -> str | None:
            try:
                newest = latest(api, place)
                if newest is None or newest.status in FAILED | GONE:
                    self._deploy(api, place, {}, inputs)
                elif newest.status not in READY:
                    self._finish(api, place, newest.id, inputs)
            except NotFound:
                return "not in its environment yet"
            return None

        wait(self._title(inputs), state, LONGEST_LAG_SECONDS)

    def fetch(self, api: Api, id_: str, inputs: ServiceInputs) -> Properties:
        """Read the service, its instance in the environment, and its variables."""
        answer = query(
            api,
            "($serviceId: String!, $environmentId: String!, $projectId: String!) { "
            "service(id: $serviceId) { name projectId deletedAt } "
            "serviceInstance(serviceId: $serviceId, environmentId: $environmentId) { "
            f"{' '.join(_FIELDS.values())} preDeployCommand source {{ image repo }} }} "
            f"environment(id: $environmentId) {{ config }} {VARIABLES} }}",
            **inputs.place(api, id_).where,
        )
        service = live(part(answer, "service"))
        instance = part(answer, "serviceInstance")
        config = part(answer, "environment", "config").get("services") or {}
        before = instance["preDeployCommand"] or []
        source = instance.get("source") or {}
        found = {
            **_UNSET,
            **{n: instance[field] for n, field in _FIELDS.items() if instance[field] is not None},
            **_scale((config.get(id_) or {}).get("deploy") or {}),
            **inputs.own(part(answer, "variables")),
            "name": inputs.unmarked(text(service, "name")),
            "project_id": text(service, "projectId"),
            "image": source.get("image"),
            "repository": source.get("repo"),
            "pre_deploy": [before] if isinstance(before, str) else before,
        }
        return {name: value for name, value in found.items() if value is not None}

    def change(self, api: Api, id_: str, old: Properties, inputs: ServiceInputs) -> None:
        """Rename it, and deploy it once where something else differs."""
        if inputs.name != old.get("name"):
            mutate(
                api,
                "($id: String!, $input: ServiceUpdateInput!) "
                "{ serviceUpdate(id: $id, input: $input) { id } }",
                repeatable=True,
                id=id_,
                input={"name": inputs.marked_name},
            )
        wanted = inputs.dump()
        deployed = self._compared() - _NOT_DEPLOYED
        if any(old.get(name) != wanted.get(name) for name in deployed):
            self._deploy(api, inputs.place(api, id_), old, inputs)

    def _deploy(self, api: Api, place: Place, old: Properties, inputs: ServiceInputs) -> None:
        put(api, place, inputs, keys(old), deploys=False)
        mutate(
            api,
            "($service: String!, $environment: String, $input: ServiceInstanceUpdateInput!) "
            "{ serviceInstanceUpdate(serviceId: $service, environmentId: $environment, "
            "input: $input) }",
            repeatable=True,
            service=place.service,
            environment=place.environment,
            input=inputs.instance(old.get("replicas", ())),
        )
        _limit(api, place, old, inputs)
        self._finish(api, place, deploy(api, place), inputs)

    def _finish(self, api: Api, place: Place, deployment: str, inputs: ServiceInputs) -> None:
        patience = float(inputs.health_timeout_seconds)
        finish(api, place, deployment, self._title(inputs), patience)


def _scale(deploy: Mapping[str, Any]) -> Properties:
    """Replicas and limits in the config of an environment. A region that was taken away stays as
    null; the limits are named as in railway.json.
    """
    regions = deploy.get("multiRegionConfig") or {}
    limits = (deploy.get("limitOverride") or {}).get("containers") or {}
    memory = limits.get("memoryBytes")
    return {
        "replicas": {
            region: part(config, "numReplicas") for region, config in regions.items() if config
        },
        "vcpus": limits.get("cpu"),
        "memory_gb": None if memory is None else memory / _BYTES_PER_GB,
    }


def _limit(api: Api, place: Place, old: Properties, inputs: ServiceInputs) -> None:
    limits = {"vCPUs": inputs.vcpus, "memoryGB": inputs.memory_gb}
    before = (old.get("vcpus"), old.get("memory_gb"))
    if any(value is not None for value in (*limits.values(), *before)):
        mutate(
            api,
            "($input: ServiceInstanceLimitsUpdateInput!) "
            "{ serviceInstanceLimitsUpdate(input: $input) }",
            repeatable=True,
            input={"serviceId": place.service, "environmentId": place.environment, **limits},
        )
