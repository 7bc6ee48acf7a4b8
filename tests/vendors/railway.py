"""Railway on loopback.

What its schema leaves open, each with where it is said:

- an unknown token is an answer 200 with the error "Not Authorized" (railwayapp/cli, its errors);
- variables and the region config are scalars that the schema does not look into: names and values
  are held to docs.railway.com (variables; scaling);
- a volume goes with one container (docs.railway.com, volumes);
- a deployment is made by a request and comes up in its own time; setting a source makes none here,
  so that one update is one deployment (terraform-community-providers/railway, pull request 21).
"""

import re
from typing import Any

from .fake import Call, Fake, Route
from .graphql import answer, operation, parse, schema, unchecked
from .violation import Violation

_TIME = "2026-11-26T09:00:00.000Z"
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


class Said(Exception):
    """An error that Railway's own answers have."""

    said = True


class Railway(Fake):
    """Any workspace but ``theirs``."""

    source = "railway-graphql-introspection.json"

    def __init__(self) -> None:
        super().__init__()
        self.schema = schema("railway-graphql-introspection.json")
        self.things: dict[str, dict[str, dict[str, Any]]] = {
            kind: {}
            for kind in (
                "projects", "environments", "services", "instances", "domains", "hosts",
                "volumes", "triggers", "deployments",
            )
        }  # fmt: skip
        self.variables: dict[tuple[str, str | None], dict[str, str]] = {}
        self.looks = 1
        self.becomes = "SUCCESS"
        self._number = 0
        self._secret: list[str] = []

    def routes(self) -> dict[str, Route]:
        return {}

    def called(self, _method: str, target: str, body: Any) -> tuple[Call, Route | None]:
        document = parse(body["query"])
        kind, field = operation(document)
        call = Call(kind, field, {}, {}, body, target)
        return call, lambda call: (200, self._execute(call))

    def unauthorized(self) -> tuple[int, Any]:
        return 200, {"data": None, "errors": [{"message": "Not Authorized"}]}

    def secrets(self) -> list[str]:
        return self._secret

    def _execute(self, call: Call) -> Any:
        document, variables = parse(call.body["query"]), call.body["variables"]
        if self.schema is None:
            return unchecked(document, variables, _Root(self))
        return answer(self.schema, document, variables, _Root(self))

    def make(self, kind: str, **fields: Any) -> dict[str, Any]:
        """Keep a new thing."""
        self._number += 1
        id_ = f"{kind[:-1]}-{self._number}"
        made = {"id": id_, "createdAt": f"2026-11-26T09:00:{self._number:02}Z", "deletedAt": None}
        self.things[kind][id_] = {**made, **fields}
        return self.things[kind][id_]

    def known(self, kind: str, id_: str) -> dict[str, Any]:
        """A thing that is there; Railway's words where it is not."""
        if id_ not in self.things[kind]:
            raise Said(f"{kind[:-1].capitalize()} not found")
        return self.things[kind][id_]

    def drop(self, kind: str, id_: str) -> bool:
        """Take a thing away."""
        self.known(kind, id_)
        del self.things[kind][id_]
        return True

    def put(self, place: tuple[str, str | None], values: dict[str, Any]) -> None:
        """Set variables."""
        for key, value in values.items():
            if not _NAME.fullmatch(key) or not isinstance(value, str):
                raise Violation(f"variable {key!r}: {type(value).__name__}")
        self.variables.setdefault(place, {}).update(values)
        self._secret += [v for k, v in values.items() if k.endswith(("TOKEN", "PASSWORD"))]


class _Root:
    """What queries and mutations do; the executor calls these by their fields' names."""

    def __init__(self, fake: Railway) -> None:
        self._fake = fake

    # Projects and environments

    def projects(self, _info: Any, workspaceId: str, first: int) -> Any:
        found = self._fake.things["projects"].values()
        return _connection([p for p in found if p["workspaceId"] == workspaceId])

    def project(self, _info: Any, id: str) -> Any:
        project = self._fake.known("projects", id)
        services = [s for s in self._fake.things["services"].values() if s["projectId"] == id]
        environments = self._of_project(id)
        return {
            **project,
            "services": _connection(services),
            "environments": _connection(environments),
        }

    def projectCreate(self, _info: Any, input: dict[str, Any]) -> Any:
        if input["workspaceId"] == "theirs":
            raise Said("Not Authorized")
        name = input.pop("defaultEnvironmentName")
        project = self._fake.make("projects", **input)
        first = self._fake.make("environments", name=name, projectId=project["id"])
        project["primaryEnvironmentId"] = first["id"]
        return project

    def projectUpdate(self, _info: Any, id: str, input: dict[str, Any]) -> Any:
        self._fake.known("projects", id).update(input)
        return self._fake.known("projects", id)

    def projectDelete(self, _info: Any, id: str) -> bool:
        for kind in ("environments", "services"):
            for thing in [t for t in self._fake.things[kind].values() if t["projectId"] == id]:
                self._fake.drop(kind, thing["id"])
        return self._fake.drop("projects", id)

    def environments(self, _info: Any, projectId: str) -> Any:
        return _connection(self._of_project(projectId))

    def environment(self, _info: Any, id: str) -> Any:
        environment = self._fake.known("environments", id)
        volumes = [v for v in self._fake.things["volumes"].values() if v["environmentId"] == id]
        config = {
            instance["serviceId"]: {"deploy": {"multiRegionConfig": instance["multiRegionConfig"]}}
            for instance in self._fake.things["instances"].values()
            if instance["environmentId"] == id
        }
        instances = [{**volume, "volumeId": volume["id"]} for volume in volumes]
        return {
            **environment,
            "config": {"services": config},
            "volumeInstances": _connection(instances),
        }

    def environmentCreate(self, _info: Any, input: dict[str, Any]) -> Any:
        self._fake.known("projects", input["projectId"])
        names = [e["name"] for e in self._of_project(input["projectId"])]
        if input["name"] in names:
            raise Said(f"Environment {input['name']} already exists")
        return self._fake.make("environments", **input)

    def environmentRename(self, _info: Any, id: str, input: dict[str, Any]) -> Any:
        self._fake.known("environments", id).update(input)
        return self._fake.known("environments", id)

    def environmentDelete(self, _info: Any, id: str) -> bool:
        return self._fake.drop("environments", id)

    def _of_project(self, project: str) -> list[dict[str, Any]]:
        self._fake.known("projects", project)
        found = self._fake.things["environments"].values()
        return [environment for environment in found if environment["projectId"] == project]

    # Services

    def service(self, _info: Any, id: str) -> Any:
        return self._fake.known("services", id)

    def serviceInstance(self, _info: Any, serviceId: str, environmentId: str) -> Any:
        return self._fake.known("instances", f"{serviceId}/{environmentId}")

    def serviceCreate(self, _info: Any, input: dict[str, Any]) -> Any:
        self._fake.known("projects", input["projectId"])
        service = self._fake.make("services", name=input["name"], projectId=input["projectId"])
        key = f"{service['id']}/{input['environmentId']}"
        self._fake.things["instances"][key] = {
            "serviceId": service["id"],
            "environmentId": input["environmentId"],
            "restartPolicyType": "ON_FAILURE",
            "restartPolicyMaxRetries": 10,
            "multiRegionConfig": {},
        }
        return service

    def serviceUpdate(self, _info: Any, id: str, input: dict[str, Any]) -> Any:
        self._fake.known("services", id).update(input)
        return self._fake.known("services", id)

    def serviceDelete(self, _info: Any, id: str) -> bool:
        for key in [k for k in self._fake.things["instances"] if k.startswith(f"{id}/")]:
            del self._fake.things["instances"][key]
        for kind in ("domains", "hosts", "volumes", "triggers", "deployments"):
            for thing in [t for t in self._fake.things[kind].values() if t["serviceId"] == id]:
                self._fake.drop(kind, thing["id"])
        return self._fake.drop("services", id)

    def serviceInstanceUpdate(
        self, _info: Any, serviceId: str, environmentId: str, input: dict[str, Any]
    ) -> bool:  # fmt: skip
        for region, config in input["multiRegionConfig"].items():
            if set(config) != {"numReplicas"} or not isinstance(config["numReplicas"], int):
                raise Violation(f"region {region}: {config}")
        instance = self.serviceInstance(None, serviceId, environmentId)
        volumes = [v for v in self._fake.things["volumes"].values() if v["serviceId"] == serviceId]
        count = sum(config["numReplicas"] for config in input["multiRegionConfig"].values())
        if volumes and count > 1:
            raise Said("Cannot have more than one replica with a volume")
        instance.update(input)
        return True

    def serviceInstanceLimitsUpdate(self, _info: Any, input: dict[str, Any]) -> bool:
        key = f"{input['serviceId']}/{input['environmentId']}"
        self._fake.known("instances", key)["limits"] = input
        return True

    def serviceInstanceDeployV2(self, _info: Any, serviceId: str, environmentId: str) -> str:
        instance = self.serviceInstance(None, serviceId, environmentId)
        if "source" not in instance:
            raise Said("Problem processing request")
        made = self._fake.make(
            "deployments", serviceId=serviceId, status="DEPLOYING", looks=self._fake.looks
        )
        return str(made["id"])

    def deployment(self, _info: Any, id: str) -> Any:
        deployment = self._fake.known("deployments", id)
        deployment["looks"] -= 1
        if deployment["looks"] < 0:
            deployment["status"] = self._fake.becomes
        return deployment

    # Variables

    def variables(
        self, _info: Any, projectId: str, environmentId: str, unrendered: bool,
        serviceId: str | None = None,
    ) -> Any:  # fmt: skip
        if serviceId is not None:
            self._fake.known("services", serviceId)
        return self._fake.variables.get((environmentId, serviceId), {})

    def variableCollectionUpsert(self, _info: Any, input: dict[str, Any]) -> bool:
        self._fake.known("projects", input["projectId"])
        self._fake.put((input["environmentId"], input.get("serviceId")), input["variables"])
        return True

    def variableDelete(self, _info: Any, input: dict[str, Any]) -> bool:
        place = (input["environmentId"], input.get("serviceId"))
        self._fake.variables.get(place, {}).pop(input["name"], None)
        return True

    # Domains, volumes, triggers

    def domains(self, _info: Any, projectId: str, environmentId: str, serviceId: str) -> Any:
        return {
            "serviceDomains": self._of_service("domains", serviceId),
            "customDomains": self._of_service("hosts", serviceId),
        }

    def serviceDomainCreate(self, _info: Any, input: dict[str, Any]) -> Any:
        self._fake.known("services", input["serviceId"])
        domain = self._fake.make("domains", **input)
        domain["domain"] = f"{domain['id']}.up.railway.app"
        return domain

    def serviceDomainUpdate(self, _info: Any, input: dict[str, Any]) -> bool:
        domain = self._fake.known("domains", input["serviceDomainId"])
        domain["targetPort"] = input["targetPort"]
        return True

    def serviceDomainDelete(self, _info: Any, id: str) -> bool:
        return self._fake.drop("domains", id)

    def customDomainCreate(self, _info: Any, input: dict[str, Any]) -> Any:
        if any(host["domain"] == input["domain"] for host in self._fake.things["hosts"].values()):
            raise Said("Domain is not available")
        return self._fake.make("hosts", **input)

    def customDomain(self, _info: Any, id: str, projectId: str) -> Any:
        host = self._fake.known("hosts", id)
        record = {
            "fqdn": host["domain"],
            "recordType": "DNS_RECORD_TYPE_CNAME",
            "requiredValue": "target.up.railway.app",
        }
        return {**host, "status": {"dnsRecords": [record]}}

    def customDomainUpdate(self, _info: Any, id: str, environmentId: str, targetPort: int) -> bool:
        self._fake.known("hosts", id)["targetPort"] = targetPort
        return True

    def customDomainDelete(self, _info: Any, id: str) -> bool:
        return self._fake.drop("hosts", id)

    def volumeCreate(self, _info: Any, input: dict[str, Any]) -> Any:
        return self._fake.make("volumes", **{"region": None, **input}, isPendingDeletion=False)

    def volumeInstanceUpdate(
        self, _info: Any, volumeId: str, environmentId: str, input: dict[str, Any]
    ) -> bool:  # fmt: skip
        self._fake.known("volumes", volumeId).update(input)
        return True

    def volumeDelete(self, _info: Any, volumeId: str) -> bool:
        return self._fake.drop("volumes", volumeId)

    def deploymentTriggers(
        self, _info: Any, projectId: str, environmentId: str, serviceId: str
    ) -> Any:  # fmt: skip
        return _connection(self._of_service("triggers", serviceId))

    def deploymentTriggerCreate(self, _info: Any, input: dict[str, Any]) -> Any:
        return self._fake.make("triggers", **input)

    def deploymentTriggerUpdate(self, _info: Any, id: str, input: dict[str, Any]) -> Any:
        self._fake.known("triggers", id).update(input)
        return self._fake.known("triggers", id)

    def deploymentTriggerDelete(self, _info: Any, id: str) -> bool:
        return self._fake.drop("triggers", id)

    def _of_service(self, kind: str, service: str) -> list[dict[str, Any]]:
        self._fake.known("services", service)
        return [
            thing for thing in self._fake.things[kind].values() if thing["serviceId"] == service
        ]


def _connection(things: list[dict[str, Any]]) -> dict[str, Any]:
    return {"edges": [{"node": thing} for thing in things]}
